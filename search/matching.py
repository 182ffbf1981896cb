"""What matches a question, asked of the engine that this site has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from jobs.once import enqueue_once
from members.models import Visitor

from . import elsewhere, narrowing
from .index import asking
from .index.asking import Found
from .index.codec import Array
from .index.reading import Held, holder
from .index.store import NoIndexError, store
from .index.table import Table, Writing
from .language import Query
from .models import SearchEntry
from .passages import holds_phrases
from .spelling import meant
from .tasks import rebuild_index

logger = logging.getLogger(__name__)


@dataclass
class Matches:
    """What matches, with its scores; and what was perhaps meant instead, for whoever wants to know."""

    table: Table
    found: Found
    meant: Callable[[], str] = field(default=str)


class RebuildingError(RuntimeError):
    """There is no index that can be read; one is being built."""


def matches(query: Query, visitor: Visitor, places: set[int]) -> Matches:
    """Of what stands in these places. Raises RebuildingError."""
    waiting = narrowing.waiting()
    if settings.SEARCH_URL:
        table, scores = elsewhere.ask(query, places)
        among = narrowing.among(table, waiting, query, visitor, places)
        return Matches(table, asking.found_by_documents(table, scores, among))
    return _in_index(lambda held: _asked(held, waiting, query, visitor, places))


def beginnings(query: Query, visitor: Visitor, places: set[int], kinds: set[str], fields: Sequence[str]) -> Matches:
    """Of these kinds, what has the words and beginnings in these fields. Raises RebuildingError."""
    waiting = narrowing.waiting()
    if settings.SEARCH_URL:
        table, scores = elsewhere.autocomplete(query, places, kinds)
        among = narrowing.among(table, waiting, query, visitor, places)
        return Matches(table, asking.found_by_documents(table, scores, among))

    def ask(held: Held) -> Matches:
        mask = narrowing.among(held, waiting, query, visitor, places) & narrowing.of_kinds(held, kinds)
        wanted = asking.Wanted(query.words, query.prefixes, fields=fields)
        return Matches(held, asking.find(held, wanted, mask, lambda *_none: set()))

    return _in_index(ask)


def _in_index(ask: Callable[[Held], Matches]) -> Matches:
    with holder.lock:
        try:
            return ask(holder.newest(store()))
        except NoIndexError as error:
            _rebuild()
            raise RebuildingError from error


def _rebuild() -> None:
    damaged = store().current
    if damaged:
        logger.error("The index of the search, %s, is damaged; it is built anew.", damaged)
        store().condemn(damaged)
    enqueue_once(rebuild_index, run_after=timezone.now())


def _asked(held: Held, waiting: Sequence[Writing], query: Query, visitor: Visitor, places: set[int]) -> Matches:
    mask = narrowing.among(held, waiting, query, visitor, places)
    entries = held.column("entry")
    wanted = asking.Wanted(query.words, query.prefixes, query.phrases, query.without_words, query.without_phrases)
    found = asking.find(held, wanted, mask, lambda documents, phrases: _with(entries, documents, phrases))

    def meant_instead() -> str:
        with holder.lock:
            return meant(held, query.typed, query.words, mask)

    return Matches(held, found, meant_instead)


def _with(entries: Array, documents: Sequence[int], phrases: Sequence[str]) -> set[int]:
    """Which of these documents hold all of the phrases, by what their rows say."""
    by_entry = {int(entries[document]): document for document in documents}
    kept, keys = set(), list(by_entry)
    for start in range(0, len(keys), 500):
        texts = SearchEntry.objects.there().filter(pk__in=keys[start : start + 500])
        for pk, title, text in texts.values_list("pk", "title", "text").iterator():
            if holds_phrases(f"{title}\n{text}", phrases):
                kept.add(by_entry[pk])
    return kept
