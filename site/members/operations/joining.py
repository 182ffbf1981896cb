"""How somebody becomes a member: by signing up, by claiming what was imported, by invitation, by approval."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from freshness import stamps
from members import policy, signals, tasks
from members.handles import free_handle
from members.models import NAME_MAX, Invitation, JoiningSettings, Member

from .checks import clean


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody says of themself when they join. The password comes hashed: it may have waited in a session."""

    name: str
    password: str
    handle: str = ""
    time_zone: str = "UTC"
    language: str = "en"


@transaction.atomic
def join(*, email: str, newcomer: Newcomer) -> Member:
    """Make a member of somebody who has just proved that this address is theirs.

    The caller must have verified the address: an imported person's row becomes the newcomer's. One transaction,
    so that a member never exists without the verified address. Where joining is by approval they wait.
    Raises ValidationError where the address already is a member's.
    """
    member = _settled(email=email, newcomer=newcomer)
    if JoiningSettings.load().joining == JoiningSettings.Joining.APPROVAL:
        member.is_approved = False
        member.save(update_fields=["is_approved"])
    else:
        signals.member_joined.send(Member, member=member)
    return member


@transaction.atomic
def accept_invitation(*, invitation: Invitation, newcomer: Newcomer) -> Member:
    """Make a member of who was invited; the link came by mail, so the address is verified. It works once."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not locked.is_open:
        raise ValidationError(_("This invitation is no longer good."), code="over")
    member = _settled(email=locked.email, newcomer=newcomer)
    locked.accepted_at = timezone.now()
    locked.accepted_by = member
    locked.save(update_fields=["accepted_at", "accepted_by"])
    signals.member_joined.send(Member, member=member)
    return member


@transaction.atomic
def claim(*, member: Member, newcomer: Newcomer) -> Member:
    """Give an imported person's row to the person themself, who has just proved that its address is theirs.

    Their words, dates and handle stay; name, password and preferences are what they say now.
    """
    if member.claimed or member.email is None:
        raise ValidationError(_("This cannot be claimed."), code="not_claimable")
    member.claimed = member.is_approved = True
    member.name = newcomer.name
    member.handle = newcomer.handle or member.handle
    member.password = newcomer.password
    member.time_zone = newcomer.time_zone
    member.language = newcomer.language
    member.new_since = timezone.now()
    clean(member, "name", "handle", "time_zone")
    member.save()
    stamps.bump(stamps.SITE)
    signals.member_claimed.send(Member, member=member)
    return member


@transaction.atomic
def claim_words(*, member: Member, email: str) -> None:
    """Free an address that a member has just verified from the imported person who has it, if there is one.

    The imported row stays as the author of what it wrote; `words_claimed` lets higher floors hand that over.
    """
    others = Member.objects.with_address(email).exclude(pk=member.pk).select_for_update()
    unclaimed = others.filter(claimed=False).first()
    if unclaimed is not None:
        unclaimed.email = None
        unclaimed.save(update_fields=["email"])
        stamps.bump(stamps.SITE)
        signals.words_claimed.send(Member, member=member, unclaimed=unclaimed)


@transaction.atomic
def note_stranger(*, email: str, name: str) -> Member | None:
    """The row for somebody who is known by proved mail alone, as imported people have one: it can be claimed later.
    Their name is anybody's words: nobody meets it as a member's until `show_stranger`.

    None where the address is a member's, who writes as that member or not at all, where whom it was is not to come
    back, and for an address that no member could have. A name that will not do is the first part of the address.
    """
    known = Member.objects.with_address(email).first()
    if known is not None:
        return None if known.claimed or not known.is_active or known.is_suspended else known
    stranger = Member(email=email, password=make_password(None), claimed=False, is_approved=False)
    for shown in (" ".join(name.split()), email.partition("@")[0]):
        stranger.name = shown[:NAME_MAX]
        stranger.handle = free_handle(stranger.name, among=Member.objects.all())
        try:
            clean(stranger, "email", "name", "handle")
        except ValidationError:
            continue
        stranger.save()
        return stranger
    return None


@transaction.atomic
def show_stranger(*, stranger: Member) -> None:
    """Let somebody who is known by mail alone be met as imported people are: what they wrote was let through."""
    if not stranger.claimed and not stranger.is_approved:
        stranger.is_approved = True
        stranger.save(update_fields=["is_approved"])
        stamps.bump(stamps.SITE)
        signals.member_changed.send(Member, member=stranger)


@transaction.atomic
def approve_member(*, member: Member, by: Member) -> Member:
    """Let in somebody who waits, or who was declined before. Twice is once: one mail."""
    if not policy.can_admit(by):
        raise PermissionDenied
    locked = Member.objects.select_for_update().get(pk=member.pk)
    if not locked.claimed:
        raise ValidationError(_("Nobody has claimed this name yet."), code="unclaimed")
    if locked.is_approved:
        return locked
    locked.is_approved = locked.is_active = True
    locked.save(update_fields=["is_approved", "is_active"])
    stamps.bump(stamps.SITE)
    signals.member_joined.send(Member, member=locked)
    tasks.tell_approved.enqueue(locked.pk)
    return locked


@transaction.atomic
def decline_member(*, member: Member, by: Member) -> Member:
    """Do not let in somebody who waits. The row stays, switched off, so that staff can change their mind."""
    if not policy.can_admit(by):
        raise PermissionDenied
    locked = Member.objects.select_for_update().get(pk=member.pk)
    if not locked.claimed or locked.is_approved:
        raise ValidationError(_("This person does not wait for approval."), code="not_waiting")
    if locked.is_active:
        locked.is_active = False
        locked.save(update_fields=["is_active"])
        signals.member_changed.send(Member, member=locked)
        tasks.tell_declined.enqueue(locked.pk)
    return locked


def _settled(*, email: str, newcomer: Newcomer) -> Member:
    """The member with this address, now verified: a new one, or an imported one claimed."""
    email = email.lower()
    member = Member.objects.with_address(email).select_for_update().first()
    taken = EmailAddress.objects.filter(email=email, verified=True).exists()
    if taken or (member is not None and member.claimed):
        raise ValidationError(_("You are a member already. Please sign in."), code="member_already")
    member = _created(email, newcomer) if member is None else claim(member=member, newcomer=newcomer)
    EmailAddress.objects.filter(user=member).delete()
    EmailAddress.objects.create(user=member, email=email, verified=True, primary=True)
    return member


def _created(email: str, newcomer: Newcomer) -> Member:
    member = Member(
        email=email,
        name=newcomer.name,
        handle=newcomer.handle or free_handle(newcomer.name, among=Member.objects.all()),
        password=newcomer.password,
        time_zone=newcomer.time_zone,
        language=newcomer.language,
    )
    clean(member, "email", "name", "handle", "time_zone")
    member.save()
    return member
