"""Which words a text holds, in the form an index keeps them.

A word is a run of letters and digits, in lower case, stemmed by its language and without accents. Compounds are kept
whole and in parts (`cash-flow`: cashflow, cash, flow; `GetNode`: getnode, get, node), so are e-mail addresses and the
addresses of pages. Chinese, Japanese and Korean, which set no spaces, are kept as pairs of characters. Stop words are
kept: phrases need them.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

import Stemmer

WORD_MAX = 48  # characters; what is longer is no word of any language, and is cut
# Snowball's algorithms by the languages of the site. Swahili has none, and is kept as it is.
_ALGORITHMS = {"en": "english", "fr": "french", "pt": "portuguese", "es": "spanish", "ar": "arabic"}
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = r"[^\W_]+(?:['’][^\W\d_]+)*(?:\+\+|#(?!\w))?"
_RUN = re.compile(rf"{_WORD}(?:[-_.@/]{_WORD})*")  # a word, or a compound of several
_JOINT = re.compile(r"[-_.@/]")
_APOSTROPHE = re.compile(r"['’]")
_CJK_RUN = re.compile(rf"[{_CJK}]+|[^{_CJK}]+")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HAS_CAMEL = re.compile(r"[a-z0-9][A-Z]")
_ELIDED = 2  # letters at most of what stands before or after an apostrophe and is no word: l’, qu’, ’s, ’t
_JOINED_MAX = 4  # parts of a compound that are also kept as one word; a path of twenty is none
_local = threading.local()

# What says nothing alone in the languages of the site; never left out of an index, only of a plain question.
STOP_WORDS = frozenset(Path(__file__).with_name("stop_words.txt").read_text(encoding="utf-8").split())


def fold(word: str) -> str:
    """A word in lower case without accents and other marks."""
    if word.isascii():
        return word.lower()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return unicodedata.normalize("NFC", plain).translate(_ALIKE)


# Accents, and the vowels and hamzas of Arabic; what turns a kana into another one stays.
_MARKS = re.compile(r"[\u0300-\u036f\u064b-\u0655\u0670]")
# Letters of one sound that people type for one another, and what NFKD leaves whole.
_ALIKE = str.maketrans(
    {
        "ى": "ي",
        "ة": "ه",
        "ؤ": "و",
        "ئ": "ي",
        "ـ": "",
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ı": "i",
    }
)


def words_of(text: str) -> list[str]:
    """The words of a text as they stand, compounds whole and in parts; neither stemmed nor folded."""
    found: list[str] = []
    for run in _RUN.findall(text):
        if run.isalnum():
            _take(found, run)
            continue
        parts = [part for joined in _JOINT.split(run) for part in _told_apart(joined)]
        if 1 < len(parts) <= _JOINED_MAX:
            found.append("".join(parts)[:WORD_MAX])
        for part in parts:
            _take(found, part)
    return found


def _told_apart(word: str) -> list[str]:
    """A word without what is only elided before or after its apostrophe."""
    parts = _APOSTROPHE.split(word)
    return parts if len(parts) == 1 else [part for part in parts if len(part) > _ELIDED] or parts[:1]


def _take(found: list[str], word: str) -> None:
    if word.isascii() and word.islower():  # most words of most texts
        found.append(word[:WORD_MAX])
        return
    if (not word.isascii() and _CJK_RUN.fullmatch(word) is None) or _is_cjk(word[0]):
        for run in _CJK_RUN.findall(word):
            found.extend(_pairs(run) if _is_cjk(run[0]) else [run[:WORD_MAX]])
        return
    found.append(word[:WORD_MAX])
    if not word.islower() and _HAS_CAMEL.search(word):
        found.extend(piece for piece in _CAMEL.findall(word[:WORD_MAX]) if len(piece) > 1)


def _is_cjk(sign: str) -> bool:
    return "\u3040" <= sign <= "\u30ff" or "\u3400" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7af"


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def terms_of(text: str, language: str) -> list[str]:
    """The words of a text as an index keeps them, in their order and as often as they stand there."""
    words = [word.lower() for word in words_of(text)]
    stem = _stemmer(language)
    if stem is not None:
        words = stem(words)
    return [word if word.isascii() else fold(word) for word in words]


def names_of(text: str) -> list[str]:
    """The words of a title or a name as people type them: folded and whole, each once."""
    return list(dict.fromkeys(folded for word in words_of(text) if (folded := fold(word))))


@lru_cache(maxsize=2_000)
def variants_of(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The forms under which a word that somebody typed may be kept, by the languages of what is kept."""
    found = dict.fromkeys(term for language in languages for term in terms_of(word, language))
    return tuple(found)


def is_stop_word(word: str) -> bool:
    return fold(word) in STOP_WORDS


def only_telling(words: Iterable[str]) -> list[str]:
    """The words that say what a question is about; all of them where none does."""
    every = list(words)
    return [word for word in every if not is_stop_word(word)] or every


def _stemmer(language: str) -> Callable[[list[str]], list[str]] | None:
    """Snowball's stemmer of a language, one for each thread: it is not safe to share."""
    name = _ALGORITHMS.get(language.partition("-")[0])
    if name is None:
        return None
    kept: dict[str, Stemmer.Stemmer] = _local.__dict__.setdefault("stemmers", {})
    if name not in kept:
        kept[name] = Stemmer.Stemmer(name)
    stem: Callable[[list[str]], list[str]] = kept[name].stemWords
    return stem
