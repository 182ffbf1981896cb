"""How postings lie on disk: Whoosh's own codec with larger blocks of plain numbers, which can be read in bulk.

Whoosh asks a posting list for one document after another. To join the words of a question by OR that is most of the
time, so ours can also hand over a whole list as two arrays, document numbers and frequencies, and the scores of a
question are then a few operations on arrays. Documents come in ascending order; their gaps are kept as the narrowest
numbers that hold them, and so are frequencies. No positions are kept: phrases are looked for in the rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3PostingsWriter

BLOCK = 8_192  # postings of one block: the read of a frequent word is some dozens of blocks, not hundreds
Array = np.ndarray[Any, Any]


class Codec(W3Codec):  # type: ignore[misc]
    """Writes and reads the postings of our indexes."""

    def __init__(self) -> None:
        # What is this narrow does not become smaller by compression, only slower.
        super().__init__(blocklimit=BLOCK, compression=0, inlinelimit=0)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> W3PostingsWriter:
        return PostingsWriter(dbfile, blocklimit=BLOCK, byteids=byteids, compression=0, inlinelimit=0)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> W3LeafMatcher:
        offset, length = terminfo.extent()
        return Postings(dbfile, offset, length, format_, term=term, scorer=scorer)


class PostingsWriter(W3PostingsWriter):  # type: ignore[misc]
    """Packs the numbers of a block."""

    def _mini_ids(self) -> tuple[str, bytes]:
        ids = np.frombuffer(self._ids, dtype=np.uint32)
        return _packed(np.diff(ids, prepend=np.uint32(0)))

    def _mini_weights(self) -> tuple[str, bytes]:
        return _packed(np.frombuffer(self._weights, dtype=np.float32).astype(np.uint32))


class Postings(W3LeafMatcher):  # type: ignore[misc]
    """A posting list, read one by one as Whoosh's merging does, or at once."""

    def _read_ids(self) -> None:
        self._ids = self._block_ids().tolist()

    def _read_weights(self) -> None:
        self._weights = self._block_frequencies().tolist()

    def _block_ids(self) -> Array:
        if self._data is None:
            self._read_data()
        return np.cumsum(_unpacked(self._data[0]), dtype=np.uint32)

    def _block_frequencies(self) -> Array:
        if self._data is None:
            self._read_data()
        return _unpacked(self._data[1])

    def all_at_once(self) -> tuple[Array, Array]:
        """The document numbers and the frequencies of the whole list; leaves it at its end."""
        ids, frequencies = [], []
        while not self._atend:
            ids.append(self._block_ids())
            frequencies.append(self._block_frequencies())
            self._next_block()
        return np.concatenate(ids), np.concatenate(frequencies).astype(np.float32)


def _packed(numbers: Array) -> tuple[str, bytes]:
    narrow = np.min_scalar_type(int(numbers.max()))
    return narrow.char, numbers.astype(narrow).tobytes()


def _unpacked(packed: tuple[str, bytes]) -> Array:
    code, data = packed
    return np.frombuffer(data, dtype=code)
