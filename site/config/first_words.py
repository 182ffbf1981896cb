"""Addresses of an app, looked through only where the first word of what was asked is one of its own.

Django tries pattern after pattern, nearly two hundred before it comes to the pages of knowledge, which are read most.
"""

from __future__ import annotations

import re
from importlib import import_module

from django.urls import URLPattern, URLResolver, include, re_path

_NAMED = re.compile(r"\(\?P<\w+>")
_BEFORE_SLASH = re.compile(r"(?:\[[^\]]*\]|[^/\[])*")  # a class of characters may hold a slash


def including(module: str) -> URLResolver:
    """`path("", include(module))`, for an app whose addresses begin with different words. Its addresses, resolved and
    written, are the same; the module may hold no include of its own."""
    firsts = {_first(pattern) for pattern in import_module(module).urlpatterns}
    found: URLResolver = re_path(rf"^(?=(?:{'|'.join(sorted(firsts))})(?:/|\Z))", include(module))
    return found


def _first(pattern: URLPattern) -> str:
    """What matches the first word of an address, or the whole of one without a slash."""
    first = _BEFORE_SLASH.match(pattern.pattern.regex.pattern.removeprefix("^"))
    return _NAMED.sub("(?:", first[0].removesuffix("$")) if first else ""
