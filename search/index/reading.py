"""An index as a process holds it open, with what a question needs of all its entries laid out as arrays.

Whoosh's own readers and searchers are left aside: `refresh()` of version 3.54 goes on showing what was deleted, a
searcher is not safe to share between threads, and each copies the files of a segment into memory. What is read here is
the list of segments that a commit leaves (`whoosh.index.TOC`), and each segment through its codec.
"""

from __future__ import annotations

import threading
import time
from itertools import islice
from typing import Any

import numpy as np
from whoosh.index import TOC

from .codec import Array
from .schema import FIELDS
from .segments import Segment
from .store import DAMAGES, NoIndexError, Store
from .table import Table

TRIES = 10  # a writer may remove a segment between the list of segments and the opening of one
PAUSE = 0.02  # seconds between two tries


class Held(Table):
    """One state of an index: its segments one behind the other."""

    def __init__(self, storage: Any, toc: Any, known: dict[str, Segment]) -> None:
        self.generation: int = toc.generation
        listed = [segment for segment in toc.segments if segment.doc_count_all()]
        self.segments = [known.get(each.segment_id()) or Segment(storage, each) for each in listed]
        self.bases = np.cumsum([0, *(segment.size for segment in self.segments)]).tolist()
        super().__init__([segment.records for segment in self.segments])
        for base, segment in zip(self.bases, listed, strict=False):
            deleted = list(segment.deleted_docs())
            self.alive[np.array(deleted, dtype=np.int64) + base] = False
        self.norms = {field: self._norms(field) for field in FIELDS}
        self.languages = tuple(sorted({code for segment in self.segments for code in segment.languages})) or ("en",)

    def _norms(self, field: str) -> Array:
        """The length of a field in each document, by the average of those that have one."""
        lengths = self.column(f"{field}_length").astype(np.float32)
        present = lengths > 0
        average = float(lengths[present].mean()) if present.any() else 1.0
        return lengths / np.float32(average)

    def seen_from(self, places: set[int]) -> Array:
        wanted = np.fromiter(places, dtype=np.int64, count=len(places))
        parts = [segment.seen_from(wanted) for segment in self.segments]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=bool)

    def postings(self, field: str, term: bytes) -> tuple[Array, Array] | None:
        """The documents that have a term in a field, deleted ones too, and how often."""
        ids, frequencies = [], []
        for segment, base in zip(self.segments, self.bases, strict=False):
            found = segment.postings(field, term)
            if found is not None:
                ids.append(found[0] + np.uint32(base))
                frequencies.append(found[1])
        return (np.concatenate(ids), np.concatenate(frequencies)) if ids else None

    def terms_beginning(self, field: str, begun: str, most: int) -> list[bytes]:
        """At most so many terms of a field that begin so, of each segment."""
        found: dict[bytes, None] = {}
        for segment in self.segments:
            found.update(dict.fromkeys(islice(segment.terms_from(field, begun.encode()), most)))
        return list(found)


class Holder:
    """Keeps an index open for this process, and looks at each question whether there is a newer state of it.

    One question at a time (`lock`): a file that Whoosh reads has one position.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._name = ""
        self._index: Any = None
        self._held: Held | None = None

    def newest(self, store: Store) -> Held:
        """The newest state. Raises NoIndexError, with the name of a damaged index, where none can be read."""
        for left in reversed(range(TRIES)):
            name = store.current
            if not name:
                break
            try:
                return self._newest(store, name)
            except (NoIndexError, *DAMAGES):
                self._name = ""
                if not left:
                    raise NoIndexError(name) from None
                time.sleep(PAUSE)
        raise NoIndexError

    def _newest(self, store: Store, name: str) -> Held:
        if name != self._name:
            self._index, self._held, self._name = store.open(name), None, name
        held = self._held
        if held is None or held.generation != self._index.latest_generation():
            known = {segment.id: segment for segment in held.segments} if held else {}
            toc = TOC.read(self._index.storage, self._index.indexname)
            held = self._held = Held(self._index.storage, toc, known)
        return held


holder = Holder()
