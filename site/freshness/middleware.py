"""Answers made for one person, compressed for their line."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from .stamps import read_once

TEXT = (
    "text/",
    "application/json",
    "application/javascript",
    "application/xml",
    "application/atom+xml",
    "image/svg+xml",
)
# Within 5% of gzip's size at its usual level, in less than a third of its time: such an answer is sent only once.
QUALITY = 2
SMALL = 200  # bytes that compressing makes no smaller
PADDING_MAX = 100  # bytes


class ReadOnceMiddleware:
    """A request reads each stamp once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with read_once():
            return self.get_response(request)


class CompressMiddleware(GZipMiddleware):
    """Pages by brotli where the browser takes it, else Django's own gzip; text alone, for pictures and office files
    are packed already. Both pad what they send, so that its length says nothing of the secrets in it (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        content_type = response.get("Content-Type", "")
        if not content_type.startswith(TEXT):
            return response
        if isinstance(response, HttpResponse) and content_type.startswith("text/html") and _takes_brotli(request):
            return _brotlied(response)
        return super().process_response(request, response)


def _takes_brotli(request: HttpRequest) -> bool:
    return "br" in request.headers.get("Accept-Encoding", "").replace(" ", "").split(",")


def _brotlied(response: HttpResponse) -> HttpResponse:
    if len(response.content) < SMALL or response.has_header("Content-Encoding"):
        return response
    patch_vary_headers(response, ("Accept-Encoding",))
    padding = secrets.token_hex(PADDING_MAX // 2)[: secrets.randbelow(PADDING_MAX)]
    content = response.content + f"<!--{padding}-->".encode()
    response.content = brotli.compress(content, quality=QUALITY, lgwin=18)
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Encoding"] = "br"
    if response.get("ETag", "").startswith('"'):
        response.headers["ETag"] = "W/" + response["ETag"]
    return response
