"""What a question asks of its results besides words, as true and false for each document of an index.

Names in filters (a group, a member, a tag) are looked up among what the visitor may know of: a name they may not know
and a name that nobody has find the same, nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from django.utils import timezone
from taggit.models import Tag

from forum.lists import unread_by
from forum.models import Bookmark, Group, TaggedTopic, Topic
from knowledge_base.models import TaggedPage
from members.models import Member, Visitor

from .index.codec import Array
from .index.documents import KINDS
from .index.reading import Held
from .language import Filter, Query
from .models import Flag, Kind, SearchEntry, Source

_OPENING = KINDS.index(Kind.TOPIC)


def among(held: Held, query: Query, visitor: Visitor, places: set[int]) -> Array:
    """True of the documents that this visitor may find and that have all the query asks for but its words."""
    mask = held.seen_from(places)
    # What was moved, changed or deleted and is not fed again yet; few, but after a change of very much.
    mask &= ~_one_of(held, "entry", SearchEntry.objects.not_as_indexed().values_list("pk", flat=True).iterator())
    for each in query.filters:
        if each.name != "in":
            having = _FILTERS[each.name](held, each, visitor)
            mask &= ~having if each.no else having
    created = held.column("created") if query.after or query.before else None
    if created is not None and query.after is not None:
        mask &= created >= query.after.timestamp()
    if created is not None and query.before is not None:
        mask &= created < query.before.timestamp()
    if query.likes:
        mask &= held.column("likes") >= query.likes
    return mask


def of_kinds(held: Held, kinds: Iterable[str]) -> Array:
    """True of documents of these kinds."""
    return np.isin(held.kinds, [KINDS.index(Kind(kind)) for kind in kinds])


def _one_of(held: Held, column: str, values: Iterable[int]) -> Array:
    wanted = np.fromiter(values, dtype=np.int64)
    if not len(wanted):
        return np.zeros(held.size, dtype=bool)
    return np.isin(held.column(column), wanted)


def _nothing(held: Held) -> Array:
    return np.zeros(held.size, dtype=bool)


def _in_group(held: Held, each: Filter, visitor: Visitor) -> Array:
    return _one_of(
        held, "group", Group.objects.visible_to(visitor).filter(slug=each.value).values_list("pk", flat=True)
    )


def _by(held: Held, each: Filter, visitor: Visitor) -> Array:
    people = Member.objects.filter(handle=each.value).values_list("pk", flat=True)
    written: Array = _one_of(held, "author", people) & (held.kinds != KINDS.index(Kind.MEMBER))
    return written


def _tagged(held: Held, each: Filter, visitor: Visitor) -> Array:
    tags = list(Tag.objects.filter(name__iexact=each.value).values_list("pk", flat=True))
    tags += Tag.objects.filter(slug=each.value).values_list("pk", flat=True)
    topics = TaggedTopic.objects.filter(tag__in=tags).values_list("content_object", flat=True)
    pages = TaggedPage.objects.filter(tag__in=tags).values_list("content_object", flat=True)
    entries = SearchEntry.objects.filter(source=Source.PAGE, source_id__in=pages).values_list("pk", flat=True)
    return _one_of(held, "topic", topics) | _one_of(held, "entry", entries)


def _in_language(held: Held, each: Filter, visitor: Visitor) -> Array:
    spoken: list[Array] = [segment.records["language"] == each.value[:2].encode() for segment in held.segments]
    return np.concatenate(spoken) if spoken else _nothing(held)


def _flagged(held: Held, flag: Flag) -> Array:
    flagged: Array = (held.column("flags") & flag) > 0
    return flagged


def _of_topics(held: Held, openings: Array) -> Array:
    """True of every post of the topics whose opening is among these."""
    slots = np.zeros(held.slot_count, dtype=bool)
    slots[held.slots[openings & held.alive & (held.kinds == _OPENING)]] = True
    return slots[held.slots]


def _has(held: Held, each: Filter, visitor: Visitor) -> Array:
    if each.value == "solution":
        return _of_topics(held, _flagged(held, Flag.SOLVED))
    return _flagged(held, Flag.IMAGE if each.value == "image" else Flag.FILE)


def _is(held: Held, each: Filter, visitor: Visitor) -> Array:
    return _STATES[each.value](held, visitor)


def _question(held: Held, visitor: Visitor) -> Array:
    return _of_topics(held, _flagged(held, Flag.QUESTION))


def _solved(held: Held, visitor: Visitor) -> Array:
    return _of_topics(held, _flagged(held, Flag.SOLVED))


def _unsolved(held: Held, visitor: Visitor) -> Array:
    return _of_topics(held, _flagged(held, Flag.QUESTION) & ~_flagged(held, Flag.SOLVED))


def _unanswered(held: Held, visitor: Visitor) -> Array:
    posts = np.bincount(held.slots[held.alive], minlength=held.slot_count)
    return _of_topics(held, (posts == 1)[held.slots] & ~_flagged(held, Flag.CLOSED))


def _open(held: Held, visitor: Visitor) -> Array:
    return _of_topics(held, ~_flagged(held, Flag.CLOSED))


def _closed(held: Held, visitor: Visitor) -> Array:
    return _of_topics(held, _flagged(held, Flag.CLOSED))


def _pinned(held: Held, visitor: Visitor) -> Array:
    return _one_of(held, "topic", Topic.objects.filter(pinned_until__gt=timezone.now()).values_list("pk", flat=True))


def _mine(held: Held, visitor: Visitor) -> Array:
    return _one_of(held, "author", [visitor.pk]) if visitor.is_authenticated else _nothing(held)


def _unread(held: Held, visitor: Visitor) -> Array:
    if not isinstance(visitor, Member):
        return _nothing(held)
    return _one_of(held, "topic", Topic.objects.filter(unread_by(visitor)).values_list("pk", flat=True))


def _bookmarked(held: Held, visitor: Visitor) -> Array:
    if not isinstance(visitor, Member):
        return _nothing(held)
    posts = Bookmark.objects.filter(member=visitor).values("post")
    entries = SearchEntry.objects.filter(source=Source.POST, source_id__in=posts).values_list("pk", flat=True)
    return _one_of(held, "entry", entries)


_FILTERS: dict[str, Callable[[Held, Filter, Visitor], Array]] = {
    "group": _in_group,
    "by": _by,
    "tag": _tagged,
    "lang": _in_language,
    "has": _has,
    "is": _is,
}
_STATES: dict[str, Callable[[Held, Visitor], Array]] = {
    "question": _question,
    "solved": _solved,
    "unsolved": _unsolved,
    "unanswered": _unanswered,
    "open": _open,
    "closed": _closed,
    "pinned": _pinned,
    "mine": _mine,
    "unread": _unread,
    "bookmarked": _bookmarked,
}
