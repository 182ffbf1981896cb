"""What a question asks of its results besides words, as true and false for each document of an index.

Names in filters (a group, a member, a tag) are looked up among what the visitor may know of: a name they may not know
and a name that nobody has find the same, nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from django.utils import timezone
from taggit.models import Tag

from forum.lists import unread_by
from forum.models import Bookmark, Group, TaggedTopic, Topic
from knowledge_base.models import TaggedPage
from members.models import Member, Visitor

from .index.codec import Array
from .index.documents import KINDS
from .index.table import Table, Writing
from .language import Filter, Query
from .models import Flag, Kind, SearchEntry, Source

_OPENING = KINDS.index(Kind.TOPIC)


def waiting() -> list[Writing]:
    """What was moved, changed or deleted and is not fed again yet; few, but after a change of very much.

    Read before the index: what is fed in between is then known to be older where the index that is read is older, and
    as it is now where it is not. The other way about it would be found as it was.
    """
    return list(SearchEntry.objects.not_as_indexed().values_list("pk", "stamp"))


def among(table: Table, waiting: Sequence[Writing], query: Query, visitor: Visitor, places: set[int]) -> Array:
    """True of the documents that this visitor may find and that have all the query asks for but its words."""
    mask = table.seen_from(places)
    mask &= ~table.older_than(waiting)
    for each in query.filters:
        if each.name != "in":
            having = _FILTERS[each.name](table, each, visitor)
            mask &= ~having if each.no else having
    created = table.column("created") if query.after or query.before else None
    if created is not None and query.after is not None:
        mask &= created >= query.after.timestamp()
    if created is not None and query.before is not None:
        mask &= created < query.before.timestamp()
    if query.likes:
        mask &= table.column("likes") >= query.likes
    if query.entries:
        above, upto = query.entries
        mask &= (table.column("entry") > above) & (table.column("entry") <= upto)
        mask &= ~_one_of(table, "entry", query.without_entries)
    return mask


def of_kinds(table: Table, kinds: Iterable[str]) -> Array:
    """True of documents of these kinds."""
    return np.isin(table.kinds, [KINDS.index(Kind(kind)) for kind in kinds])


def _one_of(table: Table, column: str, values: Iterable[int]) -> Array:
    wanted = np.fromiter(values, dtype=np.int64)
    if not len(wanted):
        return np.zeros(table.size, dtype=bool)
    return np.isin(table.column(column), wanted)


def _nothing(table: Table) -> Array:
    return np.zeros(table.size, dtype=bool)


def _in_group(table: Table, each: Filter, visitor: Visitor) -> Array:
    return _one_of(
        table, "group", Group.objects.visible_to(visitor).filter(slug=each.value).values_list("pk", flat=True)
    )


def _by(table: Table, each: Filter, visitor: Visitor) -> Array:
    people = Member.objects.filter(handle=each.value).values_list("pk", flat=True)
    written: Array = _one_of(table, "author", people) & (table.kinds != KINDS.index(Kind.MEMBER))
    return written


def _tagged(table: Table, each: Filter, visitor: Visitor) -> Array:
    tags = list(Tag.objects.filter(name__iexact=each.value).values_list("pk", flat=True))
    tags += Tag.objects.filter(slug=each.value).values_list("pk", flat=True)
    topics = TaggedTopic.objects.filter(tag__in=tags).values_list("content_object", flat=True)
    pages = TaggedPage.objects.filter(tag__in=tags).values_list("content_object", flat=True)
    entries = SearchEntry.objects.filter(source=Source.PAGE, source_id__in=pages).values_list("pk", flat=True)
    return _one_of(table, "topic", topics) | _one_of(table, "entry", entries)


def _in_language(table: Table, each: Filter, visitor: Visitor) -> Array:
    spoken: Array = table.column("language") == each.value[:2].encode()
    return spoken


def _flagged(table: Table, flag: Flag) -> Array:
    flagged: Array = (table.column("flags") & flag) > 0
    return flagged


def _of_topics(table: Table, openings: Array) -> Array:
    """True of every post of the topics whose opening is among these."""
    slots = np.zeros(table.slot_count, dtype=bool)
    slots[table.slots[openings & table.alive & (table.kinds == _OPENING)]] = True
    return slots[table.slots]


def _has(table: Table, each: Filter, visitor: Visitor) -> Array:
    if each.value == "solution":
        return _of_topics(table, _flagged(table, Flag.SOLVED))
    return _flagged(table, Flag.IMAGE if each.value == "image" else Flag.FILE)


def _is(table: Table, each: Filter, visitor: Visitor) -> Array:
    return _STATES[each.value](table, visitor)


def _question(table: Table, visitor: Visitor) -> Array:
    return _of_topics(table, _flagged(table, Flag.QUESTION))


def _solved(table: Table, visitor: Visitor) -> Array:
    return _of_topics(table, _flagged(table, Flag.SOLVED))


def _unsolved(table: Table, visitor: Visitor) -> Array:
    return _of_topics(table, _flagged(table, Flag.QUESTION) & ~_flagged(table, Flag.SOLVED))


def _unanswered(table: Table, visitor: Visitor) -> Array:
    return _of_topics(table, (table.posts_of_slots() == 1)[table.slots] & ~_flagged(table, Flag.CLOSED))


def _open(table: Table, visitor: Visitor) -> Array:
    return _of_topics(table, ~_flagged(table, Flag.CLOSED))


def _closed(table: Table, visitor: Visitor) -> Array:
    return _of_topics(table, _flagged(table, Flag.CLOSED))


def _pinned(table: Table, visitor: Visitor) -> Array:
    return _one_of(table, "topic", Topic.objects.filter(pinned_until__gt=timezone.now()).values_list("pk", flat=True))


def _mine(table: Table, visitor: Visitor) -> Array:
    return _one_of(table, "author", [visitor.pk]) if visitor.is_authenticated else _nothing(table)


def _unread(table: Table, visitor: Visitor) -> Array:
    if not isinstance(visitor, Member):
        return _nothing(table)
    return _one_of(table, "topic", Topic.objects.filter(unread_by(visitor)).values_list("pk", flat=True))


def _bookmarked(table: Table, visitor: Visitor) -> Array:
    if not isinstance(visitor, Member):
        return _nothing(table)
    posts = Bookmark.objects.filter(member=visitor).values("post")
    entries = SearchEntry.objects.filter(source=Source.POST, source_id__in=posts).values_list("pk", flat=True)
    return _one_of(table, "entry", entries)


_FILTERS: dict[str, Callable[[Table, Filter, Visitor], Array]] = {
    "group": _in_group,
    "by": _by,
    "tag": _tagged,
    "lang": _in_language,
    "has": _has,
    "is": _is,
}
_STATES: dict[str, Callable[[Table, Visitor], Array]] = {
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
