"""Doors to the forum's feeds. They show what visitors may read, whoever asks: a feed's address is passed on."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from taggit.models import Tag

from forum.feeds import ENTRIES_MAX, Entry, Feed, absolute, answer, tag_id
from forum.freshness import topic_key
from forum.lists import Asked, ListKind, listed
from forum.models import Group, Post, Topic
from freshness.stamps import LISTS

from .kept import visible_topic

VISITOR = AnonymousUser()


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """The latest topics of everybody's groups."""
    return answer(request, keys=[LISTS], make=lambda: Feed(_("Latest topics"), "/latest/", _topics()))


@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest topics of one group; 404 unless everybody reads it."""

    def make() -> Feed:
        found = get_object_or_404(Group.objects.readable_by(VISITOR), slug=slug)
        return Feed(found.name, found.get_absolute_url(), _topics(group_id=found.pk), found.purpose)

    return answer(request, keys=[LISTS], make=make)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest topics under a tag; 404 where nothing under it is for everybody."""

    def make() -> Feed:
        found = Tag.objects.filter(Q(slug=slug) | Q(name=slug)).first()
        topics = _topics(tag=found.slug) if found is not None else []
        if found is None or not topics:
            raise Http404
        return Feed(found.name, f"/tags/{found.slug}/", topics)

    return answer(request, keys=[LISTS], make=make)


@require_safe
def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """The newest posts of a topic; 404 unless everybody reads it."""

    def make() -> Feed:
        found = visible_topic(VISITOR, topic_id)
        if found is None:
            raise Http404
        return Feed(found.title, found.get_absolute_url(), _posts(found), found.excerpt)

    return answer(request, keys=[topic_key(topic_id)], make=make)


def _topics(group_id: int = 0, tag: str = "") -> list[Entry]:
    """What the lists of topics show to a visitor."""
    groups = tuple(Group.objects.readable_by(VISITOR).values_list("pk", flat=True))
    found = listed(Asked(ListKind.LATEST, group_id=group_id, tag=tag), VISITOR, groups)
    rows: Sequence[Topic] = sorted([*found.pinned, *found.topics], key=lambda row: row.bumped_at, reverse=True)
    return [
        Entry(
            id=tag_id("topic", row.pk, row.created_at),
            title=row.title,
            address=row.get_absolute_url(),
            published=row.created_at,
            updated=row.bumped_at,
            authors=[row.author.name],
            summary=row.excerpt,
            tags=[tag.name for tag in row.tags.all()],
        )
        for row in rows[:ENTRIES_MAX]
    ]


def _posts(topic: Topic) -> list[Entry]:
    posts = Post.objects.visible_to(VISITOR).filter(topic=topic).select_related("author").defer("markdown")
    address = topic.get_absolute_url()
    return [
        Entry(
            id=tag_id("post", post.pk, post.created_at),
            title=topic.title if post.is_opening else _("Re: %(title)s") % {"title": topic.title},
            address=f"/p/{post.pk}/",
            published=post.created_at,
            updated=post.edited_at or post.created_at,
            authors=[post.author.name],
            content=absolute(post.html, f"{address}?page={post.page}" if post.page > 1 else address),
        )
        for post in posts.order_by("-number")[:ENTRIES_MAX]
    ]
