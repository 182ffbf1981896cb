"""Handing out files that were stored: to who may have them, and never as a page of this site."""

from __future__ import annotations

import mimetypes
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase


def send_file(path: str | None, *, name: str, content_type: str = "", inline: bool = False) -> HttpResponseBase:
    """The file itself, or a word to the server in front to send it (`SENDFILE`). `path` is its name in the storage;
    raises Http404 where there is none."""
    if not path:
        raise Http404
    response: HttpResponseBase
    if settings.SENDFILE == "x-accel":
        response = HttpResponse(headers={"X-Accel-Redirect": f"/protected/{quote(path)}"})
    elif settings.SENDFILE == "x-sendfile":
        response = HttpResponse(headers={"X-Sendfile": default_storage.path(path)})
    else:
        response = FileResponse(default_storage.open(path))
        response["Content-Length"] = str(default_storage.size(path))
    response["Content-Type"] = content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
    response["Content-Disposition"] = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, max-age=86400"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
