"""What an index is given of an entry."""

from __future__ import annotations

from typing import Any

import numpy as np

from search.models import Kind, SearchEntry

from .analysis import names_of, terms_of
from .schema import DTYPE, LANGUAGE, LENGTH_MAX, NAMES, RECORD

KINDS = list(Kind)  # an entry's kind is kept as its place here


def document(entry: SearchEntry) -> dict[str, Any]:
    """Its terms by field, and its record."""
    language, tags = entry.language, " ".join(entry.tag_names)
    title = terms_of(entry.title, language)
    tag_terms = terms_of(tags, language)
    text = terms_of(entry.text, language)
    record = record_of(entry, (len(title), len(tag_terms), len(text)))
    return {
        "title": title,
        "tags": tag_terms,
        "text": text,
        NAMES: names_of(f"{entry.title} {tags}"),
        RECORD: np.array([record], dtype=DTYPE).tobytes(),
    }


def record_of(entry: SearchEntry, lengths: tuple[int, int, int] = (0, 0, 0)) -> tuple[Any, ...]:
    """The numbers of an entry, as DTYPE has them. Lengths are the words of title, tags and text."""
    return (
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
        *(min(length, LENGTH_MAX) for length in lengths),
        KINDS.index(Kind(entry.kind)),
        entry.language[:LANGUAGE].encode(),
    )


def _seconds(moment: Any) -> int:
    return max(0, min(int(moment.timestamp()), 2**32 - 1))
