"""Operations on who has a case in hand."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.moderation import policy
from forum.moderation.kinds import FlagKind, kind_named
from forum.moderation.models import CLAIMED_FOR, Case
from forum.moderation.noting import note_act
from forum.operations.access import require
from members.models import Member


@transaction.atomic
def claim(*, case: Case, by: Member) -> Case:
    """Take a case in hand for CLAIMED_FOR, so that nobody else works on it meanwhile. Whoever claims one about a
    message reads what was written in it, and that is logged.

    Raises PermissionDenied, and ValidationError where somebody else has it.
    """
    case = locked_case(case, by)
    case.claimed_by, case.claimed_until = by, timezone.now() + CLAIMED_FOR
    case.save(update_fields=["claimed_by", "claimed_until"])
    kind, thing = thing_of(case)
    if thing is not None and kind.is_private(thing):
        note_act(case, "moderation.look", by)
    return case


@transaction.atomic
def release(*, case: Case, by: Member) -> Case:
    """Let go of a case. Raises PermissionDenied, and ValidationError where somebody else has it."""
    case = locked_case(case, by)
    case.claimed_by, case.claimed_until = None, None
    case.save(update_fields=["claimed_by", "claimed_until"])
    return case


def locked_case(case: Case, by: Member) -> Case:
    """The case as it is now, kept from others until the transaction ends, if it is this member's to work on."""
    fresh = Case.objects.select_for_update().get(pk=case.pk)
    require(policy.can_review(by, fresh))
    if fresh.is_held_from(by):
        raise ValidationError(_("Somebody else is looking at this just now."))
    return fresh


def thing_of(case: Case) -> tuple[FlagKind, object]:
    """The kind of a case and its thing, None where it is gone for good. Raises ValidationError for a kind that no
    floor brings any more."""
    kind = kind_named(case.kind)
    if kind is None:
        raise ValidationError(_("This kind of thing cannot be reviewed any more."))
    return kind, kind.found(case.object_id)
