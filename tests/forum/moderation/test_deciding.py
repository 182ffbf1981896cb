"""Who sees and decides a case, what each decision does, and how it is undone and appealed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum import operations as forum
from forum.models import Group, Post, Sanction
from forum.moderation import operations, policy, tasks, told
from forum.moderation.kinds import MEMBERS
from forum.moderation.models import Act, Appeal, Case, Decision
from members.models import Member
from notifications.models import Notification
from tests.factories import topic
from tests.forum.moderation.conftest import flagged
from tests.forum.policy_tables import PEOPLE, asked_of, row

pytestmark = pytest.mark.django_db

DECIDE = {
    "approve": {},
    "ignore": {},
    "hide": {"words": "Not here."},
    "delete": {"words": "Not here."},
    "warn": {"words": "Not here."},
    "silence": {"words": "Not here.", "days": 3},
    "suspend": {"words": "Not here.", "days": 3},
}


def decide(case: Case, by: Member, act: str) -> Decision:
    made: Decision = getattr(operations, act)(case=case, by=by, **DECIDE[act])
    return made


def state(post: Post) -> str:
    post = Post.objects.get(pk=post.pk)
    return "hidden" if post.hidden_at else "deleted" if post.deleted_at else "seen"


@pytest.mark.parametrize("audience", ["public", "members", "private", "secret"])
def test_who_sees_a_case(audience: str, everybody: SimpleNamespace, groups: dict[str, Group]) -> None:
    """Who reviews in its group, and staff; of a secret group an administrator only. The two ways to ask agree."""
    opening = topic(groups[audience], everybody.bob).posts.get(number=1)
    found = flagged(opening, everybody.ada)
    sees = asked_of(everybody, lambda who: Case.objects.visible_to(who).filter(pk=found.pk).exists())  # type: ignore[arg-type]
    #                      visitor eve olga ada bob ava fay carl wanda mo root
    assert sees == row(f"- - - - - - - + + {'-' if audience == 'secret' else '+'} +")
    assert sees == asked_of(everybody, lambda who: policy.can_review(who, found))  # type: ignore[arg-type]


def test_who_decides_what(case: Case, everybody: SimpleNamespace) -> None:
    def may(act: str) -> str:
        return asked_of(everybody, lambda who: policy.can_decide(who, case, act))  # type: ignore[arg-type]

    for act in Act:
        assert may(act) == row(f"- - - - - - - {'- -' if act == Act.SUSPEND else '+ +'} + +"), act
        for who in PEOPLE[1:]:
            if not policy.can_decide(getattr(everybody, who), case, act):
                with pytest.raises(PermissionDenied):
                    decide(case, getattr(everybody, who), act)
    assert not Decision.objects.exists()
    assert not Sanction.objects.exists()


def test_nobody_sees_or_decides_a_case_about_themselves(everybody: SimpleNamespace, public: Group) -> None:
    own = topic(public, everybody.carl).posts.get(number=1)
    found = flagged(own, everybody.ada)
    assert not Case.objects.visible_to(everybody.carl).exists()
    with pytest.raises(PermissionDenied):
        operations.approve(case=found, by=everybody.carl)
    assert tasks.reviewers_of(found) == {everybody.wanda.pk}


@pytest.mark.parametrize(
    ("act", "before", "after", "upheld"),
    [
        ("approve", "seen", "seen", False),
        ("approve", "hidden", "seen", False),
        ("ignore", "hidden", "seen", None),
        ("hide", "seen", "hidden", True),
        ("hide", "hidden", "hidden", True),
        ("delete", "seen", "deleted", True),
        ("delete", "hidden", "deleted", True),
        ("warn", "seen", "seen", True),
        ("silence", "seen", "hidden", True),
        ("suspend", "hidden", "hidden", True),
    ],
)
def test_what_each_decision_does_and_undoing(
    act: str, before: str, after: str, upheld: bool | None, case: Case, said: Post, everybody: SimpleNamespace
) -> None:
    if before == "hidden":
        forum.hold_post(post=said)
    decision = decide(case, everybody.mo, act)
    case.refresh_from_db()
    assert (state(said), case.flags.get().upheld, case.waiting_since) == (after, upheld, None)
    assert Sanction.objects.in_force().count() == (act in ("warn", "silence", "suspend"))
    assert ModelLogEntry.objects.get(action=f"moderation.{act}").user == everybody.mo
    with pytest.raises(ValidationError, match="already"):
        decide(case, everybody.wanda, act if act != "suspend" else "hide")
    with pytest.raises(PermissionDenied):
        operations.undo_decision(decision=decision, by=everybody.olga)
    operations.undo_decision(decision=decision, by=everybody.mo)
    case.refresh_from_db()
    expected = "seen" if (act, before) == ("delete", "hidden") else before
    assert (state(said), case.flags.get().upheld, case.decided_at) == (expected, None, None)
    assert case.waiting_since is not None
    assert not Sanction.objects.in_force().exists()
    member = Member.objects.get(pk=everybody.bob.pk)
    assert (member.silenced_until, member.suspended_until) == (None, None)


def test_the_decisions_on_a_member(everybody: SimpleNamespace) -> None:
    operations.flag(kind=MEMBERS, thing=everybody.bob, reporter=everybody.ada, reason="inappropriate")
    found = Case.objects.get()
    for act in ("hide", "delete"):
        with pytest.raises(ValidationError):
            decide(found, everybody.mo, act)
    decide(found, everybody.mo, "silence")
    assert Sanction.objects.get().group is None


def test_one_works_on_a_case_at_a_time(case: Case, everybody: SimpleNamespace) -> None:
    operations.claim(case=case, by=everybody.carl)
    for act in (operations.claim, operations.release, operations.approve):
        with pytest.raises(ValidationError, match="Somebody else"):
            act(case=case, by=everybody.wanda)
    with pytest.raises(PermissionDenied):
        operations.claim(case=case, by=everybody.fay)
    Case.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    operations.claim(case=case, by=everybody.wanda)
    operations.release(case=case, by=everybody.wanda)
    operations.approve(case=case, by=everybody.carl)


def test_the_member_is_told_in_plain_words_and_who_reviews_no_more(
    case: Case, everybody: SimpleNamespace, run_jobs: Callable[[], object]
) -> None:
    run_jobs()
    assert Notification.objects.filter(kind=told.REVIEW).count() == 2
    decision = decide(case, everybody.carl, "hide")
    run_jobs()
    assert not Notification.objects.filter(kind=told.REVIEW).exists()
    assert Notification.objects.get(kind=told.DECIDED).member == everybody.bob
    operations.undo_decision(decision=decision, by=everybody.carl)
    run_jobs()
    assert Notification.objects.get(kind=told.UNDONE).member == everybody.bob


def test_what_waits_long_is_told_once_more(
    case: Case, everybody: SimpleNamespace, run_jobs: Callable[[], object]
) -> None:
    tasks.remind_of_old.call()
    assert not Notification.objects.filter(kind=told.REVIEW_OLD).exists()
    Case.objects.update(waiting_since=timezone.now() - timedelta(hours=25))
    for _time in range(2):
        tasks.remind_of_old.call()
    assert Notification.objects.filter(kind=told.REVIEW_OLD).count() == 2


# Appeals --------------------------------------------------------------------------------------------------------


def test_an_appeal_is_decided_by_somebody_else(
    case: Case, said: Post, everybody: SimpleNamespace, run_jobs: Callable[[], object]
) -> None:
    decision = decide(case, everybody.carl, "silence")
    for who in ("ada", "carl", "eve"):
        with pytest.raises(PermissionDenied):
            operations.appeal(decision=decision, member=getattr(everybody, who), words="No.")
    with pytest.raises(ValidationError):
        operations.appeal(decision=decision, member=everybody.bob, words="  ")
    appeal = operations.appeal(decision=decision, member=everybody.bob, words="It was no advertising.")
    with pytest.raises(PermissionDenied):
        operations.appeal(decision=decision, member=everybody.bob, words="Again.")
    assert Case.objects.waiting().get() == case
    run_jobs()
    reviewers = Notification.objects.filter(kind=told.REVIEW).values_list("member__handle", flat=True)
    assert set(reviewers) == {"wanda"}
    for who in ("carl", "bob", "fay", "olga"):
        with pytest.raises(PermissionDenied):
            operations.grant_appeal(appeal=appeal, by=getattr(everybody, who))
    operations.grant_appeal(appeal=appeal, by=everybody.wanda, reply="You are right.")
    case.refresh_from_db()
    assert (state(said), case.waiting_since, case.flags.get().upheld) == ("seen", None, False)
    assert not Sanction.objects.in_force().exists()
    with pytest.raises(PermissionDenied):
        operations.decline_appeal(appeal=appeal, by=everybody.mo)
    assert Appeal.objects.get().outcome == Appeal.Outcome.GRANTED


def test_an_appeal_that_is_declined(
    case: Case, said: Post, everybody: SimpleNamespace, run_jobs: Callable[[], object]
) -> None:
    decision = decide(case, everybody.carl, "delete")
    appeal = operations.appeal(decision=decision, member=everybody.bob, words="Why?")
    operations.decline_appeal(appeal=appeal, by=everybody.mo, reply="It was for sale.")
    run_jobs()
    case.refresh_from_db()
    assert (state(said), case.waiting_since, case.flags.get().upheld) == ("deleted", None, True)
    assert Notification.objects.get(kind=told.APPEALED).member == everybody.bob


def test_what_was_not_against_anybody_has_no_appeal(case: Case, everybody: SimpleNamespace) -> None:
    decision = decide(case, everybody.carl, "approve")
    with pytest.raises(PermissionDenied):
        operations.appeal(decision=decision, member=everybody.bob, words="Why?")
