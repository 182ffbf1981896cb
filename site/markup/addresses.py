"""Addresses people link to: which are allowed, in which form, and whether they are our own."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markdown_it.common.normalize_url import normalizeLink

from .characters import clean, escape, plain_to_see

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
ADDRESS_MAX = 2_000  # what browsers and proxies carry without harm; longer ones are data, not addresses

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")  # RFC 3986, section 3.1
_UPLOAD = re.compile(r"upload:([0-9]{1,18})")
# Browsers leave these out of an address before they look at its scheme.
_BREAKS = re.compile(r"[\t\r\n]+")


def allowed(url: str) -> bool:
    """Whether an address that went through markdown-it's `normalizeLink` may be linked to."""
    if len(url) > ADDRESS_MAX:
        return False
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in SCHEMES:
        return False
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def address(raw: str) -> str | None:
    """What somebody wrote into `href` or `src`, in the form that may stand there; None where it may not."""
    if len(raw) > ADDRESS_MAX:
        return None
    url = normalizeLink(plain_to_see(clean(_BREAKS.sub("", raw.strip()))))
    return url if allowed(url) else None


def upload_id(raw: str) -> int | None:
    """The id in `upload:123`, or None."""
    match = _UPLOAD.fullmatch(raw)
    return int(match[1]) if match else None


def is_own(url: str, hosts: frozenset[str]) -> bool:
    """Whether an allowed address stays on this site."""
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") or url.startswith(("//", "\\")):
        return parts.netloc.lower() in hosts
    return not parts.scheme


def link_attributes(url: str, hosts: frozenset[str], title: str = "") -> str:
    """The attributes of a link people made: other sites gain nothing by it (`ugc nofollow`)."""
    rel = "" if is_own(url, hosts) else ' rel="ugc nofollow noopener"'
    named = f' title="{escape(plain_to_see(title))}"' if title else ""
    return f' href="{escape(url)}"{rel}{named}'
