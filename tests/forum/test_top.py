"""What is at the top of a time, and what the clock alone moves on a page."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db.models import F
from django.utils import timezone

from forum import operations
from forum.lists import ListKind, asked_for, listed
from forum.models import Group, Post, Reaction, Topic
from freshness import memo
from tests.factories import posts, topic
from tests.forum.conftest import client_of

pytestmark = pytest.mark.django_db

World = SimpleNamespace


def long_ago(**of: object) -> None:
    """Posts and what was liked of them were written and given two months ago."""
    moment = timezone.now() - timedelta(days=60)
    chosen = Post.objects.filter(**of)
    Reaction.objects.filter(post__in=chosen).update(created_at=moment)
    chosen.update(created_at=moment)


def like(topic: Topic, *members: object) -> None:
    for member in members:
        operations.react(post=topic.posts.get(number=1), member=member)  # type: ignore[arg-type]


def top(group: Group, period: str) -> list[str]:
    asked = asked_for(ListKind.TOP, group.pk, {"period": period})
    return [topic.title for topic in listed(asked, SimpleNamespace(), [group.pk]).topics]  # type: ignore[arg-type]


def test_the_top_of_a_time_is_what_was_liked_and_answered_in_it(cast: World, public: Group) -> None:
    once = topic(public, cast.ada, "Once loved")
    like(once, cast.bob, cast.eve, cast.carl)
    posts(once, cast.bob, 4)
    long_ago(topic=once)
    posts(once, cast.bob, 1)  # spoken in again
    liked, answered, late = (topic(public, cast.ada, name) for name in ("Liked", "Answered", "Liked late"))
    like(liked, cast.bob)
    posts(answered, cast.bob, 2)
    long_ago(topic=late)
    like(late, cast.bob, cast.eve)  # an old post, liked now
    for period in ("day", "week", "month"):
        assert top(public, period) == ["Liked late", "Liked", "Answered", "Once loved"]
    for period in ("year", "all"):
        assert top(public, period)[0] == "Once loved"


def test_likes_that_were_imported_count_with_their_posts(cast: World, public: Group) -> None:
    """They came as numbers, without rows: the moment of the post is all that is known."""
    liked, brought = topic(public, cast.ada, "Liked"), topic(public, cast.ada, "Brought here")
    like(liked, cast.bob)
    Post.objects.filter(topic=brought).update(like_count=F("like_count") + 2)
    assert top(public, "day") == ["Brought here", "Liked"]


def test_deleted_posts_bring_a_topic_nowhere(cast: World, public: Group) -> None:
    kept, emptied = topic(public, cast.ada, "Kept"), topic(public, cast.ada, "Emptied")
    like(kept, cast.bob)
    post = posts(emptied, cast.bob, 1)[0]
    for member in (cast.ada, cast.eve):
        operations.react(post=post, member=member)
    operations.delete_post(post=post, by=cast.carl)
    assert top(public, "day") == ["Kept", "Emptied"]


def test_a_page_moves_with_the_clock_though_nobody_writes(
    cast: World, public: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinned, plain = topic(public, cast.ada, "Pinned"), topic(public, cast.ada, "Plain")
    operations.pin_topic(topic=pinned, by=cast.fay, until=timezone.now() + timedelta(days=1))
    client = client_of(cast.eve)

    def first(address: str) -> str:
        return min((pinned.title, plain.title), key=client.get(address).content.decode().partition("<ol")[2].find)

    assert first("/g/the-public/") == "Pinned"
    assert b"Plain" in client.get("/top/?period=day").content
    Topic.objects.filter(pk=pinned.pk).update(pinned_until=timezone.now())  # its time is over
    Topic.objects.update(bumped_at=F("bumped_at") - timedelta(days=2))
    now = memo.time.monotonic()
    monkeypatch.setattr(memo.time, "monotonic", lambda: now + 3600)
    assert first("/g/the-public/") == "Plain"
    assert b"Plain" not in client.get("/top/?period=day").content
