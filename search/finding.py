"""The search itself: from what somebody typed to the page of results they see.

What a visitor may see is asked of the floors below at this moment, applied to the index before anything is scored or
counted, and asked again of the rows and of the things themselves before they are shown.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils import timezone

from jobs.once import enqueue_once
from members.models import Visitor

from . import narrowing
from .index import asking
from .index.analysis import fold, words_of
from .index.codec import Array
from .index.documents import KINDS
from .index.reading import Held, holder
from .index.store import NoIndexError, store
from .language import KINDS as TABS
from .language import Query
from .models import Flag, Kind, SearchEntry, SearchEntryQuerySet
from .passages import holds_phrases
from .places import places_seen_by
from .spelling import meant
from .tasks import rebuild_index

logger = logging.getLogger(__name__)

A_PAGE = 20
_POSTS = {Kind.TOPIC, Kind.REPLY, Kind.MESSAGE}
FEW = 3  # results: with so few, a word may be mistyped
PAGES_MAX = 25  # five hundred results: who has not found it by then asks again in other words
TITLED = 60  # results, the best first, among which one with just the words as its title is sought

# What lifts a result, each within bounds that words overcome: what was kept for good, what solved something, what
# people liked (the logarithm of their number), and what is new. What is only about somebody or something comes after.
KEPT = {Kind.GUIDE, Kind.TRAINING, Kind.TEMPLATE, Kind.ARTICLE, Kind.LESSON, Kind.FAQ}
KEPT_LIFT = 0.15
ASIDE = {Kind.GROUP, Kind.MEMBER, Kind.COMMENT}
ASIDE_DROP = 0.2
SOLVED_LIFT = 0.08
LIKES_LIFT = 0.08  # at a hundred likes
NEW_LIFT = 0.06  # for what is of today; half of it after a year
YEAR = 365 * 24 * 3600
EXACT_TITLE = 2.0


@dataclass
class Page:
    """A page of results: ids of entries, the best post of each topic for it, and how many there are in all.

    `counts` are results by the names of `language.KINDS`; `meant` is what was perhaps meant, where little was found.
    """

    entries: list[SearchEntry] = field(default_factory=list)
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    number: int = 1
    more: bool = False
    rebuilding: bool = False
    meant: str = ""


def search(visitor: Visitor, query: Query, *, number: int = 1) -> Page:
    """Find what a query asks for, of what this visitor may see. Raises nothing for any query."""
    page = Page(number=max(1, min(number, PAGES_MAX)))
    if not query.says_something:
        return page
    places = places_seen_by(visitor)
    with holder.lock:
        try:
            ids = _ask(holder.newest(store()), query, visitor, places, page)
        except NoIndexError:
            return _rebuilding(page, store().current)
    page.entries = still_there(ids, places)
    return page


def _rebuilding(page: Page, damaged: str) -> Page:
    if damaged:
        logger.error("The index of the search, %s, is damaged; it is built anew.", damaged)
        store().condemn(damaged)
    enqueue_once(rebuild_index, run_after=timezone.now())
    page.rebuilding = True
    return page


def _ask(held: Held, query: Query, visitor: Visitor, places: set[int], page: Page) -> list[int]:
    """Fill in the counts of a page; returns the ids of its entries, in their order."""
    mask = narrowing.among(held, query, visitor, places)
    entries = held.column("entry")
    wanted = asking.Wanted(query.words, query.prefixes, query.phrases, query.without_words, query.without_phrases)
    rows = SearchEntry.objects.there()
    found = asking.find(held, wanted, mask, lambda documents, phrases: _with(rows, entries, documents, phrases))
    matching = found.documents > 0
    page.counts = _counts(held, matching)
    kinds = query.kinds()
    if kinds is not None:
        matching &= narrowing.of_kinds(held, kinds)
    slots = np.zeros(held.slot_count, dtype=bool)
    slots[held.slots[matching]] = True
    page.total = int(slots.sum())
    if page.total <= FEW:
        page.meant = meant(held, query.typed, query.words, mask)
    order = _ordered(held, query, found, matching, np.flatnonzero(slots))
    start = (page.number - 1) * A_PAGE
    page.more = len(order) > start + A_PAGE and page.number < PAGES_MAX
    return [int(entries[_best_document(held, found, matching, slot)]) for slot in order[start : start + A_PAGE]]


def _with(rows: SearchEntryQuerySet, entries: Array, documents: Sequence[int], phrases: Sequence[str]) -> set[int]:
    """Which of these documents hold all of the phrases, by what their rows say."""
    by_entry = {int(entries[document]): document for document in documents}
    kept, keys = set(), list(by_entry)
    for start in range(0, len(keys), 500):
        texts = rows.filter(pk__in=keys[start : start + 500]).values_list("pk", "title", "text")
        kept |= {by_entry[pk] for pk, title, text in texts.iterator() if holds_phrases(f"{title}\n{text}", phrases)}
    return kept


def _counts(held: Held, matching: Array) -> dict[str, int]:
    """Results by tab; the posts of one topic are one."""
    documents = np.flatnonzero(matching)
    kinds, slots = held.kinds[documents], held.slots[documents]
    numbers = np.bincount(kinds, minlength=len(KINDS)).tolist()
    counts = {}
    for tab, names in TABS.items():
        codes = [KINDS.index(Kind(name)) for name in names]
        if names & _POSTS:
            talked_in = np.zeros(held.slot_count, dtype=bool)
            talked_in[slots[np.isin(kinds, codes)]] = True
            counts[tab] = int(talked_in.sum())
        else:
            counts[tab] = sum(numbers[code] for code in codes)
    return counts


def _ordered(held: Held, query: Query, found: asking.Found, matching: Array, slots: Array) -> Array:
    """The slots in the order that was asked for."""
    if query.order == "relevance" and not (query.words or query.phrases or query.prefixes):
        return _by_column(held, "created", slots, matching, newest=True)
    if query.order in ("newest", "oldest"):
        return _by_column(held, "created", slots, matching, newest=query.order == "newest")
    if query.order == "active":
        return _by_column(held, "active", slots, held.alive, newest=True)
    if query.order == "likes":
        return _by_column(held, "likes", slots, matching, newest=True)
    if held.lifts is None:
        held.lifts = lifts_of(held)
    scores = found.slots * held.lifts
    best = slots[np.argsort(-scores[slots], kind="stable")]
    return _titled_first(held, query, found, matching, best)


def _by_column(held: Held, column: str, slots: Array, among: Array, *, newest: bool) -> Array:
    values = held.column(column).astype(np.float64)
    best = np.full(held.slot_count, -np.inf)
    np.maximum.at(best, held.slots[among], values[among] if newest else -values[among])
    return slots[np.argsort(-best[slots], kind="stable")]


def lifts_of(held: Held) -> Array:
    """What is multiplied with the score of each slot."""
    lifts = np.ones(held.slot_count, dtype=np.float32)
    lifts[held.slots[narrowing.of_kinds(held, KEPT)]] += KEPT_LIFT
    lifts[held.slots[narrowing.of_kinds(held, ASIDE)]] -= ASIDE_DROP
    lifts[held.slots[((held.column("flags") & Flag.SOLVED) > 0) & held.alive]] += SOLVED_LIFT
    liked = np.log1p(held.column("likes").astype(np.float32)) / np.float32(np.log(101))
    ages = np.maximum(np.float32(time.time()) - held.column("active").astype(np.float32), 0)
    fresh = np.float32(NEW_LIFT) / (1 + ages / np.float32(YEAR))
    lifts += asking.best_of_slots(held, np.minimum(liked, 1) * np.float32(LIKES_LIFT) * held.alive)
    return lifts + asking.best_of_slots(held, fresh * held.alive)


def _titled_first(held: Held, query: Query, found: asking.Found, matching: Array, best: Array) -> Array:
    """What has just these words as its title comes first."""
    wanted = [fold(word) for word in words_of(query.typed)]
    firsts = best[:TITLED]
    if not wanted or not len(firsts):
        return best
    entries = held.column("entry")
    openings = {int(entries[document]): slot for slot in firsts for document in held.documents_of(slot)[:1]}
    titles = SearchEntry.objects.filter(pk__in=openings).exclude(title="").values_list("pk", "title")
    exact = [openings[pk] for pk, title in titles if [fold(word) for word in words_of(title)] == wanted]
    return np.concatenate([np.array(exact, dtype=best.dtype), best[~np.isin(best, exact)]]) if exact else best


def _best_document(held: Held, found: asking.Found, matching: Array, slot: Any) -> int:
    documents = held.documents_of(slot)
    documents = documents[matching[documents]]
    return int(documents[np.argmax(found.documents[documents])])


def still_there(ids: list[int], places: set[int]) -> list[SearchEntry]:
    """The rows of these entries as they are now, in this order, without what is gone or stands elsewhere by now."""
    rows = {row.pk: row for row in SearchEntry.objects.there().filter(pk__in=ids)}
    return [rows[pk] for pk in ids if pk in rows and rows[pk].place in places]
