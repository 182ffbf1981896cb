"""Cases go where their things go: a topic that moves to another group takes its cases to that group's reviewers."""

from __future__ import annotations

from typing import Any

from forum.models import Post, Topic

from .kinds import POSTS
from .models import Case


def follow_topic(sender: Any, topic: Topic, **_more: Any) -> None:
    """A topic may stand in another group now."""
    posts = Post.objects.filter(topic=topic).values("pk")
    Case.objects.filter(kind=POSTS.name, object_id__in=posts).exclude(group=topic.group_id).update(group=topic.group_id)


def follow_posts(sender: Any, posts: list[int], **_more: Any) -> None:
    """Posts went to another topic, perhaps in another group."""
    rows = Post.objects.filter(pk__in=posts).values_list("pk", "topic__group")
    for pk, group_id in rows.filter(
        pk__in=Case.objects.filter(kind=POSTS.name, object_id__in=posts).values("object_id")
    ):
        Case.objects.filter(kind=POSTS.name, object_id=pk).update(group=group_id)
