"""The search itself: from what somebody typed to the page of results they see.

What a visitor may see is asked of the floors below at this moment, applied to the index before anything is scored or
counted, and asked again of the rows and of the things themselves before they are shown.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from members.models import Visitor

from . import narrowing
from .index.analysis import fold, words_of
from .index.codec import Array
from .index.documents import KINDS
from .index.table import Table
from .language import KINDS as TABS
from .language import Query
from .matching import Matches, RebuildingError, matches
from .models import Flag, Kind, SearchEntry
from .places import places_seen_by

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
    try:
        found = matches(query, visitor, places)
    except RebuildingError:
        page.rebuilding = True
        return page
    page.entries = still_there(_fill_in(page, query, found), places)
    return page


def _fill_in(page: Page, query: Query, found: Matches) -> list[int]:
    """The counts of a page; returns the ids of its entries, in their order."""
    table = found.table
    matching = found.found.documents > 0
    page.counts = _counts(table, matching)
    kinds = query.kinds()
    if kinds is not None:
        matching &= narrowing.of_kinds(table, kinds)
    slots = np.zeros(table.slot_count, dtype=bool)
    slots[table.slots[matching]] = True
    page.total = int(slots.sum())
    if page.total <= FEW:
        page.meant = found.meant()
    order = _ordered(found, query, matching, np.flatnonzero(slots))
    start = (page.number - 1) * A_PAGE
    page.more = len(order) > start + A_PAGE and page.number < PAGES_MAX
    entries = table.column("entry")
    return [int(entries[_best_document(found, matching, slot)]) for slot in order[start : start + A_PAGE]]


def _counts(table: Table, matching: Array) -> dict[str, int]:
    """Results by tab; the posts of one topic are one."""
    documents = np.flatnonzero(matching)
    kinds, slots = table.kinds[documents], table.slots[documents]
    numbers = np.bincount(kinds, minlength=len(KINDS)).tolist()
    counts = {}
    for tab, names in TABS.items():
        codes = [KINDS.index(Kind(name)) for name in names]
        if names & _POSTS:
            talked_in = np.zeros(table.slot_count, dtype=bool)
            talked_in[slots[np.isin(kinds, codes)]] = True
            counts[tab] = int(talked_in.sum())
        else:
            counts[tab] = sum(numbers[code] for code in codes)
    return counts


def _ordered(found: Matches, query: Query, matching: Array, slots: Array) -> Array:
    """The slots in the order that was asked for."""
    table = found.table
    if query.order == "relevance" and not (query.words or query.phrases or query.prefixes):
        return _by_column(table, "created", slots, matching, newest=True)
    if query.order in ("newest", "oldest"):
        return _by_column(table, "created", slots, matching, newest=query.order == "newest")
    if query.order == "active":
        return _by_column(table, "active", slots, table.alive, newest=True)
    if query.order == "likes":
        return _by_column(table, "likes", slots, matching, newest=True)
    scores = found.found.slots * lifts_of(table)
    best = slots[np.argsort(-scores[slots], kind="stable")]
    return _titled_first(table, query, best)


def _by_column(table: Table, column: str, slots: Array, among: Array, *, newest: bool) -> Array:
    values = table.column(column).astype(np.float64)
    best = np.full(table.slot_count, -np.inf)
    np.maximum.at(best, table.slots[among], values[among] if newest else -values[among])
    return slots[np.argsort(-best[slots], kind="stable")]


def lifts_of(table: Table) -> Array:
    """What is multiplied with the score of each slot; worked out once for a table."""
    if table.lifts is None:
        table.lifts = _lifts_of(table)
    return table.lifts


def _lifts_of(table: Table) -> Array:
    lifts = np.ones(table.slot_count, dtype=np.float32)
    lifts[table.slots[narrowing.of_kinds(table, KEPT)]] += KEPT_LIFT
    lifts[table.slots[narrowing.of_kinds(table, ASIDE)]] -= ASIDE_DROP
    lifts[table.slots[((table.column("flags") & Flag.SOLVED) > 0) & table.alive]] += SOLVED_LIFT
    liked = np.log1p(table.column("likes").astype(np.float32)) / np.float32(np.log(101))
    ages = np.maximum(np.float32(time.time()) - table.column("active").astype(np.float32), 0)
    fresh = np.float32(NEW_LIFT) / (1 + ages / np.float32(YEAR))
    lifts += table.best_of_slots(np.minimum(liked, 1) * np.float32(LIKES_LIFT) * table.alive)
    return lifts + table.best_of_slots(fresh * table.alive)


def _titled_first(table: Table, query: Query, best: Array) -> Array:
    """What has just these words as its title comes first."""
    wanted = [fold(word) for word in words_of(query.typed)]
    firsts = best[:TITLED]
    if not wanted or not len(firsts):
        return best
    entries = table.column("entry")
    openings = {int(entries[document]): slot for slot in firsts for document in table.documents_of(slot)[:1]}
    titles = SearchEntry.objects.filter(pk__in=openings).exclude(title="").values_list("pk", "title")
    exact = [openings[pk] for pk, title in titles if [fold(word) for word in words_of(title)] == wanted]
    return np.concatenate([np.array(exact, dtype=best.dtype), best[~np.isin(best, exact)]]) if exact else best


def _best_document(found: Matches, matching: Array, slot: Any) -> int:
    documents = found.table.documents_of(slot)
    documents = documents[matching[documents]]
    return int(documents[np.argmax(found.found.documents[documents])])


def still_there(ids: list[int], places: set[int]) -> list[SearchEntry]:
    """The rows of these entries as they are now, in this order, without what is gone or stands elsewhere by now."""
    rows = {row.pk: row for row in SearchEntry.objects.there().filter(pk__in=ids)}
    return [rows[pk] for pk in ids if pk in rows and rows[pk].place in places]
