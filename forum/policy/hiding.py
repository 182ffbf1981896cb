"""Who takes out of sight what was flagged, and brings it back."""

from __future__ import annotations

from forum.models import Post, Topic
from members.models import Visitor

from .powers import Power, has_power


def can_hide_in(visitor: Visitor, topic: Topic) -> bool:
    """Hide and unhide in a topic: hands with the power, and in messages, where nobody has any, staff. Staff come to a
    message only through what somebody in it has flagged."""
    if topic.is_message:
        return visitor.is_authenticated and visitor.is_staff
    return has_power(visitor, Power.DELETE, topic.group)


def can_hide_post(visitor: Visitor, post: Post) -> bool:
    """Whether this visitor may hide a post, and with it its topic where it opens one."""
    return post.deleted_at is None and post.topic.deleted_at is None and can_hide_in(visitor, post.topic)
