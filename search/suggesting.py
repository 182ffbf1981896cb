"""A few things whose titles fit what somebody has typed so far."""

from __future__ import annotations

import numpy as np

from members.models import Visitor

from .finding import KEPT, lifts_of, still_there
from .language import PREFIX_MIN, Query, TooLongError, read
from .matching import Matches, RebuildingError, beginnings
from .models import Kind
from .places import places_seen_by
from .results import Result, shown

SHOWN = 7
KINDS: set[str] = {*KEPT, Kind.TOPIC, Kind.GROUP, Kind.MEMBER}
FIELDS = ("title", "tags")  # a member's tag is the handle, a group's its address


def suggested(visitor: Visitor, typed: str) -> list[Result]:
    """What fits best, of what this visitor may see; nothing where there is no index, or too little has been typed."""
    try:
        query = read(typed)
    except TooLongError:
        return []
    _leave_open(query, typed)
    if not (query.words or query.prefixes):
        return []
    places = places_seen_by(visitor)
    try:
        ids = _best(beginnings(query, visitor, places, KINDS, FIELDS))
    except RebuildingError:
        return []
    return shown(still_there(ids, places), query, visitor, brief=True)


def _leave_open(query: Query, typed: str) -> None:
    """The last word is perhaps not typed to its end."""
    if query.words and typed.endswith(query.words[-1]) and len(query.words[-1]) >= PREFIX_MIN:
        query.prefixes.append(query.words.pop())


def _best(found: Matches) -> list[int]:
    table = found.table
    scores = found.found.documents * lifts_of(table)[table.slots]
    fitting = np.flatnonzero(scores)
    best = fitting[np.argsort(-scores[fitting], kind="stable")[:SHOWN]]
    entries = table.column("entry")
    return [int(entries[document]) for document in best]
