"""From the words of a question to the best documents.

Each word is scored by BM25F (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009,
section 3.6): how often it stands in title, tags and text, each by its length, is added up before it saturates. What a
topic is worth is the sum, over the words, of the best that one of its posts says of each; so a topic whose posts hold
the words between them is found, and the post that says most itself is shown for it. What has all words of a short
question comes before what has one of them that is rare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .analysis import only_telling, variants_of, words_of
from .codec import Array
from .reading import Held
from .table import Table

# Tuned on the judgements that `bench/relevance.py` reads; what each is worth stands in docs/decisions/search.md.
WEIGHTS = {"title": np.float32(2.0), "tags": np.float32(1.5), "text": np.float32(1.0)}
# How much a field's length counts against it.
LENGTHS = {"title": np.float32(0.6), "tags": np.float32(0.0), "text": np.float32(0.42)}
SATURATION = np.float32(3.0)
ALL_WORDS = np.float32(1.25)  # what has all words of a short question goes before what has a rare one of them often
SHORT = 4  # words; in a longer question some only lead up to the others
PREFIX_TERMS = 200  # that a prefix may stand for
PHRASE_CHECKED = 3_000  # documents that are looked through for a phrase, the best first
OWN_WORDS = np.float32(0.25)  # what the best post says by itself, beside what the topic says in all


@dataclass(frozen=True)
class Wanted:
    """What is looked for: words as typed, and documents it is looked for in."""

    words: Sequence[str] = ()
    prefixes: Sequence[str] = ()
    phrases: Sequence[str] = ()
    without_words: Sequence[str] = ()
    without_phrases: Sequence[str] = ()
    fields: Sequence[str] = tuple(WEIGHTS)  # in which words and prefixes may stand


@dataclass
class Found:
    """What has been found: a score for each slot and each document, 0 where it is not found."""

    slots: Array
    documents: Array
    among: Array


# Says which of these documents hold all of the phrases.
HasPhrases = Callable[[Sequence[int], Sequence[str]], set[int]]


def find(held: Held, wanted: Wanted, among: Array, has_phrases: HasPhrases) -> Found:
    """Score the documents of `among` (True where one may be found)."""
    among = among & held.alive
    for word in wanted.without_words:
        among = among & ~_has(held, _terms(held, word))
    phrase_words = [word for phrase in wanted.phrases for word in words_of(phrase)]
    for word in dict.fromkeys(phrase_words):
        among = among & _has(held, _terms(held, word))
    if not (wanted.words or wanted.prefixes or wanted.phrases):
        scored = among.astype(np.float32)
        return Found(held.best_of_slots(scored), scored, among)
    groups = [_terms(held, word) for word in only_telling([*wanted.words, *phrase_words])]
    groups += [_beginning(held, begun, wanted.fields) for begun in wanted.prefixes]
    found = _scored(held, groups, among, wanted.fields)
    if wanted.phrases or wanted.without_phrases:
        found = _with_phrases(held, wanted, found, groups, has_phrases)
    return found


def found_by_documents(table: Table, scores: Array, among: Array) -> Found:
    """What others have scored document by document: a topic is worth what its best post is."""
    documents = np.where(among & table.alive, scores, np.float32(0))
    return Found(table.best_of_slots(documents), documents, among)


def _scored(held: Held, groups: Sequence[Sequence[bytes]], among: Array, fields: Sequence[str]) -> Found:
    """Add up what each group of terms, a word in its forms, is worth."""
    own = np.zeros(held.size, dtype=np.float32)
    together = np.zeros(held.slot_count, dtype=np.float32)
    words = np.zeros(held.slot_count, dtype=np.uint8)
    for terms in groups:
        ids, worth, number = _worth(held, terms, among, fields)
        if not len(ids):
            continue
        # How rare it is among all there are, not among those this visitor sees: that would be another number for each.
        worth *= np.float32(np.log(1 + (held.size - number + 0.5) / (number + 0.5)))
        own[ids] += worth
        best = np.zeros(held.slot_count, dtype=np.float32)
        np.maximum.at(best, held.slots[ids], worth)
        together += best
        words += best > 0
    together += OWN_WORDS * held.best_of_slots(own)
    if 1 < len(groups) <= SHORT:
        together[words == len(groups)] *= ALL_WORDS
    return Found(together, own, among)


def _worth(held: Held, terms: Sequence[bytes], among: Array, fields: Sequence[str]) -> tuple[Array, Array, int]:
    """The documents among these that have one of the terms in one of the fields, how much each says of it, between 0
    and 1, and how many there are of all, seen or not."""
    said, number = np.zeros(held.size, dtype=np.float32), 0
    for name in fields:
        weight, slope, norms, having = WEIGHTS[name], LENGTHS[name], held.norms[name], 0
        for term in terms:
            found = held.postings(name, term)
            if found is not None:
                ids, frequencies = found
                said[ids] += weight * frequencies / (1 - slope + slope * norms[ids])
                having += len(ids)
        number = max(number, having)
    ids = np.flatnonzero((said > 0) & among)
    return ids, said[ids] / (said[ids] + SATURATION), min(number, held.size)


def _has(held: Held, terms: Sequence[bytes]) -> Array:
    """True of documents that have one of the terms in any field."""
    has = np.zeros(held.size, dtype=bool)
    for name in WEIGHTS:
        for term in terms:
            found = held.postings(name, term)
            if found is not None:
                has[found[0]] = True
    return has


def _terms(held: Held, word: str) -> list[bytes]:
    return [term.encode() for term in variants_of(word, held.languages)]


def _beginning(held: Held, begun: str, fields: Sequence[str]) -> list[bytes]:
    folded = "".join(variants_of(begun, ("",))[:1])
    found = {term for name in fields for term in held.terms_beginning(name, folded, PREFIX_TERMS)}
    return sorted(found)[:PREFIX_TERMS]


def _with_phrases(
    held: Held, wanted: Wanted, found: Found, groups: Sequence[Sequence[bytes]], has_phrases: HasPhrases
) -> Found:
    """Keep what has the phrases, of the best that have their words."""
    candidates = np.flatnonzero(found.documents)
    if wanted.phrases:
        if len(candidates) > PHRASE_CHECKED:
            best = np.argpartition(found.documents[candidates], -PHRASE_CHECKED)[-PHRASE_CHECKED:]
            candidates = candidates[best]
        kept = has_phrases(candidates.tolist(), wanted.phrases)
        among = np.zeros(held.size, dtype=bool)
        among[list(kept)] = True
    else:
        among = found.among.copy()
    for phrase in wanted.without_phrases:
        having = among & (found.documents > 0)
        for word in words_of(phrase):
            having &= _has(held, _terms(held, word))
        checked = np.flatnonzero(having)[:PHRASE_CHECKED].tolist()
        among[list(has_phrases(checked, [phrase]))] = False
    return _scored(held, groups, among, wanted.fields)
