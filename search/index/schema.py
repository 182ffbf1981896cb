"""What an index keeps of an entry: its words in four fields, and one record of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh import columns, fields, formats

from search.models import Kind, SearchEntry

from .analysis import names_of, terms_of

VERSION = 1  # of all that decides what an index holds; another one is built anew
FIELDS = ("title", "tags", "text")  # what a question is looked for in, stemmed
NAMES = "names"  # titles, tags and names as people type them, for what is not typed to its end or typed wrong
RECORD = "record"
KINDS = list(Kind)
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
        ("kind", "u1"),  # its place in KINDS
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


def document(entry: SearchEntry) -> dict[str, Any]:
    """What an index is given of an entry."""
    language, tags = entry.language, " ".join(entry.tag_names)
    title = terms_of(entry.title, language)
    tag_terms = terms_of(tags, language)
    text = terms_of(entry.text, language)
    record = (
        entry.pk,
        entry.stamp,
        entry.place,
        entry.topic_id or 0,
        entry.group_id or 0,
        entry.author_id or 0,
        _seconds(entry.created_at),
        _seconds(entry.active_at),
        min(entry.likes, 2**32 - 1),
        entry.flags,
        min(len(title), LENGTH_MAX),
        min(len(tag_terms), LENGTH_MAX),
        min(len(text), LENGTH_MAX),
        KINDS.index(Kind(entry.kind)),
        language[:LANGUAGE].encode(),
    )
    return {
        "title": title,
        "tags": tag_terms,
        "text": text,
        NAMES: names_of(f"{entry.title} {tags}"),
        RECORD: np.array([record], dtype=DTYPE).tobytes(),
    }


def _seconds(moment: Any) -> int:
    return max(0, min(int(moment.timestamp()), 2**32 - 1))
