"""Which stamps the forum's pages hang on."""

from __future__ import annotations

from freshness.stamps import LISTS, SITE, bump

from .models import Group, Topic


def topic_key(topic_id: int) -> str:
    return f"topic:{topic_id}"


def group_key(group_id: int) -> str:
    return f"group:{group_id}"


def touch_topic(topic: Topic) -> None:
    """A topic's posts, title or state have changed, and with them every list it stands in."""
    keys = [topic_key(topic.pk)]
    if topic.group_id is not None:
        keys += [group_key(topic.group_id), LISTS]
    bump(*keys)


def touch_post(topic: Topic) -> None:
    """Something in a topic has changed that no list shows."""
    bump(topic_key(topic.pk))


def touch_group(group: Group) -> None:
    """A group's members or page have changed."""
    bump(group_key(group.pk), LISTS)


def touch_everything() -> None:
    """A name, an audience or a role has changed: it may stand on any page."""
    bump(SITE)
