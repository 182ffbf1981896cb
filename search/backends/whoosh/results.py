"""What a question finds: the index says what matches and how well, the database what of it the queryset holds."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Any

from django.db.models import Count, QuerySet
from modelsearch.backends.base import BaseSearchResults, FilterFieldError

from search.index.store import DAMAGES, NoIndexError, Store

from . import documents
from .index import lost

NAMED_MAX = 5_000  # primary keys that are named to the database; of more, the queryset's are fetched and compared
TRIES = 5  # to open an index: what is merged away between two looks is no damage
PAUSE = 0.02  # seconds between two tries
_of_thread = threading.local()  # Whoosh's searchers are not safe to share


class Results(BaseSearchResults):  # type: ignore[misc]
    supports_facet = True

    def _do_search(self) -> list[Any]:
        scores = self._scores()
        if scores is not None and self.query_compiler.order_by_relevance:
            found = self._best(scores)
        else:
            found = list(self._ordered(self._matching(scores))[self.start : self.stop])
        if self._score_field:
            for instance in found:
                setattr(instance, self._score_field, 1.0 if scores is None else scores[instance.pk])
        return found

    def _do_count(self) -> int:
        return int(self._ordered(self._matching(self._scores()))[self.start : self.stop].count())

    def facet(self, field_name: str) -> OrderedDict[Any, int]:
        """How many results have which value of a field, the most frequent first. Raises FilterFieldError where the
        model does not filter by it."""
        model = self.query_compiler.queryset.model
        if self.query_compiler._get_filterable_field(field_name) is None:
            message = f'Cannot count by "{field_name}": it is no FilterField of {model.__name__}.search_fields.'
            raise FilterFieldError(message, field_name=field_name)
        matching = self._matching(self._scores()).order_by()
        if self.start or self.stop is not None:
            matching = model._default_manager.filter(pk__in=[instance.pk for instance in self])
        counted = matching.values(field_name).annotate(count=Count("pk", distinct=True)).order_by("-count")
        return OrderedDict((row[field_name], row["count"]) for row in counted)

    def _scores(self) -> dict[Any, float] | None:
        """The primary keys that match, with their scores, the best first; None where everything does."""
        question = self.query_compiler.compiled()
        return None if question is None else scores_of(self.backend.store, question, self.query_compiler.queryset.model)

    def _matching(self, scores: dict[Any, float] | None) -> QuerySet[Any]:
        queryset: QuerySet[Any] = self.query_compiler.queryset
        if scores is None:
            return queryset
        if len(scores) <= NAMED_MAX:
            return queryset.filter(pk__in=list(scores))
        held = queryset.order_by().values_list("pk", flat=True)
        return queryset.filter(pk__in=[number for number in held if number in scores])

    def _best(self, scores: dict[Any, float]) -> list[Any]:
        there = set(self._matching(scores).order_by().values_list("pk", flat=True))
        best = [number for number in scores if number in there][self.start : self.stop]
        rows = {row.pk: row for row in self.query_compiler.queryset.order_by().filter(pk__in=best)}
        return [rows[number] for number in best if number in rows]

    def _ordered(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Without an order of its own the newest come first, so that no page repeats another."""
        if not self.query_compiler.order_by_relevance and not queryset.query.order_by:
            queryset = queryset.order_by("-pk")
        return queryset.distinct()


def scores_of(store: Store, question: Any, model: Any) -> dict[Any, float]:
    """Everything of a model that matches, the best first. Nothing where there is no index that can be read, which is
    told."""
    name = ""
    for _try in range(TRIES):
        name = store.current
        try:
            found = _hits(store, name, question)
        except (*DAMAGES, NoIndexError):
            time.sleep(PAUSE)
            continue
        to_python = model._meta.pk.to_python
        return {to_python(number): -score for score, number in sorted(found)}
    lost(store, name)
    return {}


def _hits(store: Store, name: str, question: Any) -> list[tuple[float, str]]:
    """Negative scores and primary keys."""
    searcher = _searcher(store, name)
    hits = searcher.search(question, limit=None).top_n
    keys = searcher.reader().column_reader(documents.KEY) if hits else []  # of nothing Whoosh gives no column
    return [(-float(score), documents.number_of(keys[document])) for score, document in hits]


def _searcher(store: Store, name: str) -> Any:
    """This thread's searcher of the index as it was last written."""
    kept: dict[str, Any] = _of_thread.__dict__.setdefault("searchers", {})
    index = store.open(name)
    generation = (name, index.latest_generation())
    held = kept.get(str(store.folder))
    if held is None or held[0] != generation:
        if held is not None:
            held[1].close()
        held = kept[str(store.folder)] = (generation, index.searcher())
    return held[1]
