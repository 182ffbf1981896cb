"""Changes of what a member shows, prefers and is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from freshness import stamps
from members import avatars, policy, signals
from members.models import Member

from .checks import clean

# What an administrator alone may give; a permission to edit members must not grow into this.
POWERS = frozenset({"is_superuser", "is_moderator"})
STATES = frozenset({"is_active", "is_approved", "may_create_groups"}) | POWERS


@transaction.atomic
def revise_profile(*, member: Member, by: Member, name: str, trade: str = "", place: str = "", bio: str = "") -> Member:
    """Say anew who one is; the name changes on every page with this transaction."""
    _refuse_others(by, member)
    member.name, member.trade, member.place, member.bio = name, trade, place, bio
    clean(member, "name", "trade", "place", "bio")
    member.save(update_fields=["name", "trade", "place", "bio"])
    stamps.bump(stamps.SITE)
    signals.member_changed.send(Member, member=member)
    return member


@transaction.atomic
def change_handle(*, member: Member, by: Member, handle: str) -> Member:
    """Take another handle; mentions of the old one stay words."""
    _refuse_others(by, member)
    member.handle = handle.strip().removeprefix("@").lower()
    clean(member, "handle")
    member.save(update_fields=["handle"])
    stamps.bump(stamps.SITE)
    signals.member_changed.send(Member, member=member)
    return member


@transaction.atomic
def revise_preferences(*, member: Member, by: Member, language: str, time_zone: str, reading: str) -> Member:
    """Choose language, time zone and how topics are read; only oneself can."""
    if by.pk != member.pk:
        raise PermissionDenied
    member.language, member.time_zone, member.reading = language, time_zone, reading
    clean(member, "language", "time_zone", "reading")
    member.save(update_fields=["language", "time_zone", "reading"])
    return member


@transaction.atomic
def set_avatar(*, member: Member, by: Member, picture: UploadedFile[bytes]) -> Member:
    """Show a picture instead of initials; the one before is deleted once this is committed."""
    _refuse_others(by, member)
    before = member.avatar_digest
    member.avatar.name = avatars.store(member.pk, picture)
    member.save(update_fields=["avatar"])
    stamps.bump(stamps.SITE)
    if before and before != member.avatar_digest:
        transaction.on_commit(lambda: avatars.discard(member.pk, before))
    return member


@transaction.atomic
def remove_avatar(*, member: Member, by: Member) -> Member:
    """Show initials again."""
    _refuse_others(by, member)
    before = member.avatar_digest
    if before:
        member.avatar.name = ""
        member.save(update_fields=["avatar"])
        stamps.bump(stamps.SITE)
        transaction.on_commit(lambda: avatars.discard(member.pk, before))
    return member


@transaction.atomic
def change_address(*, member: Member, by: Member, email: str) -> Member:
    """Set another's address, as staff do for somebody who lost a mailbox.

    The new one counts as unverified: at the next sign-in a code goes there first.
    """
    if not policy.can_revise_account(by, member):
        raise PermissionDenied
    email = email.strip().lower()
    if email == member.email:
        return member
    if EmailAddress.objects.filter(email=email).exclude(user_id=member.pk).exists():
        raise ValidationError({"email": _("A member with this address exists.")})
    member.email = email
    clean(member, "email")
    member.save(update_fields=["email"])
    EmailAddress.objects.filter(user=member).delete()
    if member.claimed:
        EmailAddress.objects.create(user=member, email=email, verified=False, primary=True)
    return member


@transaction.atomic
def revise_account(*, member: Member, by: Member, states: Mapping[str, Any]) -> Member:
    """Switch what a member is or may do: any of `STATES`. Nobody switches their own administrator's rights off.

    Raises PermissionDenied also where a power is given or taken by somebody who is no administrator.
    """
    changed = {state for state, value in states.items() if getattr(member, state) != value}
    if not policy.can_revise_account(by, member) or not changed <= STATES:
        raise PermissionDenied
    if changed & POWERS and not by.is_superuser:
        raise PermissionDenied
    if member.pk == by.pk and changed & {"is_superuser", "is_active", "is_approved"}:
        raise ValidationError(_("Ask another administrator to change this for you."), code="oneself")
    for state in changed:
        setattr(member, state, states[state])
    if changed:
        member.save(update_fields=sorted(changed))
        stamps.bump(stamps.SITE)
        signals.member_changed.send(Member, member=member)
    return member


def _refuse_others(by: Member, member: Member) -> None:
    if not policy.can_revise_profile(by, member):
        raise PermissionDenied
