"""The light version of a page, at its address with `?lite`: words only, for lines where each kilobyte is waited for.

A view that has one is decorated with `has_light_version`, and gives its templates what `light_context` says: they
extend `light.html` then, which loads one small style sheet and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve

View = Callable[..., HttpResponse]
PARAMETER = "lite"

# Our own HTML is looked through, in which no attribute holds a bare `>`.
_DRAWN = re.compile(r'<svg\b.*?</svg>|<source\b[^>]*>|<span class="avatar[^>]*>\s*</span>|</?picture>', re.DOTALL)
_INITIALS = re.compile(r'<span class="avatar[^>]*>[^<]*</span>')
_IMAGE = re.compile(r'<img\b(?:[^>]*?\salt="([^"]*)")?[^>]*>')
_LINK = re.compile(r'(<a\b(?![^>]*\sdata-full\b)[^>]*?\shref="(/[^"?#]*))((?:\?[^"#]*)?)((?:#[^"]*)?")')
_SENT = re.compile(r'(<(?:form|button)\b[^>]*?\s(?:form)?action="/[^"?#]*)"')


def is_light(request: HttpRequest) -> bool:
    """Whether this request asks for the light version."""
    return PARAMETER in request.GET


def light_context(is_asked_for: bool, address: str) -> dict[str, Any]:
    """What templates of a page with a light version need; `address` is the page's own, without `lite`."""
    _path, _mark, query = address.partition("?")
    light = f"?{query}&{PARAMETER}" if query else f"?{PARAMETER}"
    context = {"lite": is_asked_for, "full": address, "light": "" if is_asked_for else light}
    return {**context, "layout": "light.html"} if is_asked_for else context


def has_light_version(view: View) -> View:
    """For a view whose templates extend `light.html` where it is asked for."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if is_light(request) and response.status_code == 200 and not response.streaming:
            if isinstance(response, TemplateResponse):
                response.render()
            response.content = in_words(response.content.decode()).encode()
        return response

    wrapped.is_light_too = True  # type: ignore[attr-defined]
    return wrapped


def in_words(html: str) -> str:
    """A finished page without its pictures, which say what they show instead, and with links that stay light; its forms
    are sent to addresses that say where they were filled in."""
    html = _INITIALS.sub("", _DRAWN.sub("", html))
    html = _IMAGE.sub(lambda image: f"[{image[1]}]" if image[1] else "", html)
    html = _SENT.sub(rf'\1?{PARAMETER}"', html)
    return _LINK.sub(_stays, html)


def _stays(link: re.Match[str]) -> str:
    if not _leads_to_light(link[2]):
        return link[0]
    return f"{link[1]}{f'{link[3]}&amp;' if link[3] else '?'}{PARAMETER}{link[4]}"


def stays_light(address: str) -> str:
    """The light version of what an address of this site leads to, where there is one; else the address itself."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not _leads_to_light(parts.path):
        return address
    return parts._replace(query=f"{parts.query}&{PARAMETER}" if parts.query else PARAMETER).geturl()


@lru_cache(maxsize=2000)
def _leads_to_light(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "is_light_too", False)
    except Resolver404:
        return False
