"""“Did you mean …?”: words that nothing has, and words of titles and names that are nearly the same.

Only words of what the visitor may find are proposed: a word of a private title is not known to others.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from .index.analysis import fold, is_stop_word, words_of
from .index.codec import Array
from .index.reading import Held
from .index.schema import NAMES

LOOKED_THROUGH = 2_000  # terms with the same first letter, of each segment
SHORTEST = 4  # letters: shorter words are near to too many others
LONG = 8  # letters from which on two mistakes are forgiven instead of one


def meant(held: Held, typed: str, words: Iterable[str], among: Array) -> str:
    """What was typed, with each word that nothing among these documents has replaced by one that is nearly the same;
    "" where there is nothing to propose."""
    proposed = typed
    for word in words:
        known = [fold(part) for part in words_of(word)]
        if len(known) != 1 or len(known[0]) < SHORTEST or is_stop_word(word) or _stands(held, known[0], among):
            continue
        if near := _nearest(held, known[0], among):
            proposed = proposed.replace(word, near)
    return proposed if proposed != typed else ""


def _nearest(held: Held, word: str, among: Array) -> str:
    """The term nearest to a word, of several the one that stands in more documents."""
    most = 2 if len(word) >= LONG else 1
    terms = {
        term
        for segment in held.segments
        for term in islice(segment.terms_from(NAMES, word[0].encode()), LOOKED_THROUGH)
    }
    near = [
        (apart, -count, term)
        for term in terms
        if (apart := distance(word, term.decode(), most)) <= most
        if (count := _stands(held, term.decode(), among))
    ]
    return min(near)[2].decode() if near else ""


def _stands(held: Held, term: str, among: Array) -> int:
    """In how many of these documents a word stands in a title or a name."""
    found = held.postings(NAMES, term.encode())
    return int(among[found[0]].sum()) if found is not None else 0


def distance(one: str, other: str, most: int) -> int:
    """How many letters are missing, too many, wrong or changed places between two words; `most` + 1 where it is more.

    Optimal string alignment; see G. Navarro, "A Guided Tour to Approximate String Matching", 2001, section 3.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        last, row, earlier = row, [at], before
        for place, against in enumerate(other, start=1):
            cost = min(row[-1] + 1, last[place] + 1, last[place - 1] + (letter != against))
            if earlier and place > 1 and letter == other[place - 2] and one[at - 2] == against:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = last
    return min(row[-1], most + 1)
