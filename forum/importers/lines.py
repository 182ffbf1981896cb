"""Lines of a text file, plain or xz-compressed, as a stream."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

XZ_MAGIC = b"\xfd7zXZ\x00"


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file one by one; memory is one line.

    Raises lzma.LZMAError or EOFError where a compressed file is damaged or cut short, after the lines before that.
    """
    with path.open("rb") as file:
        is_compressed = file.read(len(XZ_MAGIC)) == XZ_MAGIC
        file.seek(0)
        if not is_compressed:
            yield from file
            return
        with lzma.open(file) as lines:
            yield from lines
