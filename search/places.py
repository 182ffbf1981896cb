"""Where a thing that can be found stands: the one number that says who may see it.

A place is an id and what the id is of, in one integer (`id * 8 + sort`), so that an index can hold it as a number and a
visitor's places are a set of numbers. What is in a place changes when the thing is moved; who sees a place is asked of
the floors below at the moment of searching, so a group that closes needs no entry written anew.
"""

from __future__ import annotations

from enum import IntEnum

from forum.models import Group, Topic
from knowledge_base.models import KnowledgePage
from members.models import Member, Visitor
from members.seeing import PreparedFor


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


def thing_of(number: int) -> tuple[Sort, int]:
    """What a place is of, and the id of that."""
    return Sort(number % _SORTS), number // _SORTS


def place_of_topic(topic: Topic) -> int:
    """Where a topic and its posts stand."""
    if topic.group_id is None:
        return place(Sort.MESSAGE, topic.pk)
    return place(Sort.GROUP, topic.group_id)


_GROUPS = PreparedFor(lambda visitor: Group.objects.readable_by(visitor).order_by().values_list("pk"))
_CARDS = PreparedFor(lambda visitor: Group.objects.visible_to(visitor).order_by().values_list("pk"))
_PAGES = PreparedFor(lambda visitor: KnowledgePage.objects.visible_to(visitor).order_by().values_list("pk"))
_MESSAGES = PreparedFor(lambda visitor: Topic.objects.messages_of(visitor).order_by().values_list("pk"))


def places_seen_by_all_members() -> set[int]:
    """What every member sees, whatever groups they are in."""
    return places_seen_by(Member(pk=0))


def places_seen_by(visitor: Visitor) -> set[int]:
    """Every place whose things this visitor may see now, in four queries."""
    asked = [(Sort.GROUP, _GROUPS), (Sort.CARD, _CARDS), (Sort.PAGE, _PAGES)]
    if visitor.is_authenticated:
        asked.append((Sort.MESSAGE, _MESSAGES))
    seen = {place(sort, pk) for sort, question in asked for (pk,) in question(visitor)}
    if visitor.is_authenticated:
        seen.add(place(Sort.PEOPLE))
    return seen
