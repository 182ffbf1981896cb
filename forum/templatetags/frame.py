"""Builtin in every template: what the frame shows of its reader, how dates are said, and the forum's components."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from forum.dates import ago
from forum.models import LIKE, Group, Kind, Post, Reach, ReactionKind, Topic
from forum.policy import takes_all
from freshness.slots import slot
from members.models import Member
from notifications.queries import unread_count
from notifications.templatetags.told import badge

register = template.Library()

PAGES_AROUND = 1


@register.simple_tag
def told_badge_of(member: Member) -> SafeString:
    """How much a member has not read of what they were told."""
    return badge(unread_count(member))


@register.simple_tag(takes_context=True)
def when(context: Mapping[str, Any], moment: datetime) -> SafeString:
    """A moment in words, in the reader's language and time zone: "2 h", "12 Nov". A slot on a shared page."""
    words = slot("when", int(moment.timestamp())) if context.get("shared") else ago(moment)
    return format_html('<time datetime="{}">{}</time>', moment.strftime("%Y-%m-%dT%H:%MZ"), words)


@register.simple_tag(takes_context=True)
def csrf_field(context: Mapping[str, Any]) -> SafeString:
    """The token of a form that changes something; a slot on a shared page."""
    token = slot("csrf") if context.get("shared") else context["csrf_token"]
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


@register.simple_tag
def canonical(path: str) -> SafeString:
    """The one address of a page that can be reached by several; for its head."""
    return format_html('<link rel="canonical" href="{}{}">', settings.SITE_URL, path)


@register.simple_tag
def feed_link(title: str, path: str) -> SafeString:
    """Where the same is to be had as a feed; for the head of a page that everybody may read."""
    return format_html('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">', title, path)


@register.inclusion_tag("components/in_group.html")
def in_group(group: Group) -> dict[str, Any]:
    """The group something is in, with its colour."""
    return {"group": group}


@register.inclusion_tag("components/topic_state.html")
def topic_state(topic: Topic) -> dict[str, Any]:
    """What state a topic is in, as pills: solved, asked of everybody, unanswered, pinned, closed."""
    widened = topic.reach == Reach.COMMUNITY and topic.solution_id is None
    return {"topic": topic, "of_all": widened and topic.group is not None and takes_all(topic.group)}


@register.inclusion_tag("components/face_of.html")
def face_of(member: Member) -> dict[str, Any]:
    """A person's picture with their name for who hears the page."""
    return {"member": member}


@register.inclusion_tag("components/post_card.html")
def post_card(
    post: Post, topic: Topic, roles: Mapping[int, str], reactions: Sequence[ReactionKind], is_tree: bool, shared: str
) -> dict[str, Any]:
    """One post with its acts; a viewer's own marks are slots."""
    is_solution = topic.solution_id == post.pk
    return {
        "post": post,
        "topic": topic,
        "shared": shared,
        "is_tree": is_tree,
        "role": roles.get(post.author_id, ""),
        "is_solution": is_solution,
        "solver": topic.solved_by.name if is_solution and topic.solved_by else "",
        "solution_id": topic.solution_id or 0,
        "can_be_solution": topic.kind == Kind.QUESTION and not post.is_opening,
        "takes_replies": topic.is_open,
        "others": [
            (kind.emoji, kind.label, post.reactions[kind.code])
            for kind in reactions
            if kind.code != LIKE and post.reactions.get(kind.code)
        ],
    }


@register.inclusion_tag("components/topic_row.html")
def topic_row(
    topic: Topic, people: Mapping[int, Member], shared: str, with_group: bool = True, level: int = 3
) -> dict[str, Any]:
    """A topic in a list."""
    faces = [people[pk] for pk in topic.faces if pk in people]
    return {"topic": topic, "faces": faces, "shared": shared, "with_group": with_group, "level": level}


@register.inclusion_tag("components/page_links.html")
def page_links(address: str, page: int, page_count: int) -> dict[str, Any]:
    """The way to the other pages: the first, the last, and those around."""
    wanted = sorted(
        {1, page_count, *range(page - PAGES_AROUND, page + PAGES_AROUND + 1)} & set(range(1, page_count + 1))
    )
    numbers: list[int] = []
    for number in wanted:
        if numbers and number > numbers[-1] + 1:
            numbers.append(0)
        numbers.append(number)
    return {
        "address": address,
        "page": page,
        "page_count": page_count,
        "numbers": numbers,
        "previous": page - 1,
        "next": page + 1,
    }


@register.inclusion_tag("components/group_head.html")
def group_head(group: Group) -> dict[str, Any]:
    """A group's name, purpose and who reads it."""
    return {"group": group}


@register.inclusion_tag("components/audience_pill.html")
def audience_pill(group: Group) -> dict[str, Any]:
    """Who reads a group, where that is not everybody."""
    return {"group": group, "label": group.get_audience_display().partition(":")[0]}


@register.inclusion_tag("components/group_card.html")
def group_card(group: Group, news: Mapping[int, int], readable: Collection[int]) -> dict[str, Any]:
    """A group in the list of groups; `news` says how many topics are new to the reader, by group.

    How much is going on in a group is for who may read it.
    """
    return {"group": group, "news": news.get(group.pk, 0), "reads": group.pk in readable}
