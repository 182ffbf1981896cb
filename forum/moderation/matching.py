"""Finding watched words in a text: literal words without case and accents, and no expression that could take long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

ANY_END = "*"  # after a word: it, and every longer one that begins so
_WORD = re.compile(r"\w+")
_UNSEEN = {"Mn", "Cf"}  # marks on letters, and what takes no room


def plain(text: str) -> str:
    """The words of a text in lower case, without accents and signs, each with one space around it."""
    text = text.casefold()
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in letters if unicodedata.category(letter) not in _UNSEEN)
    return f" {' '.join(_WORD.findall(text))} "


def key_of(words: str) -> str:
    """What is looked for: words, or the address of a link, of which `*` leaves the end of the last open. Empty where
    nothing is left."""
    key = plain(words).strip()
    return f"{key}{ANY_END}" if key and words.rstrip().endswith(ANY_END) else key


def first_found(keys: Iterable[str], text: str) -> str:
    """The first of these keys that is in a text; empty where none is. Takes time in proportion to both."""
    words = plain(text)
    return next((key for key in keys if _sought(key) in words), "")


def _sought(key: str) -> str:
    return f" {key.removesuffix(ANY_END)}" if key.endswith(ANY_END) else f" {key} "
