"""Doors to pictures and files of the editors, and to the community's colours."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from .colours import digest, sheet
from .models import Rendition
from .seeing import can_see_media
from .sending import send_file


@require_safe
def picture(request: HttpRequest, picture_id: int, name: str) -> HttpResponseBase:
    """A picture in one size, to whoever may read something that shows it."""
    sizes = Rendition.objects.filter(image=picture_id).select_related("image")
    found = next((size for size in sizes if size.file.name.rpartition("/")[2] == name), None)
    if found is None or not can_see_media(request.user, found.image):
        raise Http404
    return send_file(found.file.name, name=name, inline=True)


@require_safe
def colours(request: HttpRequest, day: str, night: str, made: str) -> HttpResponse:
    """The style sheet of two colours: to be kept for ever, unless the address is that of an earlier one."""
    text = sheet(f"#{day}", f"#{night}")
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable" if made == digest(text) else "no-cache"
    return response
