"""Doors to files: taking them, and giving them to whoever may see what they hang in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum import operations
from forum.models import Upload
from pages.sending import send_file

from .doors import MemberRequest, seen_group


@login_required
@require_POST
def take_upload(request: MemberRequest) -> HttpResponse:
    """Take a file and say how to put it into the text."""
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        return JsonResponse(
            {"error": _("Please choose a file of at most %(limit)d MB.") % {"limit": limit}}, status=422
        )
    try:
        upload = operations.store_upload(member=request.user, name=file.name or "file", data=file.read())
    except ValidationError as error:
        return JsonResponse({"error": error.messages[0]}, status=422)
    label = upload.name.rpartition(".")[0] if upload.is_picture else upload.name
    return JsonResponse({"markdown": f"![{label}](upload:{upload.pk})", "id": upload.pk})


@require_safe
def upload(request: HttpRequest, upload_id: int, name: str) -> HttpResponseBase:
    """A file, to whoever sees a post it hangs in."""
    found = get_object_or_404(Upload.objects.visible_to(request.user), pk=upload_id)
    if name == "thumbnail.webp" and found.thumbnail:
        return send_file(found.thumbnail.name, name="thumbnail.webp", content_type="image/webp", inline=True)
    if name != found.name:
        return redirect(found)
    return send_file(found.file.name, name=found.name, content_type=found.content_type, inline=found.is_picture)


@require_safe
def group_picture(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A group's picture, to whoever may know of the group."""
    group = seen_group(request, slug)
    if not group.picture:
        raise Http404
    return send_file(group.picture.name, name="picture.webp", content_type="image/webp", inline=True)
