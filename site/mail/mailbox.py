"""Mailboxes of the mbox family (RFC 4155), plain or xz-compressed, one message at a time."""

from __future__ import annotations

import lzma
import re
from collections.abc import Generator, Iterator
from io import BufferedIOBase
from pathlib import Path

# What no mail server accepts; a longer message is cut here, so that memory stays bounded.
MESSAGE_LIMIT = 64 * 1024 * 1024
# A line without end is read in pieces of this size.
LINE_LIMIT = 1024 * 1024

# "From " at the start of a paragraph is not enough: people write it. The time of day must follow.
_SEPARATOR = re.compile(rb"From [^\n]{0,200}? \d\d:\d\d(?::\d\d)? [^\n]{0,40}\d{4}")
# One ">" is undone from any number of them, as mboxrd defines it; mboxo has only one, but for mail quoted before.
_ESCAPED = re.compile(rb">+From ")


class Messages(Iterator[bytes]):
    """The messages of a mailbox, in the order of the file. Memory is one message.

    `position` and `size` are bytes of the file on disk, compressed or not, for a progress bar.
    Raises lzma.LZMAError or EOFError where a compressed file is damaged or cut short; what came before it has
    been returned by then.
    """

    def __init__(self, path: Path) -> None:
        self.size = path.stat().st_size
        self._file = path.open("rb")
        is_compressed = self._file.read(6) == b"\xfd7zXZ\x00"
        self._file.seek(0)
        self._lines: BufferedIOBase = self._file
        if is_compressed:
            # Closed with the file below it.
            self._lines = lzma.LZMAFile(self._file)  # noqa: SIM115
        self._iterator = self._split()

    @property
    def position(self) -> int:
        """How far the file is read; it is `size` at the end."""
        return self.size if self._file.closed else min(self._file.tell(), self.size)

    def __iter__(self) -> Messages:
        return self

    def __next__(self) -> bytes:
        return next(self._iterator)

    def close(self) -> None:
        """Let go of the file before its end; it closes by itself there."""
        self._iterator.close()
        self._file.close()

    def _split(self) -> Generator[bytes, None, None]:
        lines: list[bytes] = []
        length = 0
        is_inside, after_blank, is_line_start = False, True, True
        with self._file:
            while line := self._lines.readline(LINE_LIMIT):
                if is_line_start and after_blank and _SEPARATOR.match(line):
                    if is_inside:
                        yield _joined(lines)
                    lines, length, is_inside = [], 0, True
                elif is_inside and length < MESSAGE_LIMIT:
                    lines.append(line[1:] if is_line_start and _ESCAPED.match(line) else line)
                    length += len(line)
                after_blank = is_line_start and line in (b"\n", b"\r\n")
                is_line_start = line.endswith(b"\n")
            if is_inside:
                yield _joined(lines)


def _joined(lines: list[bytes]) -> bytes:
    """The message without the blank line which ends it in the file."""
    if lines and lines[-1] in (b"\n", b"\r\n"):
        lines.pop()
    return b"".join(lines)


def messages(path: Path | str) -> Messages:
    """The raw messages of the mbox or mbox.xz file, without their "From " lines and with ">From " undone."""
    return Messages(Path(path))
