"""Writing to an index in bulk: Whoosh's commit, locks and files, with the postings of a segment sorted as arrays.

Whoosh hands every posting through four calls, at adding, sorting, writing and again at each merging: that is most of
what indexing costs. Here the postings of new documents are three arrays that are sorted once, and segments that are
merged are read term by term, a whole list at a time, so merging needs little memory however large they are.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from whoosh.writing import SegmentWriter

from .codec import Array, Codec, FieldWriter
from .schema import RECORD
from .segments import Segment

Posting = tuple[str, bytes, Array, Array]  # field, term, document numbers, frequencies
_TERM = itemgetter(0, 1)
MERGED_AT = 8  # so many segments of one order of size become one


class Pool:
    """The postings of new documents, in the order they come."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, bytes], int] = {}
        self._terms, self._documents, self._frequencies = array("I"), array("I"), array("I")

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """One posting, as Whoosh's writer hands it over."""
        field, term, document, frequency, _nothing = item
        self._terms.append(self._numbers.setdefault((field, term), len(self._numbers)))
        self._documents.append(document)
        self._frequencies.append(int(frequency))

    def __iter__(self) -> Iterator[Posting]:
        """The whole list of every term, in the order of fields and terms."""
        if not self._numbers:
            return
        terms = np.frombuffer(self._terms, dtype=np.uint32)
        order = np.argsort(terms, kind="stable")
        documents = np.frombuffer(self._documents, dtype=np.uint32)[order]
        frequencies = np.frombuffer(self._frequencies, dtype=np.uint32)[order]
        starts = np.searchsorted(terms[order], np.arange(len(self._numbers) + 1))
        starts = starts.tolist()
        for (field, term), number in sorted(self._numbers.items()):
            here = slice(starts[number], starts[number + 1])
            yield field, term, documents[here], frequencies[here]

    def cleanup(self) -> None:
        """Nothing of it is on the disk."""


class Writer(SegmentWriter):  # type: ignore[misc]
    """A commit: documents that are added and deleted, and segments that become one."""

    def __init__(self, index: Any) -> None:
        # Each part of a segment in a file of its own: readers map them instead of copying.
        super().__init__(index, codec=Codec(), compound=False)
        self.pool = Pool()
        self._merged: list[Iterator[Posting]] = []

    def take_over(self, segment: Any) -> None:
        """Write what is alive of a segment into this one."""
        before = Segment(self.storage, segment)
        alive = np.ones(before.size, dtype=bool)
        deleted = list(segment.deleted_docs())
        alive[deleted] = False
        column = self.schema[RECORD].column_type
        for record in before.records[alive]:
            self.perdocwriter.start_doc(self.docnum)
            self.perdocwriter.add_column_value(RECORD, column, record.tobytes())
            self.perdocwriter.finish_doc()
            self.docnum += 1
        numbers = (np.cumsum(alive) - 1 + self.docnum - int(alive.sum())).astype(np.uint32)
        self._merged.append(_renumbered(before.all_postings(), alive, numbers))
        self._added = True

    def _flush_segment(self) -> None:
        """Whoosh's step that writes the postings, given all of them in order."""
        self.perdocwriter.close()
        fields: FieldWriter = self.fieldwriter
        fields.write_all(self.schema, _together([iter(self.pool), *self._merged]))
        fields.close()


def _renumbered(postings: Iterable[Posting], alive: Array, numbers: Array) -> Iterator[Posting]:
    for field, term, documents, frequencies in postings:
        kept = alive[documents]
        if kept.any():
            yield field, term, numbers[documents[kept]], frequencies[kept]


def _together(sources: list[Iterator[Posting]]) -> Iterator[Posting]:
    """The lists of several sources as one, each term once and its documents in order."""
    if len(sources) == 1:
        yield from sources[0]
        return
    for (field, term), same in groupby(heapq.merge(*sources, key=_TERM), key=_TERM):
        parts = sorted(same, key=lambda posting: int(posting[2][0]))
        yield field, term, np.concatenate([part[2] for part in parts]), np.concatenate([part[3] for part in parts])


def merge_by_size(writer: Writer, segments: list[Any]) -> list[Any]:
    """Whoosh's question which segments to write anew: those of one order of size once there are several of them, and
    any that is half deleted. So an entry is written anew once for each order of size there is."""
    by_size: dict[int, list[Any]] = {}
    for segment in segments:
        alive = segment.doc_count_all() - segment.deleted_count()
        if alive:
            by_size.setdefault(alive.bit_length() // 3, []).append(segment)
    kept = []
    for of_a_size in by_size.values():
        many = len(of_a_size) >= MERGED_AT
        for segment in of_a_size:
            if many or segment.deleted_count() * 2 > segment.doc_count_all():
                writer.take_over(segment)
            else:
                kept.append(segment)
    return kept
