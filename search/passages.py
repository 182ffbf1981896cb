"""The words of a result that answer best, with what was looked for marked; and whether a text holds a phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from .index.analysis import fold, terms_of, variants_of, words_of

LONG = 32  # words of a passage
BEFORE = 6  # words of it that stand before the first that was looked for
LONGEST = 100  # characters of a word that may be marked
LOOKED_THROUGH = 20_000  # characters of a text in which the best words are sought
SAME = 2  # first letters that a word has in common with its stem
_WORD = re.compile(r"\S+")
_AROUND = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)


def holds_phrases(text: str, phrases: Sequence[str]) -> bool:
    """Whether the words of every phrase stand in a text beside one another, whatever stands between them."""
    words = f" {' '.join(fold(word) for word in words_of(text))} "
    return all(f" {' '.join(fold(word) for word in words_of(phrase))} " in words for phrase in phrases)


def holds_words(text: str, words: Iterable[str], language: str) -> bool:
    """Whether each of these words stands in a text of this language, in any of its forms."""
    kept = set(terms_of(text, language))
    wanted = [variants_of(word, (language,)) for word in words]
    return all(not forms or not kept.isdisjoint(forms) for forms in wanted)


class Marker:
    """What was looked for, as it is told apart in the words of a text."""

    def __init__(self, looked_for: Iterable[str], begun: Iterable[str], language: str) -> None:
        self.languages = (language,)
        self.terms = {term for word in looked_for for term in variants_of(word, self.languages)}
        self.begun = tuple(folded for word in begun if (folded := fold(word)))
        # Stems begin as their words do: most words of a text are told apart by their first letters.
        self.firsts = {term[:SAME] for term in (*self.terms, *self.begun)}

    def hits(self, pieces: Sequence[str]) -> list[bool]:
        """Which of these words, each with what stands around it, are among what was looked for."""
        firsts, found = self.firsts, []
        for piece in pieces:  # some thousand on a page: no call that most of them do without
            folded = piece.lower() if piece.isascii() else fold(piece)
            may = folded[:SAME] in firsts or (not folded.isalnum() and any(first in folded for first in firsts))
            found.append(may and self._hits(piece))
        return found

    def _hits(self, piece: str) -> bool:
        found = variants_of(piece, self.languages) if len(piece) <= LONGEST else ()
        return not self.terms.isdisjoint(found) or (bool(self.begun) and any(t.startswith(self.begun) for t in found))


def passage(text: str, marker: Marker) -> SafeString:
    """The best LONG words of a text on one line, as HTML with <mark>; its first words where none was looked for."""
    pieces = _WORD.findall(text[:LOOKED_THROUGH])
    hits = marker.hits(pieces)
    start = _best_start(hits)
    shown = [_shown(piece, hit) for piece, hit in zip(pieces[start:], hits[start : start + LONG], strict=False)]
    words = " ".join(shown)
    before, after = "… " if start else "", " …" if start + LONG < len(pieces) else ""
    return mark_safe(f"{before}{words}{after}")  # noqa: S308 - each piece is escaped


def marked(title: str, marker: Marker) -> SafeString:
    """A title with what was looked for marked."""
    pieces = title.split()
    shown = [_shown(piece, hit) for piece, hit in zip(pieces, marker.hits(pieces), strict=True)]
    return mark_safe(" ".join(shown))  # noqa: S308 - each piece is escaped


def _shown(piece: str, hit: bool) -> str:
    if not hit:
        return escape(piece)
    before, word, after = _AROUND.fullmatch(piece).groups()  # type: ignore[union-attr] # it matches any piece
    return f"{escape(before)}<mark>{escape(word)}</mark>{escape(after)}"


def _best_start(hits: Sequence[bool]) -> int:
    """Where the stretch of LONG words with the most hits begins, with some words before its first."""
    if True not in hits:
        return 0
    counts = [0]
    for hit in hits:
        counts.append(counts[-1] + hit)
    first = [at for at, hit in enumerate(hits) if hit]
    best = max(first, key=lambda at: (counts[min(at + LONG - BEFORE, len(hits))] - counts[at], -at))
    return max(0, min(best - BEFORE, len(hits) - LONG))
