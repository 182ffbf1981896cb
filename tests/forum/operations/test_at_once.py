"""Many people at the same moment: nothing is lost, nothing is numbered twice, nothing is counted twice."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from forum import operations
from forum.models import (
    Draft,
    Group,
    GroupRole,
    Membership,
    MembershipRequest,
    Participation,
    Post,
    ReadState,
    Role,
    Topic,
)
from jobs.models import Job
from members.models import Member
from tests.factories import GroupFactory, MemberFactory, join, posts, topic
from tests.forum.operations.test_counts import true
from tests.jobs.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 20


@pytest.fixture
def group() -> Group:
    return GroupFactory(slug="busy")


@pytest.fixture
def wanda(group: Group) -> Member:
    member = MemberFactory(handle="wanda")
    join(group, member)
    GroupRole.objects.create(group=group, member=member, role=Role.MENTOR)
    return member


def one_each(members: list[Member], do: Callable[[Member], object]) -> list[object]:
    """Every member does it, all at the same moment."""
    turns = iter(members)

    def take_a_turn() -> object:
        return do(next(turns))

    return at_once(take_a_turn, times=len(members))


def test_twenty_replies_at_once_are_twenty_replies(group: Group, wanda: Member) -> None:
    found = topic(group, wanda)
    jobs = Job.objects.count()
    people = MemberFactory.create_batch(WRITERS)
    one_each(people, lambda member: operations.reply(topic=found, author=member, markdown=f"I am {member.handle}."))
    numbers = sorted(Post.objects.filter(topic=found).values_list("number", flat=True))
    assert numbers == list(range(1, WRITERS + 2))
    assert set(Post.objects.filter(topic=found, number__gt=1).values_list("author", flat=True)) == {
        m.pk for m in people
    }
    assert Job.objects.count() == jobs + WRITERS
    assert Participation.objects.filter(topic=found).count() == WRITERS + 1
    true()


def test_one_member_in_many_windows(group: Group, wanda: Member) -> None:
    """The same person replies, reads and keeps drafts in eight windows."""
    found = topic(group, wanda)
    counter = itertools.count()

    def work() -> None:
        number = next(counter)
        operations.keep_draft(member=wanda, purpose=f"reply:{found.pk}", markdown=f"Draft {number}")
        post = operations.reply(topic=found, author=wanda, markdown=f"Reply {number}.")
        fresh = Topic.objects.get(pk=found.pk)
        operations.mark_shown(topic=fresh, member=wanda, numbers=[post.number], span=None)

    at_once(work, times=8)
    assert Topic.objects.get(pk=found.pk).post_count == 9
    assert ReadState.objects.filter(topic=found, member=wanda).count() == 1
    assert Draft.objects.filter(member=wanda).count() <= 1
    true()


def test_likes_at_once_are_all_counted(group: Group, wanda: Member) -> None:
    post = topic(group, wanda).posts.get()
    people = MemberFactory.create_batch(10)
    one_each(people, lambda member: operations.react(post=post, member=member))
    assert Topic.objects.get(pk=post.topic_id).like_count == 10
    true()
    one_each(people, lambda member: operations.withdraw_reaction(post=post, member=member))
    assert Topic.objects.get(pk=post.topic_id).like_count == 0
    true()


def test_one_member_likes_once_in_many_windows(group: Group, wanda: Member) -> None:
    post, member = topic(group, wanda).posts.get(), MemberFactory()
    at_once(lambda: operations.react(post=post, member=member), times=8)
    assert Topic.objects.get(pk=post.topic_id).like_count == 1
    true()


def test_joining_in_many_windows_is_joining_once(group: Group) -> None:
    member = MemberFactory()
    at_once(lambda: operations.join(group=group, member=member), times=8)
    assert Membership.objects.filter(group=group, member=member).count() == 1
    at_once(lambda: operations.leave(group=group, member=member), times=8)
    assert not Membership.objects.filter(group=group, member=member).exists()
    true()


def test_who_joined_from_another_window_meanwhile_is_not_refused(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    member = MemberFactory()

    def may_not_any_more(member: Member, group: Group) -> bool:
        join(group, member)
        return False

    monkeypatch.setattr("forum.policy.can_join", may_not_any_more)
    assert operations.join(group=group, member=member).member == member


def test_a_request_is_decided_once(group: Group, wanda: Member) -> None:
    Group.objects.filter(pk=group.pk).update(joining="request")
    request = operations.request_to_join(group=Group.objects.get(pk=group.pk), member=MemberFactory())

    def decide() -> str:
        try:
            operations.approve_request(request=MembershipRequest.objects.get(pk=request.pk), by=wanda)
        except ValidationError:
            return "too late"
        return "done"

    answers = at_once(decide, times=6)
    assert sorted(answers) == ["done"] + ["too late"] * 5
    true()


def test_a_topic_is_deleted_restored_and_answered_at_once(group: Group, wanda: Member) -> None:
    found = topic(group, wanda)
    posts(found, wanda, 3)
    counter = itertools.count()

    def act() -> None:
        number = next(counter)
        if number % 3 == 0:
            operations.delete_topic(topic=found, by=wanda)
        elif number % 3 == 1:
            operations.restore_topic(topic=found, by=wanda)
        else:
            operations.close_topic(topic=found, by=wanda)

    at_once(act, times=9)
    true()


def test_two_merges_in_opposite_directions_end(group: Group, wanda: Member) -> None:
    """Whoever comes second is told; nobody waits for ever, and no post is lost."""
    first, second = topic(group, wanda, "The first"), topic(group, wanda, "The second")
    directions = iter([(first, second), (second, first)])

    def merge() -> str:
        source, target = next(directions)
        try:
            operations.merge_topics(topic=source, into=target, by=wanda)
        except ValidationError:
            return "too late"
        return "merged"

    assert sorted(at_once(merge, times=2)) == ["merged", "too late"]
    assert Post.objects.count() == 2
    true()


def test_a_page_is_read_in_many_windows(group: Group, wanda: Member) -> None:
    found = topic(group, wanda)
    posts(found, wanda, 19)
    found.refresh_from_db()
    member = MemberFactory()
    at_once(lambda: operations.mark_shown(topic=found, member=member, numbers=range(1, 21), span=(1, 20)), times=8)
    assert ReadState.objects.get(topic=found, member=member).read_count == 20


def test_a_visitor_is_nobody(group: Group) -> None:
    assert not Topic.objects.visible_to(AnonymousUser()).exists()
