"""Who is told of a case and of what came of it, as jobs. Each may run twice and then tells nobody a second time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from forum.telling import those_with_power
from members.models import Member
from notifications import operations as notifications

from . import told
from .models import REVIEWERS, Appeal, Case, Decision, ReviewSetting

REMINDED_AT_ONCE = 200


def reviewers_of(case: Case) -> set[int]:
    """Whoever has the power in its group; staff, where nobody has or it is in none. Nobody who is concerned: it is not
    about them, and an appeal is for somebody other than who decided."""
    hands = those_with_power(case.group_id, REVIEWERS) if case.group_id is not None else set()
    concerned = {case.author_id, *Appeal.objects.filter(decision__case=case).values_list("decision__by", flat=True)}
    asked = hands - concerned
    if not asked:
        staff = Member.objects.filter(is_superuser=True) | Member.objects.filter(is_moderator=True)
        asked = set(staff.values_list("pk", flat=True)) - concerned
    seeing = Member.objects.taking_part().filter(pk__in=asked)
    return {member.pk for member in seeing if Case.objects.visible_to(member).filter(pk=case.pk).exists()}


@task()
def tell_of_case(case_id: int) -> None:
    """Tell those who review that something waits, while it does."""
    case = Case.objects.waiting().filter(pk=case_id).first()
    if case is not None:
        _tell_reviewers(case, told.REVIEW)


def _tell_reviewers(case: Case, kind: str) -> None:
    notifications.notify(members=reviewers_of(case), kind=kind, thread="", object_id=case.pk, actor=None)


def untell_case(case_id: int) -> None:
    """Nothing waits any more; part of the caller's transaction."""
    notifications.forget_object(kinds=(told.REVIEW, told.REVIEW_OLD), object_id=case_id)


@task()
def tell_of_hiding(case_id: int) -> None:
    """Tell an author that what they wrote is hidden, while nobody has decided."""
    case = Case.objects.filter(pk=case_id, decided_at=None).first()
    if case is not None:
        notifications.notify(members={case.author_id}, kind=told.HIDDEN, thread="", object_id=case.pk, actor=None)


@task()
def tell_of_release(case_id: int) -> None:
    """Tell an author that what was held is there to be read."""
    case = Case.objects.filter(pk=case_id).exclude(decided_at=None).first()
    if case is not None:
        notifications.notify(members={case.author_id}, kind=told.RELEASED, thread="", object_id=case.pk, actor=None)


@task()
def tell_of_decision(decision_id: int) -> None:
    """Tell a member what was decided about them, or that it was taken back."""
    decision = Decision.objects.select_related("case").filter(pk=decision_id).first()
    if decision is not None:
        kind = told.DECIDED if decision.undone_at is None else told.UNDONE
        notifications.notify(members={decision.case.author_id}, kind=kind, thread="", object_id=decision.pk, actor=None)


@task()
def tell_of_appeal(appeal_id: int) -> None:
    """Tell a member what came of their appeal; where it was granted, they hear that the decision is taken back."""
    appeal = Appeal.objects.select_related("decision__case").filter(pk=appeal_id).first()
    if appeal is not None and appeal.outcome == Appeal.Outcome.DECLINED:
        decision = appeal.decision
        notifications.notify(
            members={decision.case.author_id}, kind=told.APPEALED, thread="", object_id=decision.pk, actor=None
        )


@task()
def remind_of_old() -> None:
    """Remind of what has waited long, once for each case."""
    before = timezone.now() - timedelta(hours=ReviewSetting.current().remind_after)
    for case in Case.objects.waiting().filter(waiting_since__lt=before, reminded_at=None)[:REMINDED_AT_ONCE]:
        _tell_reviewers(case, told.REVIEW_OLD)
        Case.objects.filter(pk=case.pk).update(reminded_at=timezone.now())
