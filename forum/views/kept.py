"""Topics kept in memory while their stamps stand: nearly every door begins by asking for one."""

from __future__ import annotations

from copy import copy

from forum.freshness import topic_key
from forum.models import Audience, Group, Topic
from freshness.memo import Memo
from freshness.prepared import PreparedGet
from freshness.stamps import SITE, numbers_of
from members.models import Member, Visitor
from members.seeing import PreparedFor

_topics: Memo[Topic] = Memo(max_bytes=600_000, size_of=lambda topic: 3_000)


DIGITS_MAX = 18  # of a row's number; drivers fail on larger ones, which an address may well hold

_SEEN = PreparedFor(lambda visitor, topic: Topic.objects.visible_to(visitor).filter(pk=topic).values_list("pk"))
_TOPIC, _GROUP, _MEMBER = PreparedGet(Topic), PreparedGet(Group), PreparedGet(Member)


def fits(number: int) -> bool:
    """Whether a row may have this number."""
    return len(str(number)) <= DIGITS_MAX


def _whole(topic_id: int) -> Topic | None:
    """The topic with its group and whoever solved it."""
    topic = _TOPIC(topic_id)
    if topic is not None:
        topic.group = _GROUP(topic.group_id) if topic.group_id is not None else None
        topic.solved_by = _MEMBER(topic.solved_by_id) if topic.solved_by_id is not None else None
    return topic


def visible_topic(visitor: Visitor, topic_id: int) -> Topic | None:
    """The topic with its group, if this visitor sees it. What everybody sees, or every member, is not asked for each
    of them."""
    if not fits(topic_id):
        return None
    topic = _topics.get(topic_id)
    if topic is None:
        numbers = numbers_of(keys := [SITE, topic_key(topic_id)])
        topic = _whole(topic_id)
        if topic is None:
            return None
        _topics.put(topic_id, keys, numbers, topic)
    if topic.deleted_at is None and topic.group is not None:
        if topic.group.audience == Audience.PUBLIC:
            return copy(topic)
        if topic.group.audience == Audience.MEMBERS and visitor.is_authenticated:
            return copy(topic)
    return copy(topic) if _SEEN(visitor, topic_id) else None
