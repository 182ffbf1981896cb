"""Where a thing that can be found stands: the one number that says who may see it.

A place is an id and what the id is of, in one integer (`id * 8 + sort`), so that an index can hold it as a number and a
visitor's places are a set of numbers. What is in a place changes when the thing is moved; who sees a place is asked of
the floors below at the moment of searching, so a group that closes needs no entry written anew.
"""

from __future__ import annotations

from enum import IntEnum

from forum.models import Group, Topic
from knowledge_base.models import KnowledgePage
from members.models import Visitor


class Sort(IntEnum):
    """What the id of a place is of."""

    GROUP = 0  # what is written in a group
    MESSAGE = 1  # a message, by its topic
    PAGE = 2  # a page of knowledge and the comments under it
    CARD = 3  # that a group exists, and what its own page says
    PEOPLE = 4  # members, whoever they are: the id is 0


_SORTS = 8


def place(sort: Sort, id: int = 0) -> int:  # noqa: A002 - what it is
    return id * _SORTS + sort


def place_of_topic(topic: Topic) -> int:
    """Where a topic and its posts stand."""
    if topic.group_id is None:
        return place(Sort.MESSAGE, topic.pk)
    return place(Sort.GROUP, topic.group_id)


def places_seen_by(visitor: Visitor) -> set[int]:
    """Every place whose things this visitor may see now, in four queries."""
    seen = {
        *_of(Sort.GROUP, Group.objects.readable_by(visitor)),
        *_of(Sort.CARD, Group.objects.visible_to(visitor)),
        *_of(Sort.PAGE, KnowledgePage.objects.visible_to(visitor)),
    }
    if visitor.is_authenticated:
        seen.update(_of(Sort.MESSAGE, Topic.objects.messages_of(visitor)))
        seen.add(place(Sort.PEOPLE))
    return seen


def _of(sort: Sort, things: object) -> list[int]:
    return [place(sort, pk) for pk in things.order_by().values_list("pk", flat=True)]  # type: ignore[attr-defined]
