"""Who is told of what: each exactly once, for the nearest reason, and nobody of what they may not see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from forum import operations, tasks
from forum.models import Bookmark, Follow, Group, GroupRole, Membership, Post, Role
from jobs import testing
from jobs.models import Job
from members.models import Member
from notifications import queries
from notifications.models import Notification
from tests.factories import MemberFactory, join, posts, topic
from tests.forum.conftest import client_of
from tests.stage import kept

pytestmark = pytest.mark.django_db

World = SimpleNamespace
Run = Callable[..., list[Job]]


@kept(autouse=True)
def all_is_told(world: World) -> None:
    """What the world's own making tells is told already, and read."""
    testing.run_jobs()
    Notification.objects.all().delete()


def told() -> set[tuple[str, str]]:
    """Who was told, and why."""
    return set(Notification.objects.values_list("member__handle", "kind"))


def words(member: Member) -> list[str]:
    page = queries.recent(member)
    assert page is not None
    return [item.described.text for item in page.items]


# For the nearest reason, once ------------------------------------------------------------------------------------


def test_a_reply_tells_whom_it_answers_once(world: World, run_jobs: Run) -> None:
    """bob is answered, mentioned and quoted in one post, and watches the topic: one notification, the nearest."""
    operations.follow_topic(topic=world.question, member=world.bob, level=Follow.WATCHING)
    operations.follow_topic(topic=world.question, member=world.eve, level=Follow.WATCHING)
    operations.follow_group(group=world.public, member=world.fay, level=Follow.WATCHING)
    operations.reply(
        topic=world.question,
        author=world.carl,
        markdown='[quote="bob, post:2"]\nReply 0.\n[/quote]\n\n@bob and @wanda, see.',
        parent=world.post,
    )
    run_jobs()
    assert told() == {("bob", "mentioned"), ("wanda", "mentioned"), ("eve", "followed"), ("fay", "followed")}
    assert Notification.objects.count() == 4


def test_a_job_that_runs_twice_tells_once(world: World, run_jobs: Run) -> None:
    post = operations.reply(topic=world.question, author=world.bob, markdown="@wanda")
    operations.react(post=post, member=world.carl)
    operations.accept_solution(post=post, by=world.ada)
    role = operations.give_role(group=world.public, member=world.ada, role=Role.ADVISOR, by=world.wanda)
    run_jobs()
    before = list(Notification.objects.order_by("pk").values())
    assert {kind for _who, kind in told()} == {"mentioned", "replied", "liked", "solved", "role_given"}
    for again in (
        lambda: tasks.tell_of_post.enqueue(post.pk),
        lambda: tasks.tell_of_reaction.enqueue(post.pk, world.carl.pk),
        lambda: tasks.tell_of_solution.enqueue(post.pk, world.ada.pk),
        lambda: tasks.tell_of_role.enqueue(role.pk, world.wanda.pk),
        lambda: tasks.tell_of_revision.enqueue(post.pk),
    ):
        again()
        run_jobs()
    assert list(Notification.objects.order_by("pk").values()) == before


def test_a_new_topic_tells_who_tracks_the_group(world: World, run_jobs: Run) -> None:
    operations.follow_group(group=world.public, member=world.bob, level=Follow.NORMAL)
    operations.follow_group(group=world.public, member=world.carl, level=Follow.MUTED)
    operations.follow_group(group=world.public, member=world.eve, level=Follow.TRACKING)
    topic(world.public, world.ada, "News for all of you")
    run_jobs()
    assert told() == {("wanda", "started"), ("fay", "started"), ("eve", "started")}


def test_a_followed_tag_tells_only_of_what_is_seen(world: World, run_jobs: Run) -> None:
    tag = world.question.tags.get()
    for member in (world.eve, world.mo):
        operations.follow_tag(tag=tag, member=member, level=Follow.WATCHING)
    for audience, expected in {"public": {"eve", "mo"}, "private": {"mo"}, "secret": set()}.items():
        topic(world.groups[audience], world.ada, f"Prices, {audience}", tags=["pricing"])
        run_jobs()
        assert {who for who, _kind in told()} & {"eve", "mo"} == expected, audience
        Notification.objects.all().delete()


@pytest.mark.parametrize("level", [None, Follow.NORMAL])
def test_a_muted_tag_is_silent_unless_its_topic_was_chosen(level: int | None, world: World, run_jobs: Run) -> None:
    """As a muted group is: whoever set a level for the topic itself has that."""
    operations.follow_group(group=world.public, member=world.eve, level=Follow.WATCHING)
    operations.follow_tag(tag=world.question.tags.get(), member=world.eve, level=Follow.MUTED)
    if level is not None:
        operations.follow_topic(topic=world.question, member=world.eve, level=level)
    operations.reply(topic=world.question, author=world.bob, markdown="@eve")
    operations.reply(topic=world.other, author=world.bob, markdown="Under no tag.")
    run_jobs()
    assert (
        sorted(kind for who, kind in told() if who == "eve") == ["followed", "mentioned"][: 1 if level is None else 2]
    )


def test_a_mentioned_group_rings_at_its_helpers_doors_alone(world: World, run_jobs: Run) -> None:
    operations.reply(topic=world.question, author=world.bob, markdown="Ask @the-public please.")
    run_jobs()
    assert {who for who, kind in told() if kind == "mentioned"} == {"wanda", "carl", "fay"}


def test_the_mention_of_a_hidden_group_in_public_is_no_mention(world: World, run_jobs: Run) -> None:
    for slug in ("the-secret", "the-private", "the-members"):
        post = operations.reply(topic=world.question, author=world.bob, markdown=f"Ask @{slug} please.")
        assert f"/g/{slug}/" not in post.html
    run_jobs()
    assert not [who for who, kind in told() if kind == "mentioned"]


def test_a_revision_tells_whom_it_mentions_first(world: World, run_jobs: Run) -> None:
    post = operations.reply(topic=world.question, author=world.bob, markdown="@wanda")
    run_jobs()
    operations.revise_post(post=post, editor=world.bob, markdown="@wanda @carl @ada")
    operations.revise_post(post=post, editor=world.bob, markdown="@wanda @carl @ada!")
    run_jobs()
    assert sorted(Notification.objects.values_list("member__handle", "kind")) == [
        ("ada", "replied"),
        ("carl", "mentioned"),
        ("wanda", "mentioned"),
    ]


def test_nobody_is_told_of_their_own_acts(world: World, run_jobs: Run) -> None:
    operations.reply(topic=world.question, author=world.ada, markdown="@ada, think.")
    operations.accept_solution(post=world.question.posts.get(number=4), by=world.ada)
    run_jobs()
    assert "ada" not in {who for who, _kind in told()}


def test_likes_are_told_together_and_taken_back(world: World, run_jobs: Run) -> None:
    for member in (world.ada, world.wanda, world.eve):
        operations.react(post=world.post, member=member)
    run_jobs()
    row = Notification.objects.get()
    assert (row.member, row.kind, row.count) == (world.bob, "liked", 3)
    operations.withdraw_reaction(post=world.post, member=world.wanda)
    assert Notification.objects.get().count == 2
    for member in (world.ada, world.eve):
        operations.withdraw_reaction(post=world.post, member=member)
    assert told() == set()


def test_a_like_taken_back_before_it_is_told_is_never_told(world: World, run_jobs: Run) -> None:
    operations.react(post=world.post, member=world.ada)
    operations.withdraw_reaction(post=world.post, member=world.ada)
    run_jobs()
    assert told() == set()


def test_requests_invitations_and_roles_tell_who_is_concerned(world: World, run_jobs: Run) -> None:
    operations.approve_request(request=world.request, by=world.carl)
    dan = MemberFactory(handle="dan")
    operations.request_to_join(group=world.private, member=dan)
    operations.invite(group=world.secret, member=dan, by=world.wanda)
    operations.give_role(group=world.public, member=world.ada, role=Role.ADVISOR, by=world.wanda)
    run_jobs()
    assert told() == {
        ("eve", "admitted"), ("wanda", "requested"), ("carl", "requested"), ("fay", "requested"), ("dan", "invited"),
        ("ada", "role_given"),
    }  # fmt: skip


def test_a_message_tells_its_people_and_the_mentors_it_went_to(world: World, run_jobs: Run) -> None:
    operations.start_message_to_mentors(author=world.ada, group=world.private, title="Help me", markdown="Please.")
    operations.add_to_message(topic=world.message, by=world.ada, member=world.eve)
    run_jobs()
    assert told() == {("wanda", "message"), ("eve", "message")}


# Between the write and the telling -------------------------------------------------------------------------------

MEANWHILE: dict[str, Callable[[World, Any], Any]] = {
    "they leave": lambda w, post: operations.leave(group=w.private, member=w.bob),
    "they are suspended": lambda w, post: Member.objects.filter(pk=w.bob.pk).update(is_active=False),
    "they mute the topic": lambda w, post: operations.follow_topic(topic=post.topic, member=w.bob, level=Follow.MUTED),
    "they mute the group": lambda w, post: operations.follow_group(group=w.private, member=w.bob, level=Follow.MUTED),
    "they mute its tag": lambda w, post: mute_its_tag(w, post),
    "the post is deleted": lambda w, post: operations.delete_post(post=post, by=w.ada),
    "the topic is deleted": lambda w, post: operations.delete_topic(topic=post.topic, by=w.carl),
    "the topic moves away": lambda w, post: moved_away(w, post),
}


def moved_away(world: World, post: Post) -> None:
    Membership.objects.filter(group=world.secret, member=world.bob).delete()
    operations.move_topic(topic=post.topic, by=world.wanda, group=world.secret)


def mute_its_tag(world: World, post: Post) -> None:
    post.topic.tags.add("between us")
    operations.follow_tag(tag=post.topic.tags.get(), member=world.bob, level=Follow.MUTED)


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_happens_before_the_job_runs_counts(what: str, world: World, run_jobs: Run) -> None:
    post = operations.reply(topic=world.inside, author=world.ada, markdown="@bob, between us.")
    MEANWHILE[what](world, post)
    if what == "they mute the topic":  # a topic's own level is nearer than the group's
        operations.follow_group(group=world.private, member=world.bob, level=Follow.WATCHING)
    run_jobs()
    assert "bob" not in {who for who, _kind in told()}


@pytest.mark.parametrize("what", ["they leave", "the post is deleted", "the topic is deleted", "the topic moves away"])
def test_what_happens_after_the_telling_takes_it_back(what: str, world: World, run_jobs: Run) -> None:
    post = operations.reply(topic=world.inside, author=world.ada, markdown="@bob, between us.")
    run_jobs()
    assert queries.unread_count(world.bob) == 1
    MEANWHILE[what](world, post)
    run_jobs()
    assert queries.unread_count(world.bob) == 0
    assert words(world.bob) == []


def test_an_audience_that_shrinks_takes_back_what_was_told(world: World, run_jobs: Run) -> None:
    operations.reply(topic=world.question, author=world.bob, markdown="@eve @carl, what do you think?")
    run_jobs()
    operations.revise_group(group=world.public, by=world.wanda, audience="secret")
    assert words(world.eve) == []
    run_jobs()
    assert queries.unread_count(world.eve) == 0
    assert queries.unread_count(world.carl) == 1


def test_a_mentor_no_more_is_told_no_more(world: World, run_jobs: Run) -> None:
    """What came to the mentors as mentors goes with the role, from the list and from the number beside the bell."""
    GroupRole.objects.create(group=world.private, member=world.bob, role=Role.MENTOR)
    operations.start_message_to_mentors(author=world.ada, group=world.private, title="Help me", markdown="Please.")
    run_jobs()
    assert queries.unread_count(world.wanda) == 1
    operations.take_role(group=world.private, member=world.wanda, role=Role.MENTOR, by=world.bob)
    run_jobs()
    assert words(world.wanda) == []
    assert queries.unread_count(world.wanda) == 0
    assert queries.unread_count(world.bob) == 1


def test_a_role_given_and_taken_leaves_no_number(world: World, run_jobs: Run) -> None:
    operations.give_role(group=world.public, member=world.ada, role=Role.ADVISOR, by=world.wanda)
    run_jobs()
    operations.take_role(group=world.public, member=world.ada, role=Role.ADVISOR, by=world.wanda)
    run_jobs()
    assert (words(world.ada), queries.unread_count(world.ada)) == ([], 0)


def test_an_invitation_that_is_declined_leaves_no_number(world: World, run_jobs: Run) -> None:
    operations.invite(group=world.secret, member=world.eve, by=world.wanda)
    run_jobs()
    assert "The secret group" in words(world.eve)[0]
    operations.decline_invitation(group=world.secret, member=world.eve)
    run_jobs()
    assert (words(world.eve), queries.unread_count(world.eve)) == ([], 0)


def test_a_request_that_is_decided_asks_nobody_any_more(world: World, run_jobs: Run) -> None:
    operations.withdraw_request(request=world.request, by=world.eve)
    request = operations.request_to_join(group=world.private, member=world.eve)
    run_jobs()
    assert queries.unread_count(world.carl) == queries.unread_count(world.wanda) == 1
    operations.decline_request(request=request, by=world.carl)
    assert queries.unread_count(world.carl) == queries.unread_count(world.wanda) == 0


# Where posts go, what was told of them goes along ---------------------------------------------------------------


def test_what_was_told_of_split_posts_is_read_with_their_new_topic(world: World, run_jobs: Run) -> None:
    posts(world.question, world.bob, 30)
    post = operations.reply(topic=world.question, author=world.bob, markdown="@eve, look.")
    run_jobs()
    new = operations.split_topic(topic=world.question, by=world.carl, posts=[post], title="For eve")
    assert queries.unread_count(world.eve) == 1
    client_of(world.eve).get(new.get_absolute_url())
    assert queries.unread_count(world.eve) == 0


def test_what_was_told_of_merged_posts_is_read_where_they_are(world: World, run_jobs: Run) -> None:
    post = operations.reply(topic=world.question, author=world.bob, markdown="@eve, look.")
    run_jobs()
    operations.merge_topics(topic=world.question, into=world.other, by=world.carl)
    assert queries.unread_count(world.eve) == 1
    assert f"/p/{post.pk}/" in [item.described.url for item in queries.recent(world.eve).items]  # type: ignore[union-attr]
    client_of(world.eve).get(world.other.get_absolute_url())
    assert queries.unread_count(world.eve) == 0


def test_what_was_told_is_taken_back_where_a_merge_ends_the_sight(world: World, run_jobs: Run) -> None:
    operations.reply(topic=world.question, author=world.bob, markdown="@eve, look.")
    run_jobs()
    operations.merge_topics(topic=world.question, into=world.inside, by=world.carl)
    assert queries.unread_count(world.eve) == 0
    assert words(world.eve) == []


# Reminders ------------------------------------------------------------------------------------------------------


def test_reminders_come_once_and_only_of_what_is_seen(world: World, run_jobs: Run) -> None:
    posts_kept = [world.post, world.inside.posts.get(), world.replies[1]]
    for post in posts_kept:
        operations.bookmark(post=post, member=world.bob, note="Soon", remind_at=world.tomorrow)
    Bookmark.objects.update(remind_at=timezone.now() - timedelta(minutes=1))
    operations.leave(group=world.private, member=world.bob)
    operations.delete_post(post=world.replies[1], by=world.carl)
    for _twice in range(2):
        tasks.remind_of_bookmarks.enqueue()
        run_jobs()
    assert list(Notification.objects.filter(kind="reminded").values_list("object_id", flat=True)) == [world.post.pk]


def test_a_reminder_comes_from_what_is_muted_too(world: World, run_jobs: Run) -> None:
    """The member asked for it themself."""
    operations.bookmark(post=world.post, member=world.eve, remind_at=world.tomorrow)
    operations.follow_topic(topic=world.question, member=world.eve, level=Follow.MUTED)
    Bookmark.objects.update(remind_at=timezone.now() - timedelta(minutes=1))
    tasks.remind_of_bookmarks.enqueue()
    run_jobs()
    assert told() == {("eve", "reminded")}


def test_jobs_are_written_with_what_they_follow(world: World) -> None:
    """A reply and the job that tells of it are one transaction: one refused leaves no job, one written exactly one."""
    others = Job.objects.exclude(task="search.tasks.feed_index")  # which waits once for all that is written
    before = others.count()
    operations.reply(topic=world.question, author=world.bob, markdown="Hello.")
    assert others.count() == before + 1


def test_the_unclaimed_and_the_suspended_are_told_nothing(world: World, run_jobs: Run) -> None:
    for change in ({"claimed": False}, {"is_active": False}, {"is_approved": False}):
        member = MemberFactory(**change)
        join(Group.objects.get(pk=world.public.pk), member)
        operations.follow_topic(topic=world.question, member=member, level=Follow.WATCHING)
    operations.reply(topic=world.question, author=world.bob, markdown="Hello.")
    run_jobs()
    assert told() == {("ada", "replied")}
