"""Where a bare address in running text ends.

The GFM specification, section 6.9 (autolinks extension), with two steps beyond: an address ends before `||`, which
closes a spoiler, and before the full stops and brackets of Chinese and Japanese, which follow without a space.
"""

from __future__ import annotations

import re
from html import unescape

from .addresses import ADDRESS_MAX

_RUN = re.compile(rf"(?:[^\s<`|\u3001\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1f]|\|(?!\|)){{1,{ADDRESS_MAX}}}")
_HOST = re.compile(r"[\w-]++(?:\.[\w-]++)*+")
_ENTITY = re.compile(r"&#?[A-Za-z0-9]{1,31};")
_CLOSING_ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")


def host_is_plausible(text: str, start: int, *, dots: bool) -> bool:
    """Whether a host name stands at `start`; `dots` asks for one dot at least. IPv6 addresses need <angle brackets>."""
    match = _HOST.match(text, start)
    if match is None or match[0].startswith("-"):
        return False
    labels = match[0].split(".")
    return not any("_" in label for label in labels[-2:]) and (not dots or len(labels) > 1)


def end_of_address(text: str, start: int, limit: int) -> int:
    """The end of the address that begins at `start`, without the punctuation of the sentence around it."""
    run = _RUN.match(text, start, limit)
    if run is None:
        return start
    url = run[0]
    end, surplus = len(url), url.count(")") - url.count("(")
    while end:
        last = url[end - 1]
        if last in "?!.,:*_~'\"]":
            end -= 1
        elif last == ")" and surplus > 0:
            end -= 1
            surplus -= 1
        elif last == ";" and (entity := _CLOSING_ENTITY.search(url, max(0, end - 40), end)):
            end = entity.start()
        else:
            break
    return start + end


def resolved(url: str) -> str:
    """An address copied from HTML, its character references resolved; `&copy=1` without a semicolon is none."""
    return _ENTITY.sub(lambda match: unescape(match[0]), url) if "&" in url else url
