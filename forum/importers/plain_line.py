"""Names, titles and tags as one line of visible characters."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def plain_line(text: str, *, limit: int) -> str:
    """The text on one line, without control and direction marks, cut to `limit` characters with an ellipsis."""
    # A lone surrogate, which JSON can spell, is no character that a database takes.
    text = text.encode("utf-8", "replace").decode()
    text = " ".join(_INVISIBLE.sub(" ", unicodedata.normalize("NFC", text)).split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
