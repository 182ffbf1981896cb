"""The gate before Django: answers a visitor with a page that is already made, if it still stands."""

from __future__ import annotations

import gzip
import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from .content_policy import HEADER, content_policy
from .pages import Page, is_anonymous, name_of, pages

logger = logging.getLogger(__name__)
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Gate:
    """WSGI middleware. Whatever it does not know, Django answers; it never makes a page itself."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.headers = [
            ("Cache-Control", "no-cache"),
            ("Vary", "Accept-Encoding, Accept-Language, Cookie"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", settings.X_FRAME_OPTIONS),
            ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
            ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ]
        self.content_policy = (HEADER, content_policy())
        if settings.SECURE_HSTS_SECONDS:
            parts = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
            self.headers.append(("Strict-Transport-Security", parts))

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        page = self._page(environ)
        if page is None:
            return self.application(environ, start_response)
        if page.viewed is not None:
            views, pk = page.viewed
            views.note(pk, environ)
        if environ.get("HTTP_IF_NONE_MATCH") == page.etag:
            start_response("304 Not Modified", [("ETag", page.etag), *self.headers])
            return [b""]
        body, encoding = _encoded(page, environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers = [
            ("Content-Type", page.content_type),
            ("Content-Length", str(len(body))),
            ("ETag", page.etag),
            *self.headers,
            *page.headers,
        ]
        if not any(name == HEADER for name, _value in page.headers):
            headers.append(self.content_policy)
        if page.language:
            headers.append(("Content-Language", page.language))
        if encoding:
            headers.append(("Content-Encoding", encoding))
        start_response("200 OK", headers)
        return [body]

    @staticmethod
    def _page(environ: dict[str, Any]) -> Page | None:
        if environ["REQUEST_METHOD"] != "GET" or not is_anonymous(environ):
            return None
        name = name_of(environ)
        if name not in pages:
            return None
        try:
            page = pages.get(name)
        except DatabaseError:
            # Django opens a new connection where the old one has died; the gate leaves the answer to it.
            logger.warning("the gate could not read its stamps", exc_info=True)
            close_old_connections()
            return None
        return page if page is not None and page.until > time.monotonic() else None


def _encoded(page: Page, accepted: str) -> tuple[bytes, str]:
    """The smallest body that this browser takes (RFC 9110, 12.5.3; a q of 0 is honoured)."""
    offered = {part.partition(";")[0].strip() for part in accepted.split(",") if "q=0" not in part.replace(".0", "")}
    if "br" in offered:
        return page.brotlied, "br"
    if "gzip" in offered:
        return page.gzipped, "gzip"
    return gzip.decompress(page.gzipped), ""
