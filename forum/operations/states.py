"""Operations on what state a topic is in: closed, pinned, archived, solved."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, signals, tasks
from forum.freshness import touch_topic
from forum.models import Post, Topic, TopicEvent
from members.models import Member

from .access import current_post, locked_topic, require
from .topics import record_event

PIN_MAX = timedelta(days=366)  # what stands at the top for ever is not read any more
What = TopicEvent.What


def _saved(topic: Topic, by: Member, what: str | None, *fields: str) -> Topic:
    topic.save(update_fields=fields)
    if what is not None:
        record_event(topic, what, by)
    touch_topic(topic)
    signals.topic_changed.send(Topic, topic=topic)
    return topic


@transaction.atomic
def close_topic(*, topic: Topic, by: Member) -> Topic:
    """Take no more replies."""
    topic = locked_topic(topic)
    require(policy.can_close(by, topic))
    if topic.closed_at is not None:
        return topic
    topic.closed_at = timezone.now()
    return _saved(topic, by, What.CLOSED, "closed_at")


@transaction.atomic
def reopen_topic(*, topic: Topic, by: Member) -> Topic:
    """Take replies again."""
    topic = locked_topic(topic)
    require(policy.can_close(by, topic))
    if topic.closed_at is None:
        return topic
    topic.closed_at = None
    return _saved(topic, by, What.REOPENED, "closed_at")


@transaction.atomic
def archive_topic(*, topic: Topic, by: Member) -> Topic:
    """Keep a topic as it is: no replies, no changes, no reactions."""
    topic = locked_topic(topic)
    require(policy.can_close(by, topic))
    if topic.archived_at is not None:
        return topic
    topic.archived_at = timezone.now()
    return _saved(topic, by, What.ARCHIVED, "archived_at")


@transaction.atomic
def unarchive_topic(*, topic: Topic, by: Member) -> Topic:
    """Let a topic live again."""
    topic = locked_topic(topic)
    require(policy.can_close(by, topic))
    if topic.archived_at is None:
        return topic
    topic.archived_at = None
    return _saved(topic, by, What.UNARCHIVED, "archived_at")


@transaction.atomic
def pin_topic(*, topic: Topic, by: Member, until: datetime) -> Topic:
    """Show a topic first in its group until a moment, at most PIN_MAX from now."""
    topic = locked_topic(topic)
    require(policy.can_pin(by, topic))
    if not timezone.now() < until <= timezone.now() + PIN_MAX:
        raise ValidationError({"until": _("Please choose a day within the next year.")})
    topic.pinned_until = until
    return _saved(topic, by, What.PINNED, "pinned_until")


@transaction.atomic
def unpin_topic(*, topic: Topic, by: Member) -> Topic:
    """Let a topic stand in its order again."""
    topic = locked_topic(topic)
    require(policy.can_pin(by, topic))
    if topic.pinned_until is None:
        return topic
    topic.pinned_until = None
    return _saved(topic, by, What.UNPINNED, "pinned_until")


@transaction.atomic
def accept_solution(*, post: Post, by: Member) -> Topic:
    """Say that this post answers the question; tells its author. Another one accepted before steps back."""
    post = current_post(post)
    topic = post.topic
    require(policy.can_solve(by, topic))
    if post.is_opening or post.deleted_at is not None:
        raise ValidationError(_("Only a reply can be the solution."))
    if topic.solution_id == post.pk:
        return topic
    topic.solution, topic.solved_by = post, by
    tasks.tell_of_solution.enqueue(post.pk, by.pk)
    topic = _saved(topic, by, None, "solution", "solved_by")
    signals.solution_changed.send(Topic, topic=topic)
    return topic


@transaction.atomic
def take_back_solution(*, topic: Topic, by: Member) -> Topic:
    """Say that the question is open again."""
    topic = locked_topic(topic)
    require(policy.can_solve(by, topic))
    if topic.solution_id is None:
        return topic
    topic.solution, topic.solved_by = None, None
    topic = _saved(topic, by, None, "solution", "solved_by")
    signals.solution_changed.send(Topic, topic=topic)
    return topic
