"""What is written under a page, where it stands, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import Page

from forum import operations as forum
from forum.operations.access import RulesNotAccepted
from freshness.stamps import numbers_of
from jobs.models import Job
from knowledge_base.comments import operations
from knowledge_base.comments.claiming import hand_over_comments
from knowledge_base.comments.models import PageComment
from knowledge_base.freshness import page_key
from knowledge_base.models import PageTally
from tests.factories import MemberFactory, topic

from .worlds import World, careful, fresh, true, waiting

pytestmark = pytest.mark.django_db

Nothing = Callable[[], AbstractContextManager[None]]


def stamp(world: World) -> int:
    return numbers_of([page_key(world.page.pk)])[0]


def test_a_thread_is_two_deep_and_says_what_answers_what(world: World) -> None:
    true()
    first, second, third = fresh(world.first), fresh(world.second), fresh(world.third)
    assert [each.level for each in (first, second, third)] == [0, 1, 1]
    assert [each.order for each in (first, second, third)] == [1, 2, 3]
    assert {each.thread_id for each in (first, second, third)} == {first.pk}
    assert (second.reply_to_id, third.reply_to_id) == (first.pk, second.pk)
    assert first.nested_count == 2
    assert first.html == "<p>I <strong>never</strong> know.</p>\n"
    assert PageTally.objects.get(page=world.page).comments == 3


def test_a_reply_to_an_earlier_thread_stands_in_that_thread(world: World) -> None:
    other = operations.comment(page=world.page, author=world.bob, markdown="Another thing.")
    operations.comment(page=world.page, author=world.ada, markdown="To the first.", parent=world.first)
    operations.comment(page=world.page, author=world.ada, markdown="To the other.", parent=other)
    true()
    assert [fresh(each).nested_count for each in (world.first, other)] == [3, 1]


def test_what_changes_moves_the_stamp_of_the_page(world: World) -> None:
    for change in (
        lambda: operations.comment(page=world.page, author=world.ada, markdown="More."),
        lambda: operations.revise_comment(comment=world.first, editor=world.ada, markdown="Less."),
        lambda: operations.like_comment(comment=world.first, member=world.bob),
        lambda: operations.unlike_comment(comment=world.first, member=world.bob),
        lambda: operations.hide_comment(comment=world.first, by=world.carl, reason="Rude."),
        lambda: operations.show_comment(comment=world.first, by=world.carl),
        lambda: operations.delete_comment(comment=world.first, by=world.ada),
        lambda: operations.restore_comment(comment=world.first, by=world.ada),
    ):
        before = stamp(world)
        change()
        assert stamp(world) > before
        true()


def test_saving_a_comment_again_would_count_its_replies_twice(world: World) -> None:
    """Why nothing here calls `save()`: if the library stops doing this, it may."""
    fresh(world.second).save()
    fresh(world.first).save()
    true()
    third = fresh(world.third)
    PageComment.objects.filter(pk=world.second.pk).update(nested_count=1)
    fresh(world.second).save()
    assert fresh(world.first).nested_count == 3
    assert third.nested_count == 0


def test_revising_keeps_the_place_and_says_that_it_was_done(world: World) -> None:
    found = operations.revise_comment(comment=world.first, editor=world.ada, markdown="I *do* know now.")
    assert (found.comment, found.html) == ("I *do* know now.", "<p>I <em>do</em> know now.</p>\n")
    assert fresh(found).edited_at is not None
    true()
    before = fresh(found).edited_at
    operations.revise_comment(comment=world.first, editor=world.ada, markdown="I *do* know now.")
    assert fresh(found).edited_at == before


def test_who_is_silenced_writes_no_comment_and_revises_none(world: World) -> None:
    forum.silence(member=world.ada, by=world.root, group=None, words="Enough.", days=1)
    world.ada.refresh_from_db()
    with pytest.raises(PermissionDenied):
        operations.comment(page=world.page, author=world.ada, markdown="Again.")
    with pytest.raises(PermissionDenied):
        operations.revise_comment(comment=world.first, editor=world.ada, markdown="Again.")


def test_members_and_public_groups_are_linked_and_others_are_not(world: World) -> None:
    topic(world.groups["public"], world.ada, tags=["oak"])
    topic(world.groups["members"], world.ada, tags=["elm"])
    words = "@bob, @the-public, @the-private, @the-secret, @the-members and #oak, #elm, #include"
    html = operations.comment(page=world.page, author=world.ada, markdown=words).html
    assert 'href="/m/bob/"' in html
    assert 'href="/g/the-public/"' in html
    assert 'href="/tags/oak/"' in html
    assert html.count("/tags/") == 1
    for group in ("private", "secret", "members"):
        assert f"/g/the-{group}/" not in html


WRONG = {
    "nothing": ("", "Please write something."),
    "blanks": (" \n\t ", "Please write something."),
    "a NUL": ("before\x00after", "no text can hold"),
    "too much": ("x" * 8_001, "at most 8000 characters"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_words_that_will_not_do_are_refused_and_leave_nothing(
    wrong: str, world: World, nothing_changes: Nothing
) -> None:
    markdown, said = WRONG[wrong]
    for write in (
        lambda: operations.comment(page=world.page, author=world.ada, markdown=markdown),
        lambda: operations.revise_comment(comment=world.first, editor=world.ada, markdown=markdown),
    ):
        with nothing_changes(), pytest.raises(ValidationError) as refused:
            write()
        assert said in refused.value.message_dict["markdown"][0]


def test_as_much_as_may_be_is_taken_whatever_the_line_ends(world: World) -> None:
    found = operations.comment(page=world.page, author=world.ada, markdown="a\r\n" * 3_999 + "ab")
    assert len(found.comment) == 8_000


def test_what_is_gone_takes_no_replies(world: World, nothing_changes: Nothing) -> None:
    elsewhere = world.within
    operations.delete_comment(comment=world.second, by=world.bob)
    operations.hide_comment(comment=world.third, by=world.carl, reason="Rude.")
    for parent in (elsewhere, world.second, world.third, waiting(world)):
        with nothing_changes(), pytest.raises(ValidationError, match="not here any more"):
            operations.comment(page=world.page, author=world.ada, markdown="To whom?", parent=parent)


# Each operation, by somebody who may not.
FORBIDDEN: dict[str, Callable[[World], Any]] = {
    "comment": lambda w: operations.comment(page=w.inside, author=w.eve, markdown="Let me in."),
    "comment on a draft": lambda w: operations.comment(page=w.draft, author=w.ada, markdown="Early."),
    "comment on a shelf": lambda w: operations.comment(page=w.top, author=w.ada, markdown="Here?"),
    "comment by a visitor": lambda w: operations.comment(page=w.page, author=w.visitor, markdown="Hello."),
    "revise": lambda w: operations.revise_comment(comment=w.first, editor=w.root, markdown="Mine now."),
    "delete": lambda w: operations.delete_comment(comment=w.first, by=w.bob),
    "delete in another's group": lambda w: operations.delete_comment(comment=w.first, by=w.olga),
    "restore": lambda w: operations.restore_comment(comment=w.first, by=w.ada),
    "hide": lambda w: operations.hide_comment(comment=w.second, by=w.ada, reason="Rude."),
    "show": lambda w: operations.show_comment(comment=w.second, by=w.ada),
    "approve": lambda w: operations.approve_comment(comment=w.first, by=w.carl),
    "like one's own": lambda w: operations.like_comment(comment=w.first, member=w.ada),
    "like unseen": lambda w: operations.like_comment(comment=w.within, member=w.eve),
    "unlike unseen": lambda w: operations.unlike_comment(comment=w.within, member=w.mo),
    "flag one's own": lambda w: operations.flag_comment(comment=w.first, member=w.ada, reason="Rude."),
    "follow unseen": lambda w: operations.follow_comments(page=w.inside, member=w.eve),
    "follow a shelf": lambda w: operations.follow_comments(page=w.top, member=w.eve),
    "request": lambda w: operations.request_comment(page=w.page, name="Zoe", email="z@example.org", markdown="Hi."),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_who_may_not_is_refused_and_leaves_nothing(name: str, world: World, nothing_changes: Nothing) -> None:
    with nothing_changes(), pytest.raises(PermissionDenied):
        FORBIDDEN[name](world)


def test_after_a_month_words_stand(world: World, nothing_changes: Nothing) -> None:
    PageComment.objects.filter(pk=world.first.pk).update(submit_date=timezone.now() - timedelta(days=31))
    with nothing_changes(), pytest.raises(PermissionDenied, match="any more"):
        operations.revise_comment(comment=world.first, editor=world.ada, markdown="Too late.")


def test_nobody_comments_before_accepting_the_rules(world: World, nothing_changes: Nothing) -> None:
    version = forum.publish_rules(by=world.root, rules=[("Be kind", "")])
    with nothing_changes(), pytest.raises(RulesNotAccepted):
        operations.comment(page=world.page, author=world.ada, markdown="Hello.")
    forum.accept_rules(member=world.ada, version=version)
    operations.comment(page=world.page, author=world.ada, markdown="Hello.")


def test_the_rules_of_the_pages_group_are_asked_of_who_reads_it(world: World, nothing_changes: Nothing) -> None:
    forum.publish_rules(by=world.wanda, rules=[("Numbers stay here", "")], group=world.private)
    with nothing_changes(), pytest.raises(RulesNotAccepted):
        operations.comment(page=world.inside, author=world.ada, markdown="Hello.")
    world.page.discussion_group = world.private
    world.page.save()
    operations.comment(page=world.page, author=world.eve, markdown="I cannot even read these rules.")


def test_a_new_member_waits_and_is_not_counted(world: World) -> None:
    careful(new_members_wait=True)
    zoe = MemberFactory(handle="zoe")
    jobs = Job.objects.count()
    found = operations.comment(page=world.page, author=zoe, markdown="Am I seen?", parent=world.first)
    assert found.is_waiting
    assert Job.objects.count() == jobs + 1
    assert PageTally.objects.get(page=world.page).comments == 3
    true()
    operations.approve_comment(comment=found, by=world.carl)
    assert PageTally.objects.get(page=world.page).comments == 4
    assert operations.comment(page=world.page, author=zoe, markdown="At once.").is_shown
    true()


# Deciding -------------------------------------------------------------------------------------------------------


def test_deleting_and_restoring_keep_the_place(world: World) -> None:
    operations.delete_comment(comment=world.first, by=world.ada)
    true()
    assert PageTally.objects.get(page=world.page).comments == 2
    operations.restore_comment(comment=world.first, by=world.ada)
    true()
    assert fresh(world.first).is_shown
    assert fresh(world.first).deleted_by is None


def test_what_a_custodian_deleted_its_author_does_not_bring_back(world: World, nothing_changes: Nothing) -> None:
    operations.delete_comment(comment=world.first, by=world.carl)
    with nothing_changes(), pytest.raises(PermissionDenied):
        operations.restore_comment(comment=world.first, by=world.ada)
    operations.restore_comment(comment=world.first, by=world.wanda)


def test_hiding_says_who_and_why_and_showing_forgets_it(world: World) -> None:
    operations.hide_comment(comment=world.first, by=world.carl, reason=" Names a\n customer. ")
    found = fresh(world.first)
    assert (found.hidden_by_id, found.hidden_reason) == (world.carl.pk, "Names a customer.")
    assert PageTally.objects.get(page=world.page).comments == 2
    operations.show_comment(comment=world.first, by=world.mo)
    found = fresh(world.first)
    assert (found.hidden_at, found.hidden_by, found.hidden_reason) == (None, None, "")
    true()


def test_a_waiting_comment_that_is_restored_waits_again(world: World) -> None:
    comment = waiting(world)
    operations.delete_comment(comment=comment, by=world.eve)
    operations.restore_comment(comment=comment, by=world.eve)
    assert fresh(comment).is_waiting
    true()


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501])
def test_hiding_and_flagging_need_a_reason(reason: str, world: World, nothing_changes: Nothing) -> None:
    for attempt in (
        lambda: operations.hide_comment(comment=world.first, by=world.carl, reason=reason),
        lambda: operations.flag_comment(comment=world.first, member=world.bob, reason=reason),
    ):
        with nothing_changes(), pytest.raises(ValidationError):
            attempt()


def test_approving_is_noted(world: World) -> None:
    comment = waiting(world)
    operations.approve_comment(comment=comment, by=world.carl)
    flag = comment.flags.get()
    assert (flag.user, flag.flag) == (world.carl, "moderator approval")


# Marks ----------------------------------------------------------------------------------------------------------


def test_likes_are_counted_once_each(world: World) -> None:
    for member in (world.bob, world.eve, world.bob):
        operations.like_comment(comment=world.first, member=member)
    assert fresh(world.first).like_count == 2
    for _twice in range(2):
        operations.unlike_comment(comment=world.first, member=world.bob)
    assert fresh(world.first).like_count == 1
    true()


def test_a_flag_keeps_the_last_reason(world: World) -> None:
    for reason in ("Rude.", "Rude, and wrong."):
        operations.flag_comment(comment=world.first, member=world.bob, reason=reason)
    flag = world.first.flags.get()
    assert (flag.flag, flag.why.reason) == ("removal suggestion", "Rude, and wrong.")
    assert fresh(world.first).is_shown


def test_following_is_once(world: World) -> None:
    for _twice in range(2):
        operations.follow_comments(page=world.page, member=world.bob)
    assert world.page.comment_follows.count() == 1
    for _twice in range(2):
        operations.unfollow_comments(page=world.page, member=world.bob)
    assert not world.page.comment_follows.exists()


def test_who_lost_sight_of_a_page_can_stop_following(world: World) -> None:
    operations.follow_comments(page=world.inside, member=world.ada)
    world.private.memberships.filter(member=world.ada).delete()
    operations.unfollow_comments(page=world.inside, member=world.ada)
    assert not world.inside.comment_follows.exists()


# Pages and people go --------------------------------------------------------------------------------------------


def test_comments_go_with_their_page_and_stay_without_their_author(world: World) -> None:
    operations.like_comment(comment=world.first, member=world.bob)
    world.bob.delete()
    found = fresh(world.second)
    assert (found.user, found.author_name) == (None, "A former member")
    Page.objects.get(pk=world.page.pk).delete()
    assert set(PageComment.objects.all()) == {fresh(world.within)}


def test_claimed_words_go_to_the_member(world: World) -> None:
    before = stamp(world)
    hand_over_comments(None, member=world.olga, unclaimed=world.bob)
    assert fresh(world.second).user == world.olga
    assert stamp(world) > before
