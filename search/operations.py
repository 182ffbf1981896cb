"""Keeping the entries true. Called inside the transaction that changes the thing."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, F, PositiveSmallIntegerField, Value, When
from django.utils import timezone

from jobs.once import enqueue_once

from . import tasks
from .models import Fed, SearchEntry, SearchEntryQuerySet, Source
from .sources import SOURCES

ROWS = 500  # of one statement
# How long a write waits for others that are fed with it; the worker looks each second for what has become due.
GATHERING = timedelta(milliseconds=300)
_WORDS = ("kind", "place", "topic_id", "group_id", "title", "text", "tags", "language")
_MARKS = ("author_id", "created_at", "active_at", "likes", "replies", "flags")
_NUMBER = PositiveSmallIntegerField()
_SEEN_AT_ONCE = Case(When(fed=Fed.YES, then=Value(Fed.MARKS)), default=F("fed"), output_field=_NUMBER)
_NOT_SEEN = Case(When(fed=Fed.NOT_YET, then=Value(Fed.NOT_YET)), default=Value(Fed.OLDER), output_field=_NUMBER)


def write_new(entries: Iterable[SearchEntry]) -> None:
    """Add the entries of things that are new."""
    stamp, new = new_stamp(), list(entries)
    for entry in new:
        entry.fed, entry.stamp = Fed.NOT_YET, stamp
    with transaction.atomic(savepoint=False):
        SearchEntry.objects.bulk_create(new, batch_size=ROWS)
        _feed()


@transaction.atomic
def refresh(source: Source, ids: Sequence[int]) -> int:
    """Make the entries of these things what the things are now; those that are not there any more are gone. Returns
    how many entries changed."""
    return sum(_refresh(source, list(ids[start : start + ROWS])) for start in range(0, len(ids), ROWS))


def _refresh(source: Source, ids: list[int]) -> int:
    changed, gone = differing(source, ids)
    fields = [field.name for field in SearchEntry._meta.fields if field.name not in ("id", "source", "source_id")]
    SearchEntry.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["source", "source_id"], update_fields=fields
    )
    forgotten = forget(SearchEntry.objects.filter(source=source, source_id__in=gone)) if gone else 0
    if changed and not forgotten:
        _feed()
    return len(changed) + forgotten


def differing(source: Source, ids: list[int]) -> tuple[list[SearchEntry], list[int]]:
    """The entries that these things ought to have and have not, ready to be written; and the ids, among these, of
    things whose entries ought to go."""
    before = {entry.source_id: entry for entry in SearchEntry.objects.filter(source=source, source_id__in=ids)}
    now = {entry.source_id: entry for entry in SOURCES[source].entries_of(ids)}
    stamp, changed = new_stamp(), []
    for key, entry in now.items():
        former = before.get(key)
        if former is None or former.fed == Fed.GONE or _differ(former, entry, _WORDS + _MARKS):
            entry.fed, entry.stamp = _fed_after(former, entry), stamp
            changed.append(entry)
    return changed, [key for key, entry in before.items() if key not in now and entry.fed != Fed.GONE]


def _differ(one: SearchEntry, other: SearchEntry, names: Iterable[str]) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in names)


def _fed_after(former: SearchEntry | None, now: SearchEntry) -> Fed:
    """How far the index is behind once this entry stands where the former one stood."""
    if former is None or former.fed == Fed.NOT_YET:
        return Fed.NOT_YET
    if former.fed == Fed.GONE or _differ(former, now, _WORDS):
        return Fed.OLDER
    return Fed.MARKS if former.fed == Fed.YES else Fed(former.fed)


@transaction.atomic
def forget(entries: SearchEntryQuerySet) -> int:
    """Find these no longer, from this transaction on."""
    forgotten = entries.there().update(fed=Fed.GONE, stamp=new_stamp())
    if forgotten:
        _feed()
    return forgotten


@transaction.atomic
def mark(entries: SearchEntryQuerySet, **marks: object) -> None:
    """Change what is said about entries, not their words nor who sees them."""
    if entries.there().update(**marks, fed=_SEEN_AT_ONCE, stamp=new_stamp()):
        _feed()


@transaction.atomic
def move(entries: SearchEntryQuerySet, *, place: int, group_id: int | None) -> None:
    """Say where things stand now; until the index knows, nobody finds them through it."""
    moved = entries.there().exclude(place=place)
    if moved.update(place=place, group_id=group_id, fed=_NOT_SEEN, stamp=new_stamp()):
        _feed()


def everything(source: Source) -> Iterator[list[int]]:
    """The ids of all things of a source, and of all that have an entry, some at a time."""
    things = set(SOURCES[source].all().order_by().values_list("pk", flat=True))
    entered = set(SearchEntry.objects.filter(source=source).there().values_list("source_id", flat=True))
    every = sorted(things | entered)
    for start in range(0, len(every), ROWS):
        yield every[start : start + ROWS]


def refresh_everything() -> int:
    """Make all entries what the things are now; returns how many changed."""
    return sum(refresh(source, ids) for source in SOURCES for ids in everything(source))


def new_stamp() -> int:
    """A number that no earlier write of a row had: nanoseconds, finer than two writes of one row can be apart."""
    return time.time_ns()


def _feed() -> None:
    enqueue_once(tasks.feed_index, run_after=timezone.now() + GATHERING)
