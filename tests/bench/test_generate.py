"""The generated community is what the operations would have made, only faster."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from bench.generate import Community, Size
from bench.words import LONGEST, SHORTEST, Writer
from forum.models import Group, GroupRole, Membership, Participation, Post, Reaction, ReadState, Topic
from forum.models.posts import PLACE_WIDTH
from forum.operations.writing import recount_topic
from forum.rendering import render_description
from freshness.models import Stamp
from members.models import Member

END = datetime(2026, 1, 1, tzinfo=UTC)
COUNTS = ("last_number", "post_count", "like_count", "bumped_at", "last_author_id", "faces")


@pytest.fixture
def community(db: None) -> None:
    Community(Size(400), 1, END, paragraphs=8).write()


def test_the_whole_size_is_the_one_that_is_promised() -> None:
    size = Size(200_000)
    lengths = size.lengths(random.Random(1))
    assert (size.members, size.topics, size.longest) == (5_000, 10_000, 5_000)
    assert (len(lengths), sum(lengths), max(lengths)) == (10_000, 200_000, 5_000)
    assert min(lengths) >= 1


def test_there_is_as_much_as_was_asked_for(community: None) -> None:
    assert (Post.objects.count(), Topic.objects.count()) == (400, 20)
    assert Group.objects.filter(slug__startswith="generated-").count() == 20
    assert Member.objects.filter(handle__startswith="member").count() == 40


def test_texts_are_long_enough_and_not_too_long(community: None) -> None:
    lengths = [len(markdown) for markdown in Post.objects.values_list("markdown", flat=True)]
    assert min(lengths) >= SHORTEST
    assert max(lengths) <= LONGEST


def test_posts_joined_from_paragraphs_are_what_the_renderer_makes_of_the_whole(db: None) -> None:
    writer = Writer(random.Random(3), paragraphs=40)
    for text in [writer.post() for _ in range(20)]:
        assert "".join(text.html.split()) == "".join(render_description(text.markdown).split())


def test_counting_topics_anew_changes_nothing(community: None) -> None:
    for topic in Topic.objects.all():
        before = [getattr(topic, name) for name in COUNTS]
        people = set(Participation.objects.filter(topic=topic).values_list("member", "posts"))
        recount_topic(topic)
        topic.refresh_from_db()
        assert [getattr(topic, name) for name in COUNTS] == before
        assert set(Participation.objects.filter(topic=topic).values_list("member", "posts")) == people


def test_groups_and_likes_are_counted(community: None) -> None:
    for group in Group.objects.filter(slug__startswith="generated-"):
        assert group.topic_count == group.topics.count()
        assert group.member_count == Membership.objects.filter(group=group).count()
        assert not group.topics.filter(bumped_at__gt=group.bumped_at).exists()
    for post in Post.objects.all():
        assert post.like_count == Reaction.objects.filter(post=post).count() == post.reactions.get("like", 0)
    assert Reaction.objects.exists()
    assert GroupRole.objects.exists()
    assert Stamp.objects.filter(key="lists").exists()


def test_nobody_has_read_more_than_there_is(community: None) -> None:
    states = ReadState.objects.select_related("topic")
    assert states.exists()
    assert all(0 < state.read_count == state.upto <= state.topic.post_count for state in states)


def test_replies_stand_under_what_they_answer(community: None) -> None:
    replies = Post.objects.exclude(parent=None).select_related("parent")
    assert replies.exists()
    for post in replies:
        assert post.parent is not None
        assert post.parent.topic_id == post.topic_id
        assert post.path.startswith(post.parent.path[: PLACE_WIDTH * 4])


def test_the_same_seed_writes_the_same_words(db: None) -> None:
    first, second = (Writer(random.Random(7), paragraphs=5) for _ in range(2))
    assert [first.post() for _ in range(5)] == [second.post() for _ in range(5)]
