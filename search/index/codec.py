"""How postings lie on disk: Whoosh's own codec with larger blocks of plain numbers, which are written and read in bulk.

Whoosh asks a posting list for one document after another, and hands it one after another when it writes. To join the
words of a question by OR, or to merge two segments, that is most of the time. So ours are written and read as two
arrays, document numbers and frequencies, and the scores of a question are a few operations on arrays. Documents come in
ascending order; their gaps are kept as the narrowest numbers that hold them, and so are frequencies. No positions are
kept: phrases are looked for in the rows.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3LeafMatcher, W3PostingsWriter

BLOCK = 8_192  # postings of one block: the read of a frequent word is some dozens of blocks, not hundreds
Array = np.ndarray[Any, Any]


class Codec(W3Codec):  # type: ignore[misc]
    """Writes and reads the postings of our indexes."""

    def __init__(self) -> None:
        # What is this narrow does not become smaller by compression, only slower.
        super().__init__(blocklimit=BLOCK, compression=0, inlinelimit=0)

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        return FieldWriter(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> W3PostingsWriter:
        return PostingsWriter(dbfile, blocklimit=BLOCK, byteids=byteids, compression=0, inlinelimit=0)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> W3LeafMatcher:
        offset, length = terminfo.extent()
        return Postings(dbfile, offset, length, format_, term=term, scorer=scorer)


class FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes the terms of all fields, given the whole list of each."""

    def write_all(self, schema: Any, postings: Iterable[tuple[str, bytes, Array, Array]]) -> None:
        """Write all postings of a segment, which come in the order of fields and terms."""
        for field, terms in groupby(postings, key=itemgetter(0)):
            self.start_field(field, schema[field])
            for _field, term, ids, frequencies in terms:
                self.start_term(term)
                self._postwriter.add_all(ids, frequencies)
                self.finish_term()
            self.finish_field()


class PostingsWriter(W3PostingsWriter):  # type: ignore[misc]
    """Packs the numbers of a block."""

    def add_all(self, ids: Array, frequencies: Array) -> None:
        """Write a whole posting list."""
        starts = range(0, len(ids), BLOCK)
        for start in starts:
            here = slice(start, start + BLOCK)
            self._write(ids[here], frequencies[here], start == starts[-1])

    def _write(self, ids: Array, frequencies: Array, last: bool) -> None:
        one = len(ids) == 1
        highest = float(frequencies[0] if one else frequencies.max())
        term = self._terminfo
        term._weight += highest if one else float(frequencies.sum())
        term._df += len(ids)
        term._maxweight, term._maxid = max(term._maxweight, highest), int(ids[-1])
        if not self._blockcount:
            term._minid = int(ids[0])
            self._postfile.write(WHOOSH3_HEADER_MAGIC)
        # What stands in a block and before it is Whoosh's: number, last id, highest weight, no compression, no lengths.
        info = pickle.dumps((len(ids), int(ids[-1]), highest, 0, 0, 0), 2)
        gaps = ids.copy()
        gaps[1:] -= ids[:-1]
        data = pickle.dumps((_packed(gaps), _packed(frequencies), None), 2)
        length = len(info) + len(data)
        self._postfile.write_int(-length if last else length)
        self._postfile.write(info)
        self._postfile.write(data)
        self._blockcount += 1


class Postings(W3LeafMatcher):  # type: ignore[misc]
    """A posting list that is read at once."""

    def all_at_once(self) -> tuple[Array, Array]:
        """The document numbers and the frequencies of the whole list; leaves it at its end."""
        ids, frequencies = [], []
        while not self._atend:
            self._read_data()
            ids.append(np.cumsum(_unpacked(self._data[0]), dtype=np.uint32))
            frequencies.append(_unpacked(self._data[1]))
            self._next_block()
        return np.concatenate(ids), np.concatenate(frequencies).astype(np.float32)


def _packed(numbers: Array) -> tuple[str, bytes]:
    if len(numbers) == 1:  # half of all terms stand in one document
        number = int(numbers[0])
        code, width = ("B", 1) if number < 1 << 8 else ("H", 2) if number < 1 << 16 else ("I", 4)
        return code, number.to_bytes(width, sys.byteorder)
    narrow = np.min_scalar_type(int(numbers.max()))
    return narrow.char, numbers.astype(narrow).tobytes()


def _unpacked(packed: tuple[str, bytes]) -> Array:
    code, data = packed
    return np.frombuffer(data, dtype=code)
