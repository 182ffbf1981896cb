"""Entries as arrays: what filters, orders and counts ask of them, wherever they were read from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .codec import Array
from .schema import DTYPE

Writing = tuple[int, int]  # an entry and its stamp


class Table:
    """The records of some entries, called documents here and numbered through.

    Posts of one topic are in one *slot*, every other thing is in a slot of its own: a slot is one result.
    """

    def __init__(self, parts: Sequence[Array]) -> None:
        self._parts = parts
        self.size = sum(map(len, parts))
        self.alive = np.ones(self.size, dtype=bool)
        self._columns: dict[str, Array] = {}
        self.kinds = self.column("kind")
        self._number_slots()
        self.lifts: Array | None = None  # what who asks multiplies the score of each slot with, made once for a state

    def column(self, name: str) -> Array:
        """One number of every document's record."""
        if name not in self._columns:
            parts = [np.ascontiguousarray(part[name]) for part in self._parts]
            self._columns[name] = np.concatenate(parts) if parts else np.zeros(0, dtype=DTYPE[name])
        return self._columns[name]

    def _number_slots(self) -> None:
        topics = self.column("topic").copy()
        alone = topics == 0
        topics[alone] = -1 - np.flatnonzero(alone)
        _topics, slots = np.unique(topics, return_inverse=True)
        self.slots = slots.astype(np.int32)
        self.slot_count = len(_topics)
        self.by_slot = np.argsort(self.slots, kind="stable").astype(np.int32)
        self.slot_starts = np.searchsorted(self.slots[self.by_slot], np.arange(self.slot_count + 1))

    def documents_of(self, slot: int) -> Array:
        return self.by_slot[self.slot_starts[slot] : self.slot_starts[slot + 1]]

    def posts_of_slots(self) -> Array:
        """How many posts each topic has; 1 for what is no topic."""
        return np.bincount(self.slots[self.alive], minlength=self.slot_count)

    def best_of_slots(self, scores: Array) -> Array:
        """The best score that a document of each slot has; at least 0."""
        best = np.zeros(self.slot_count, dtype=np.float32)
        np.maximum.at(best, self.slots, scores)
        return best

    def seen_from(self, places: set[int]) -> Array:
        """True of documents in one of these places. Nobody's places show nothing."""
        return np.isin(self.column("place"), np.fromiter(places, dtype=np.int64, count=len(places)))

    def older_than(self, rows: Sequence[Writing]) -> Array:
        """True of documents of these entries that are not of this writing of them."""
        if not rows:
            return np.zeros(self.size, dtype=bool)
        entries, stamps = np.array(sorted(rows), dtype=np.int64).T
        nearest = np.minimum(np.searchsorted(entries, self.column("entry")), len(entries) - 1)
        same = entries[nearest] == self.column("entry")
        older: Array = same & (stamps[nearest] != self.column("stamp"))
        return older
