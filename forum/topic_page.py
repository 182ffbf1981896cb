"""What stands on one page of a topic, in either reading; each a bounded number of queries at any length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from members.models import Member, Reading

from .models import GroupRole, Participation, Post, ReactionKind, Role, Topic, TopicEvent
from .models.posts import PLACE_WIDTH
from .models.topics import POSTS_A_PAGE

PEOPLE_SHOWN = 12


@dataclass(frozen=True)
class Facts:
    """What the view must know of a page it did not make anew."""

    numbers: tuple[int, ...]
    post_ids: tuple[int, ...]
    span: tuple[int, int] | None


def conversation(topic: Topic, page: int) -> tuple[list[Post], dict[str, Any]]:
    """A page of the posts in order. A page is a stretch of numbers: found at once, wherever it is."""
    first = (page - 1) * POSTS_A_PAGE + 1
    last = first + POSTS_A_PAGE - 1
    posts = list(_shown(topic).filter(number__range=(first, last)).order_by("number"))
    events = TopicEvent.objects.filter(topic=topic, after_number__range=(first, last)).select_related("actor")
    return posts, {
        "span": (first, min(last, topic.last_number)),
        "events": list(events),
        "page": page,
        "page_count": topic.page_count,
        "is_last_page": page == topic.page_count,
    }


def threads(topic: Topic, start: int) -> tuple[list[Post], dict[str, Any]]:
    """A page of the tree, from post number `start` on. One stretch of the index of places, and one look back."""
    beginning = ""
    if start > 1:
        beginning = Post.objects.filter(topic=topic, number=start).values_list("path", flat=True).first() or ""
    posts = list(_shown(topic).filter(path__gte=beginning).order_by("path")[: POSTS_A_PAGE + 1])
    before = Post.objects.filter(topic=topic, path__lt=beginning).order_by("-path")
    earlier = list(before.values_list("number", flat=True)[:POSTS_A_PAGE]) if beginning else []
    return posts[:POSTS_A_PAGE], {
        "span": None,
        "events": [],
        "earlier_from": earlier[-1] if earlier else None,
        "later_from": posts[POSTS_A_PAGE].number if len(posts) > POSTS_A_PAGE else None,
        "is_last_page": len(posts) <= POSTS_A_PAGE,
    }


def start_of_thread(post: Post) -> int:
    """From which post on the tree is shown to have this one on the page: its thread's first, if that is near."""
    root = post.path[:PLACE_WIDTH]
    near = Post.objects.filter(topic=post.topic_id, path__gte=root, path__lt=post.path).count() < POSTS_A_PAGE
    return int(root, 36) if near else post.number


def _shown(topic: Topic) -> QuerySet[Post]:
    return (
        Post.objects.filter(topic=topic)
        .select_related("author", "parent__author")
        .defer("markdown", "parent__markdown", "parent__html")
    )


def topic_context(topic: Topic, reading: str, position: int) -> tuple[dict[str, Any], Facts]:
    """Everything the topic page shows to everybody alike, and the facts its viewer's marks need."""
    is_tree = reading == Reading.THREADS
    posts, more = threads(topic, position) if is_tree else conversation(topic, position)
    for post in posts:
        post.topic = topic
    readable = [post for post in posts if post.deleted_at is None]
    people = Participation.objects.filter(topic=topic).order_by("-posts", "pk")
    context = {
        "topic": topic,
        "posts": posts,
        "reading": reading,
        "is_tree": is_tree,
        "roles": roles_of(topic, readable),
        "reactions": list(ReactionKind.objects.all()),
        "people": [row.member for row in people.select_related("member")[:PEOPLE_SHOWN]],
        "people_count": people.count(),
        "tags": list(topic.tags.all()),
        "solution": _solution(topic),
        "place": "messages" if topic.is_message else "talk",
        "own_address": topic.get_absolute_url() + (f"?page={position}" if position > 1 and not is_tree else ""),
        "own_feed": f"/feeds/topics/{topic.pk}/",
        "invitees": _invitees(topic),
        **more,
    }
    facts = Facts(tuple(p.number for p in readable), tuple(p.pk for p in readable), more["span"])
    return context, facts


def _solution(topic: Topic) -> Post | None:
    if topic.solution_id is None:
        return None
    return Post.objects.select_related("author").defer("html", "markdown").filter(pk=topic.solution_id).first()


def _invitees(topic: Topic) -> list[Any]:
    return list(topic.invitees.select_related("member", "mentors_of")) if topic.is_message else []


def roles_of(topic: Topic, posts: Sequence[Post]) -> dict[int, str]:
    """The foremost role of each author in the topic's group, in words."""
    if topic.group_id is None:
        return {}
    order = list(Role)
    found: dict[int, Role] = {}
    rows = GroupRole.objects.filter(group=topic.group_id, member__in={post.author_id for post in posts})
    for member_id, code in rows.values_list("member", "role"):
        role = Role(code)
        if member_id not in found or order.index(role) < order.index(found[member_id]):
            found[member_id] = role
    return {member_id: str(role.label) for member_id, role in found.items()}


def remembered_reading(member: Member | None, asked: str) -> str:
    """The reading asked for in the address, else the member's own, else the conversation."""
    if asked in Reading.values:
        return asked
    return member.reading if member is not None else Reading.CONVERSATION
