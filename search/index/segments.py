"""One segment of an index: its postings, and the numbers of its entries as arrays on the disk's own pages, which all
processes share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.reading import TermNotFound

from .codec import Array, Codec
from .schema import DTYPE, RECORD, Terms
from .store import DAMAGES, NoIndexError

_FORMAT = Terms().format


def records_of(storage: Any, segment: Any) -> Array:
    """The records of a segment, one for each document, deleted ones too."""
    path = Path(storage.folder) / Codec.column_filename(segment, RECORD)
    return np.memmap(path, dtype=DTYPE, mode="r")


class Segment:
    """What never changes of a segment, with what a question asks of every document at hand."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.id: str = segment.segment_id()
        self.records = records_of(storage, segment)
        self.size = len(self.records)
        self._terms = segment.codec().terms_reader(storage, segment)
        # Which places there are, and which of them each document has: a visitor's places are looked up once for each.
        self.places, self.place_of = np.unique(self.records["place"], return_inverse=True)
        self.languages = {code.decode() for code in np.unique(self.records["language"])}

    def seen_from(self, places: Array) -> Array:
        """True of documents that stand in one of these places."""
        return np.isin(self.places, places)[self.place_of]

    def postings(self, field: str, term: bytes) -> tuple[Array, Array] | None:
        """The documents that have a term in a field, deleted ones too, and how often; None where none has.

        Raises NoIndexError where the files are damaged.
        """
        try:
            found: tuple[Array, Array] = self._terms.matcher(field, term, _FORMAT).all_at_once()
        except TermNotFound:
            return None
        except DAMAGES as error:
            raise NoIndexError from error
        return found

    def terms_from(self, field: str, begun: bytes) -> Iterator[bytes]:
        """The terms of a field that begin so. Raises NoIndexError where the files are damaged."""
        try:
            for name, term in self._terms.terms_from(field, begun):
                if name != field or not term.startswith(begun):
                    return
                yield term
        except DAMAGES as error:
            raise NoIndexError from error

    def all_postings(self) -> Iterator[tuple[str, bytes, Array, Array]]:
        """The postings of every term, in the order of fields and terms."""
        for field, term in self._terms.terms():
            ids, frequencies = self._terms.matcher(field, term, _FORMAT).all_at_once()
            yield field, term, ids, frequencies
