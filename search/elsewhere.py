"""Another engine than Whoosh, where `SEARCH_URL` names one: the database's own full text, or a server.

It is asked through modelsearch what matches the words, of what stands in the visitor's places. Filters, orders and
counts are then made of the rows of the best `MOST`, by the same code as for Whoosh; so they count no further than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db.models import Count
from modelsearch.backends import get_search_backend
from modelsearch.query import And, Not, Or, Phrase, PlainText

from .index.codec import Array
from .index.documents import record_of
from .index.feeding import BATCH, note_fed
from .index.schema import DTYPE
from .index.table import Table, Writing
from .language import Query
from .models import Fed, SearchEntry, SearchEntryQuerySet
from .passages import holds_phrases

MOST = 2_000  # entries that are looked at further, the best or the newest


class Rows(Table):
    """Rows of the database as a table. Of a topic of which some post is among them, its opening is there too."""

    def __init__(self, rows: Iterable[SearchEntry]) -> None:
        records = np.array([record_of(row) for row in rows], dtype=DTYPE)
        super().__init__([records])

    def older_than(self, rows: Sequence[Writing]) -> Array:
        """All of these entries: a row does not say which writing of it the engine has found."""
        return np.isin(self.column("entry"), [entry for entry, _stamp in rows])

    def posts_of_slots(self) -> Array:
        topics = SearchEntry.objects.there().filter(topic_id__in=set(self.column("topic").tolist()) - {0})
        numbers = dict(topics.order_by().values_list("topic_id").annotate(Count("pk")))
        posts = np.ones(self.slot_count, dtype=np.int64)
        for document, topic in enumerate(self.column("topic").tolist()):
            posts[self.slots[document]] = numbers.get(topic, 1)
        return posts


def ask(query: Query, places: set[int]) -> tuple[Rows, Array]:
    """What matches the words of a question in these places, and the score of each."""
    among = SearchEntry.objects.filter(place__in=places)
    question = _question(query)
    scores: dict[int, float] = {}
    if question is not None:
        scores |= _scores(get_search_backend().search(question, among))
    for begun in query.prefixes:
        for pk, score in _scores(get_search_backend().autocomplete(begun, among)).items():
            scores[pk] = scores.get(pk, 0) + score
    if question is None and not query.prefixes:
        newest = among.there().order_by("-created_at", "-pk").values_list("pk", flat=True)[:MOST]
        unwanted = [PlainText(word) for word in query.without_words]
        without = _scores(get_search_backend().search(Or(unwanted), among)) if unwanted else {}
        scores = {pk: 1.0 for pk in newest if pk not in without}
    return _table_of(_without_phrases(scores, query.without_phrases))


def autocomplete(query: Query, places: set[int], kinds: set[str]) -> tuple[Rows, Array]:
    """Titles and tags that have words which begin as these."""
    among = SearchEntry.objects.filter(place__in=places, kind__in=kinds)
    typed = " ".join([*query.words, *query.prefixes])
    return _table_of(_scores(get_search_backend().autocomplete(typed, among)))


def _question(query: Query) -> Any:
    """The words as modelsearch puts a question; None where there are none to look for."""
    wanted: list[Any] = [PlainText(" ".join(query.words), operator="or")] if query.words else []
    wanted += [Phrase(phrase) for phrase in query.phrases]
    if not wanted:
        return None
    wanted += [Not(PlainText(word)) for word in query.without_words]
    return And(wanted) if len(wanted) > 1 else wanted[0]


def _without_phrases(scores: dict[int, float], phrases: Sequence[str]) -> dict[int, float]:
    """Not left to the engine: what modelsearch asks PostgreSQL for is the phrase, not what is without it."""
    if not phrases:
        return scores
    texts = SearchEntry.objects.filter(pk__in=list(scores)).values_list("pk", "title", "text")
    having = {pk for pk, title, text in texts if any(holds_phrases(f"{title}\n{text}", [each]) for each in phrases)}
    return {pk: score for pk, score in scores.items() if pk not in having}


def _scores(results: Any) -> dict[int, float]:
    """Above nothing; of SQLite's the lowest is the best. An engine without any has its results in their order."""
    best = list(results.annotate_score("score")[:MOST])
    return {row.pk: abs(row.score or 1 / place) for place, row in enumerate(best, start=1)}


def _table_of(scores: dict[int, float]) -> tuple[Rows, Array]:
    rows = list(_light(SearchEntry.objects.there().filter(pk__in=list(scores))))
    topics = {row.topic_id for row in rows if row.topic_id}
    known = {row.pk for row in rows}
    openings = _light(SearchEntry.objects.there().filter(kind="topic", topic_id__in=topics))
    rows += [row for row in openings if row.pk not in known]
    return Rows(rows), np.array([scores.get(row.pk, 0.0) for row in rows], dtype=np.float32)


def _light(rows: SearchEntryQuerySet) -> SearchEntryQuerySet:
    return rows.defer("text")


# Feeding ---------------------------------------------------------------------------------------------------------


def feed() -> int:
    """Tell the engine of one batch of what changed; returns how many entries it had."""
    entries = list(SearchEntry.objects.to_feed().order_by("pk")[:BATCH])
    write(entries)
    note_fed(entries)
    return len(entries)


def write(entries: Sequence[SearchEntry]) -> None:
    """Have these entries as their rows say."""
    backend = get_search_backend()
    for entry in entries:
        if entry.fed == Fed.GONE:
            backend.delete(entry)
    there = [entry for entry in entries if entry.fed != Fed.GONE]
    if there:
        backend.add_bulk(SearchEntry, there)
