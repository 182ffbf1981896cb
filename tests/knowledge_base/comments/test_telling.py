"""Who is told of comments: each once, for the nearest reason, and nobody of what they may not see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from wagtail.models import Page

from jobs import testing
from jobs.models import Job
from knowledge_base.comments import operations, tasks, told
from knowledge_base.comments.models import PageComment
from knowledge_base.comments.reading import mark_comments_read
from knowledge_base.models import Audience
from members.models import Member
from notifications import queries
from notifications.models import Notification
from tests.stage import kept

from .worlds import World, careful, waiting

pytestmark = pytest.mark.django_db

Run = Callable[..., list[Job]]


@kept(autouse=True)
def all_is_told(world: World) -> None:
    """What the world's own making tells is told already, and read."""
    testing.run_jobs()
    Notification.objects.all().delete()


def told_of() -> set[tuple[str, str]]:
    return set(Notification.objects.values_list("member__handle", "kind"))


def words(member: Member) -> list[str]:
    page = queries.recent(member)
    assert page is not None
    return [item.described.text for item in page.items]


def test_a_comment_tells_whom_it_answers_who_wrote_the_page_and_who_follows_it(world: World, run_jobs: Run) -> None:
    for member in (world.ada, world.bob, world.eve, world.olga):
        operations.follow_comments(page=world.page, member=member)
    written = operations.comment(page=world.page, author=world.ada, markdown="Thank you.", parent=world.third)
    run_jobs()
    assert told_of() == {
        ("eve", told.REPLIED),
        ("fay", told.COMMENTED),
        ("bob", told.COMMENTED),
        ("olga", told.COMMENTED),
    }
    assert words(world.eve) == ["<strong>Ada</strong> replied to your comment on <b>How to price</b>"]
    assert words(world.olga) == ["<strong>Ada</strong> commented on <b>How to price</b>"]
    assert {row.thread for row in Notification.objects.all()} == {f"page:{world.page.pk}"}
    tasks.tell_of_comment.enqueue(written.pk)
    run_jobs()
    assert Notification.objects.count() == 4


def test_rights_are_asked_when_it_is_told(world: World, run_jobs: Run) -> None:
    operations.follow_comments(page=world.inside, member=world.bob)
    operations.follow_comments(page=world.inside, member=world.carl)
    operations.comment(page=world.inside, author=world.wanda, markdown="To ada.", parent=world.within)
    world.private.memberships.filter(member__in=[world.ada, world.bob]).delete()
    run_jobs()
    assert told_of() == {("carl", told.COMMENTED)}


def test_words_end_with_the_sight_of_the_page(world: World, run_jobs: Run) -> None:
    operations.comment(page=world.page, author=world.ada, markdown="Thank you.", parent=world.third)
    run_jobs()
    world.page.audience = Audience.GROUPS
    world.page.save()
    assert words(world.eve) == []


def test_what_is_gone_before_it_is_told_tells_nobody(world: World, run_jobs: Run) -> None:
    deleted = operations.comment(page=world.page, author=world.ada, markdown="Oops.", parent=world.third)
    hidden = operations.comment(page=world.page, author=world.ada, markdown="Rude.", parent=world.third)
    operations.delete_comment(comment=deleted, by=world.ada)
    operations.hide_comment(comment=hidden, by=world.carl, reason="Rude.")
    run_jobs()
    assert told_of() == set()
    Page.objects.filter(pk=world.page.pk).update(live=False)
    tasks.tell_of_comment.enqueue(world.third.pk)
    run_jobs()
    assert told_of() == set()


def test_what_is_gone_after_it_was_told_is_untold(world: World, run_jobs: Run) -> None:
    written = operations.comment(page=world.page, author=world.ada, markdown="Oops.", parent=world.third)
    run_jobs()
    assert told_of() == {("eve", told.REPLIED), ("fay", told.COMMENTED)}
    operations.delete_comment(comment=written, by=world.ada)
    assert told_of() == set()


def test_likes_share_a_row_and_are_taken_back(world: World, run_jobs: Run) -> None:
    for member in (world.bob, world.eve):
        operations.like_comment(comment=world.first, member=member)
    run_jobs()
    assert words(world.ada) == ["<strong>Eve and 1 other</strong> liked your comment on <b>How to price</b>"]
    operations.unlike_comment(comment=world.first, member=world.eve)
    assert words(world.ada) == ["<strong>Bob</strong> liked your comment on <b>How to price</b>"]
    operations.like_comment(comment=world.first, member=world.olga)
    operations.unlike_comment(comment=world.first, member=world.olga)
    run_jobs()
    assert words(world.ada) == ["<strong>Bob</strong> liked your comment on <b>How to price</b>"]


def test_what_waits_is_told_to_who_approves_and_then_to_the_others(world: World, run_jobs: Run) -> None:
    careful(new_members_wait=True)
    written = operations.comment(page=world.page, author=world.olga, markdown="New here.", parent=world.third)
    run_jobs()
    assert told_of() == {("carl", told.WAITS), ("wanda", told.WAITS), ("mo", told.WAITS)}
    assert words(world.carl) == ["A comment by <strong>Olga</strong> on <b>How to price</b> waits for approval"]
    operations.approve_comment(comment=written, by=world.carl)
    run_jobs()
    assert told_of() == {("eve", told.REPLIED), ("fay", told.COMMENTED), ("olga", told.APPROVED)}
    assert words(world.olga) == ["<strong>Carl</strong> approved your comment on <b>How to price</b>"]


def test_administrators_are_told_where_nobody_else_looks_after_it(world: World, run_jobs: Run) -> None:
    Member.objects.filter(pk=world.mo.pk).update(is_moderator=False)
    careful(new_members_wait=True)
    operations.comment(page=world.for_members, author=world.olga, markdown="New here.")
    run_jobs()
    assert told_of() == {("root", told.WAITS)}


def test_a_flag_is_told_to_who_looks_after_it_and_not_to_its_author(world: World, run_jobs: Run) -> None:
    by_carl = operations.comment(page=world.page, author=world.carl, markdown="I decide.")
    run_jobs()
    Notification.objects.all().delete()
    operations.flag_comment(comment=by_carl, member=world.bob, reason="No.")
    run_jobs()
    assert told_of() == {("wanda", told.FLAGGED), ("mo", told.FLAGGED)}
    assert words(world.wanda) == ["<strong>Bob</strong> flagged a comment on <b>How to price</b>"]


def test_a_name_of_nobody_stands_for_who_has_no_account(world: World, run_jobs: Run) -> None:
    comment = waiting(world)
    PageComment.objects.filter(pk=comment.pk).update(user=None, user_name="<Zoe>")
    tasks.tell_of_waiting.enqueue(comment.pk)
    run_jobs()
    assert words(world.carl) == ["A comment by <strong>&lt;Zoe&gt;</strong> on <b>How to price</b> waits for approval"]


def test_what_is_shown_is_read(world: World, run_jobs: Run) -> None:
    operations.comment(page=world.page, author=world.ada, markdown="Thank you.", parent=world.third)
    run_jobs()
    assert queries.unread_count(world.eve) == 1
    mark_comments_read(world.page, world.eve)
    assert queries.unread_count(world.eve) == 0


def test_words_for_many_are_as_many_queries_as_for_one(
    world: World, run_jobs: Run, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(3):
        operations.comment(page=world.page, author=world.ada, markdown=f"Reply {number}.", parent=world.third)
    run_jobs()
    rows = list(Notification.objects.filter(member=world.eve))
    assert len(rows) == 3
    with django_assert_num_queries(2):
        assert len(told.KINDS[0].describe(world.eve, rows)) == 3
    with django_assert_num_queries(2):
        assert len(told.KINDS[0].describe(world.eve, rows[:1])) == 1
