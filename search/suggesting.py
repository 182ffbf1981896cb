"""A few things whose titles fit what somebody has typed so far."""

from __future__ import annotations

import numpy as np

from members.models import Visitor

from . import narrowing
from .finding import KEPT, lifts_of, still_there
from .index import asking
from .index.reading import Held, holder
from .index.store import NoIndexError, store
from .language import PREFIX_MIN, Query, TooLongError, read
from .models import Kind
from .places import places_seen_by
from .results import Result, shown

SHOWN = 7
KINDS = {*KEPT, Kind.TOPIC, Kind.GROUP, Kind.MEMBER}
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
    with holder.lock:
        try:
            ids = _best(holder.newest(store()), query, visitor, places)
        except NoIndexError:
            return []
    return shown(still_there(ids, places), query, visitor, brief=True)


def _leave_open(query: Query, typed: str) -> None:
    """The last word is perhaps not typed to its end."""
    if query.words and typed.endswith(query.words[-1]) and len(query.words[-1]) >= PREFIX_MIN:
        query.prefixes.append(query.words.pop())


def _best(held: Held, query: Query, visitor: Visitor, places: set[int]) -> list[int]:
    mask = narrowing.among(held, query, visitor, places) & narrowing.of_kinds(held, KINDS)
    found = asking.find(held, asking.Wanted(query.words, query.prefixes, fields=FIELDS), mask, lambda *_none: set())
    if held.lifts is None:
        held.lifts = lifts_of(held)
    scores = found.documents * held.lifts[held.slots]
    fitting = np.flatnonzero(scores)
    best = fitting[np.argsort(-scores[fitting], kind="stable")[:SHOWN]]
    entries = held.column("entry")
    return [int(entries[document]) for document in best]
