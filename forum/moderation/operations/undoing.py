"""The operation that takes a decision back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import operations as forum
from forum.moderation import policy, tasks
from forum.moderation.models import AGAINST, Act, Case, Decision
from forum.moderation.noting import note_act
from forum.operations.access import require
from members.models import Member

from .claiming import thing_of


@transaction.atomic
def undo_decision(*, decision: Decision, by: Member) -> Decision:
    """Take a decision back: the thing is seen again as it was before, its author's sanction is lifted, and the case
    waits once more unless the thing was flagged anew meanwhile.

    Raises PermissionDenied.
    """
    decision = taken_back(decision, by)
    case = decision.case
    case.flags.update(upheld=None)
    others = Case.objects.filter(kind=case.kind, object_id=case.object_id, decided_at=None)
    if not others.exists():
        case.decided_at, case.waiting_since, case.reminded_at = None, timezone.now(), None
    case.save(update_fields=["decided_at", "waiting_since", "reminded_at"])
    note_act(case, "moderation.undo", by, decision=decision.pk)
    return decision


def taken_back(decision: Decision, by: Member) -> Decision:
    """What undoing and a granted appeal have in common. Part of the caller's transaction."""
    case = Case.objects.select_for_update().get(pk=decision.case_id)
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    decision.case = case
    require(policy.can_undo(by, decision))
    if case.decisions.filter(undone_at=None, pk__gt=decision.pk).exists():
        raise ValidationError(_("Something else was decided since. Please undo that first."))
    _restore(case, decision, by)
    if decision.sanction is not None and decision.sanction.lifted_at is None:
        forum.lift_sanction(sanction=decision.sanction, by=by)
    decision.undone_at, decision.undone_by = timezone.now(), by
    decision.save(update_fields=["undone_at", "undone_by"])
    if decision.act in AGAINST:
        tasks.tell_of_decision.enqueue(decision.pk)
    return decision


def _restore(case: Case, decision: Decision, by: Member) -> None:
    """The thing as it was before: seen or hidden."""
    kind, thing = thing_of(case)
    if thing is None or kind.hide is None or kind.unhide is None:
        return
    hid = decision.act in {Act.HIDE, Act.SILENCE, Act.SUSPEND} and not decision.was_hidden
    if decision.was_hidden and decision.act in {Act.APPROVE, Act.IGNORE}:
        if not kind.is_hidden(thing) and not kind.is_gone(thing):
            kind.hide(thing, by)
    elif (decision.act == Act.DELETE and kind.is_gone(thing)) or (hid and kind.is_hidden(thing)):
        kind.unhide(thing, by)
