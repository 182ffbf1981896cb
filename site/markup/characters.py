"""Which characters may stand in what people write."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls but tab and line breaks (pages use U+0002 and U+0003 as marks of their own), the overrides that
# turn the direction of all that follows, lone surrogates and noncharacters, which cannot be stored or sent as UTF-8.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# Besides those, what hides or turns letters where letters are a name or an address to be trusted. Zero-width joiners
# stay: Persian and the languages of India need them.
_DECEPTIVE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clean(text: str) -> str:
    """The text in Unicode NFC without control characters, with \\n as its only line break."""
    text = without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def without_controls(text: str) -> str:
    """The text without control characters, as it is otherwise."""
    return _UNWANTED.sub("", text)


def plain_to_see(text: str) -> str:
    """A name or address without characters that hide or turn others."""
    return _DECEPTIVE.sub("", text)


def escape(text: str) -> str:
    """Text made safe in HTML, between tags and in quoted attributes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
