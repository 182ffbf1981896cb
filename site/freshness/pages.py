"""Whole pages for visitors: made once, answered by the gate while their stamps stand."""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .content_policy import HEADER
from .memo import Memo
from .stamps import FRAME, numbers_of
from .viewing import Views

# Dates on a page are said in words ("2 h ago"), so a page is made anew after this many seconds at the latest.
SECONDS = 60
LANGUAGE_HEADER_MAX = 200
KEPT_HEADERS = ("Link", HEADER)  # of those that a view gives to its answer

Keys = Callable[..., Sequence[str]]
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page in the two encodings that nearly every browser takes."""

    gzipped: bytes
    brotlied: bytes
    etag: str
    content_type: str
    language: str
    headers: tuple[tuple[str, str], ...]
    until: float
    viewed: tuple[Views, int] | None = None  # what looking at it counts for

    @property
    def size(self) -> int:
        return len(self.gzipped) + len(self.brotlied) + 1000


pages: Memo[Page] = Memo(max_bytes=settings.PAGE_CACHE_MIB * 1024 * 1024, size_of=lambda page: page.size)


def name_of(environ: dict[str, Any]) -> tuple[str, ...]:
    """What tells one visitor's page from another: address, host, scheme and the languages asked for."""
    return (
        environ.get("HTTP_HOST", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", "") or environ.get("wsgi.url_scheme", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        "fragment" if "HTTP_X_FRAGMENT" in environ else "",
    )


def is_anonymous(environ: dict[str, Any]) -> bool:
    """Whether the request comes without any cookie of ours, so that nothing on the page can be about this person.

    Asks for the names alone: Django reads "sessionid =abc" as a session, and would sign its member in.
    """
    return not environ.get("HTTP_COOKIE") or not any(
        name in environ["HTTP_COOKIE"]
        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages")
    )


def shared_with_visitors(
    keys: Keys, *, parameters: Sequence[str] = (), viewed: Callable[..., tuple[Views, int]] | None = None
) -> Callable[[View], View]:
    """For a GET view whose answer to a visitor without cookies hangs only on the stamps that `keys(**kwargs)` names.

    Addresses with other query parameters than `parameters` are answered but not kept: anybody can invent those.
    `viewed(**kwargs)` says what a look at the kept page counts for; the view itself counts the looks it answers.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not _may_keep(request, parameters):
                return view(request, **kwargs)
            all_keys = (*FRAME, *keys(**kwargs))
            numbers = numbers_of(all_keys)
            response = view(request, **kwargs)
            signed_in = request.user.is_authenticated
            if response.status_code == 200 and not signed_in and not response.cookies and not response.streaming:
                response["Cache-Control"] = "no-cache"  # a browser may keep it, and asks whether it still stands
                page = _page(response, viewed(**kwargs) if viewed else None)
                pages.put(name_of(request.META), all_keys, numbers, page)
            return response

        return wrapped

    return decorate


def _may_keep(request: HttpRequest, parameters: Sequence[str]) -> bool:
    return (
        request.method == "GET"
        and is_anonymous(request.META)
        and request.GET.keys() <= set(parameters)
        and len(request.META.get("HTTP_ACCEPT_LANGUAGE", "")) <= LANGUAGE_HEADER_MAX
    )


def _page(response: HttpResponse, viewed: tuple[Views, int] | None) -> Page:
    plain = response.content
    return Page(
        gzipped=gzip.compress(plain, 6, mtime=0),
        brotlied=brotli.compress(plain, quality=5, lgwin=16),
        etag=f'"{hashlib.blake2b(plain, digest_size=12).hexdigest()}"',
        content_type=response["Content-Type"],
        language=response.get("Content-Language", ""),
        headers=tuple((name, response[name]) for name in KEPT_HEADERS if response.has_header(name)),
        until=time.monotonic() + SECONDS,
        viewed=viewed,
    )
