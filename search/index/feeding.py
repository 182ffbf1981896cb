"""Bringing an index up to the rows: what changed since, in batches.

The rows say what the index does not have (`SearchEntry.fed`). A batch is written to the index in one commit and then
noted in the rows, each only if it is still the writing that was fed. Killed in between, the batch is fed again, and
takes the place of what it wrote before. So nothing is lost and nothing stands there twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db import transaction
from whoosh.index import TOC

from search.models import Fed, SearchEntry

from .documents import document
from .segments import records_of
from .store import DAMAGES, NoIndexError, Store
from .writing import Writer, merge_by_size

BATCH = 1_000  # entries of one commit: a few megabytes of text


def feed(store: Store) -> int:
    """Feed one batch; returns how many entries it had. Raises BusyError, and NoIndexError where a new one is needed."""
    with store.writing():
        index = store.open(store.current)
        entries = list(SearchEntry.objects.to_feed().order_by("pk")[:BATCH])
        if entries:
            write(index, entries)
            note_fed(entries)
        return len(entries)


def write(index: Any, entries: Sequence[SearchEntry]) -> None:
    """Put these entries in place of what the index has of them, in one commit."""
    writer = Writer(index)
    try:
        delete(writer, [entry.pk for entry in entries])
        for entry in entries:
            if entry.fed != Fed.GONE:
                writer.add_document(**document(entry))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=merge_by_size)


def delete(writer: Any, ids: Iterable[int]) -> None:
    """Take out what an index has of these entries. Raises NoIndexError where its segments cannot be read."""
    wanted, base = np.fromiter(ids, dtype=np.int64), 0
    for segment in writer.segments:
        if segment.doc_count_all():
            # Where each entry stands is seen in the records: no term is needed.
            try:
                records = records_of(writer.storage, segment)
            except DAMAGES as error:
                raise NoIndexError from error
            for number in np.flatnonzero(np.isin(records["entry"], wanted)):
                writer.delete_document(base + int(number))
        base += segment.doc_count_all()


@transaction.atomic
def note_fed(entries: Sequence[SearchEntry]) -> None:
    """Note what the index has now. A row that was written again meanwhile stays to be fed."""
    by_stamp: dict[tuple[int, bool], list[int]] = {}
    for entry in entries:
        by_stamp.setdefault((entry.stamp, entry.fed == Fed.GONE), []).append(entry.pk)
    for (stamp, gone), ids in by_stamp.items():
        for start in range(0, len(ids), BATCH):
            rows = SearchEntry.objects.filter(pk__in=ids[start : start + BATCH], stamp=stamp)
            if gone:
                rows.delete()
            else:
                rows.update(fed=Fed.YES)


def catch_up(index: Any) -> int:
    """Make an index what the rows are now; returns how many entries differed. The caller holds the store's lock."""
    # Read before the comparison: what is written after it has another stamp, and stays to be fed.
    waiting = list(SearchEntry.objects.to_feed().only("pk", "stamp", "fed"))
    wrong = differences(index)
    for start in range(0, len(wrong), BATCH):
        ids = wrong[start : start + BATCH]
        entries = list(SearchEntry.objects.filter(pk__in=ids))
        there = {entry.pk for entry in entries}
        # What has no row any more is taken out as what is gone.
        write(index, [*entries, *(SearchEntry(pk=pk, fed=Fed.GONE) for pk in ids if pk not in there)])
    note_fed(waiting)
    return len(wrong)


def differences(index: Any) -> list[int]:
    """The ids of entries that the index has not, has in another writing, has twice, or has though they are gone."""
    rows = dict(SearchEntry.objects.there().values_list("pk", "stamp"))
    wrong, seen = set(), set()
    for segment in TOC.read(index.storage, index.indexname).segments:
        if not segment.doc_count_all():
            continue
        records, deleted = records_of(index.storage, segment), set(segment.deleted_docs())
        pairs = zip(records["entry"].tolist(), records["stamp"].tolist(), strict=True)
        for number, (pk, stamp) in enumerate(pairs):
            if number not in deleted:
                if pk in seen or rows.get(pk) != stamp:
                    wrong.add(pk)
                seen.add(pk)
    wrong.update(rows.keys() - seen)
    return sorted(wrong)
