"""What an index keeps of an entry: its words in four fields, and one record of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh import columns, fields, formats

VERSION = 1  # of all that decides what an index holds; another one is built anew
FIELDS = ("title", "tags", "text")  # what a question is looked for in, stemmed
NAMES = "names"  # titles, tags and names as people type them, for what is not typed to its end or typed wrong
RECORD = "record"
LANGUAGE = 2  # characters of its code
LENGTH_MAX = 65_535  # words of a text that count for its length

# Little-endian and packed, so that a file of records is an array. `entry` and `stamp` say which writing of which row.
DTYPE = np.dtype(
    [
        ("entry", "<i8"),
        ("stamp", "<i8"),
        ("place", "<i8"),
        ("topic", "<i8"),  # 0 for what is no post
        ("group", "<i8"),
        ("author", "<i8"),
        ("created", "<u4"),  # seconds since 1970
        ("active", "<u4"),
        ("likes", "<u4"),
        ("flags", "<u2"),
        ("title_length", "<u2"),
        ("tags_length", "<u2"),
        ("text_length", "<u2"),
        ("kind", "u1"),  # its place in documents.KINDS
        ("language", f"S{LANGUAGE}"),
    ]
)


class Terms(fields.FieldType):  # type: ignore[misc]
    """A field that is given its terms, and keeps how often each stands there."""

    def __init__(self) -> None:
        # No payload beside the weight, which is the frequency; lengths stand in the record.
        super().__init__(format=formats.Existence(), analyzer=None, scorable=False)

    def index(self, value: list[str], **_more: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, count in Counter(value).items():
            yield term.encode(), count, float(count), b""


def make() -> fields.Schema:
    """The schema of every index of entries."""
    made = fields.Schema(**{RECORD: fields.COLUMN(columns.FixedBytesColumn(DTYPE.itemsize))})
    for name in (*FIELDS, NAMES):
        made.add(name, Terms())
    return made
