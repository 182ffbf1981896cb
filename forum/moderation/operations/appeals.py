"""Operations of a member who does not agree, and of who looks a second time."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models.sanctions import WORDS_MAX
from forum.moderation import policy, tasks
from forum.moderation.models import Appeal, Case, Decision
from forum.moderation.noting import note_act
from forum.operations.access import require
from members.models import Member

from .undoing import taken_back


@transaction.atomic
def appeal(*, decision: Decision, member: Member, words: str) -> Appeal:
    """Ask for another look at a decision, once; the case waits again, for somebody other than who decided.

    Raises PermissionDenied, ValidationError.
    """
    case = Case.objects.select_for_update().get(pk=decision.case_id)
    decision = Decision.objects.get(pk=decision.pk)
    require(policy.can_appeal(member, decision))
    words = words.strip()
    if not words:
        raise ValidationError({"words": _("Please say why it should be looked at again.")})
    if len(words) > WORDS_MAX:
        raise ValidationError({"words": _("Please say it in fewer words.")})
    made = Appeal.objects.create(decision=decision, words=words)
    case.waiting_since, case.reminded_at = made.made_at, None
    case.save(update_fields=["waiting_since", "reminded_at"])
    tasks.tell_of_case.enqueue(case.pk)
    return made


@transaction.atomic
def grant_appeal(*, appeal: Appeal, by: Member, reply: str = "") -> Appeal:
    """Take the decision back, on a second look: the flags were mistaken. Raises PermissionDenied."""
    appeal = _open(appeal, by)
    taken_back(appeal.decision, by)
    appeal.decision.case.flags.update(upheld=False)
    return _closed(appeal, by, Appeal.Outcome.GRANTED, reply)


@transaction.atomic
def decline_appeal(*, appeal: Appeal, by: Member, reply: str = "") -> Appeal:
    """The decision stays, on a second look. Raises PermissionDenied."""
    return _closed(_open(appeal, by), by, Appeal.Outcome.DECLINED, reply)


def _open(appeal: Appeal, by: Member) -> Appeal:
    Case.objects.select_for_update().get(pk=appeal.decision.case_id)
    appeal = Appeal.objects.select_related("decision__case__group").get(pk=appeal.pk)
    require(policy.can_decide_appeal(by, appeal.decision), _("Somebody other than who decided must look at this."))
    return appeal


def _closed(appeal: Appeal, by: Member, outcome: str, reply: str) -> Appeal:
    if len(reply) > WORDS_MAX:
        raise ValidationError({"reply": _("Please say it in fewer words.")})
    appeal.outcome, appeal.decided_by, appeal.decided_at = outcome, by, timezone.now()
    appeal.reply = reply.strip()
    appeal.save(update_fields=["outcome", "decided_by", "decided_at", "reply"])
    Case.objects.filter(pk=appeal.decision.case_id).update(waiting_since=None, claimed_by=None, claimed_until=None)
    note_act(appeal.decision.case, f"moderation.appeal_{outcome}", by, decision=appeal.decision_id)
    tasks.untell_case(appeal.decision.case_id)
    tasks.tell_of_appeal.enqueue(appeal.pk)
    return appeal
