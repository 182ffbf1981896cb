"""Asking people to join."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import policy, tasks
from members.models import Invitation, Member

GOOD_FOR = timedelta(days=14)  # long enough for a holiday, short enough for a mailbox that changes hands
A_DAY = 30  # by one member who is not staff: a workshop's list, not a mailing


@transaction.atomic
def invite_person(*, by: Member, email: str, note: str = "") -> Invitation:
    """Ask somebody by mail to join; the mail leaves with this transaction.

    Only staff, who see addresses anyway, hear that an address is known: to everybody else the answer is the same.
    """
    if not policy.can_invite(by):
        raise PermissionDenied
    now = timezone.now()
    invitation = Invitation(email=email.strip().lower(), note=note.strip(), created_by=by, expires_at=now + GOOD_FOR)
    invitation.full_clean()
    if by.is_staff:
        _refuse_known(invitation.email)
    mine = Invitation.objects.filter(created_by=by)
    if not by.is_staff and mine.filter(created_at__gt=now - timedelta(days=1)).count() >= A_DAY:
        raise ValidationError(_("That is enough for today. Please invite more people tomorrow."), code="too_many")
    if mine.filter(email=invitation.email, accepted_at=None, withdrawn_at=None, expires_at__gt=now).exists():
        raise ValidationError(_("You have invited this person; the link in that mail is still good."), code="invited")
    invitation.save()
    tasks.send_invitation.enqueue(invitation.pk)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Member) -> Invitation:
    """Make its link useless. One that was accepted stays accepted."""
    if not policy.can_withdraw_invitation(by, invitation.created_by):
        raise PermissionDenied
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at is not None:
        raise ValidationError(_("This invitation has been accepted."), code="accepted")
    if locked.withdrawn_at is None:
        locked.withdrawn_at = timezone.now()
        locked.save(update_fields=["withdrawn_at"])
    return locked


def _refuse_known(email: str) -> None:
    known = Member.objects.with_address(email).first()
    if known is None:
        return
    if known.claimed:
        raise ValidationError({"email": _("This person is a member already.")})
    raise ValidationError(
        {"email": _("What this person wrote was imported. They get no mail before they sign up with this address.")}
    )
