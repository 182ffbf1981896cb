"""Who may do what to members and about joining. Nothing here changes anything."""

from __future__ import annotations

from .models import Member, Visitor


def may_sign_in(member: Member) -> bool:
    """Active, let in, not merely imported, and not suspended."""
    return member.is_active and member.is_approved and member.claimed and not member.is_suspended


def can_revise_profile(visitor: Visitor, member: Member) -> bool:
    """One's own; staff may mend others' (a rude name, a picture that is not theirs), but only an administrator
    touches an administrator's."""
    if not visitor.is_authenticated:
        return False
    if visitor.pk == member.pk or visitor.is_superuser:
        return True
    return (visitor.is_moderator and not member.is_staff) or can_revise_account(visitor, member)


def can_revise_account(visitor: Visitor, member: Member) -> bool:
    """Address, state and permissions. Whoever may set an address can take the account over, so those with the
    permission, but no administrator, may not touch anyone who looks after the community."""
    if not visitor.is_authenticated:
        return False
    return visitor.is_superuser or (visitor.has_perm("members.change_member") and not member.is_staff)


def can_admit(visitor: Visitor) -> bool:
    """Let in or decline who waits for approval."""
    return visitor.is_authenticated and visitor.is_staff


def can_invite(visitor: Visitor) -> bool:
    """Staff, and members who were given the permission."""
    return visitor.is_authenticated and (visitor.is_staff or visitor.has_perm("members.add_invitation"))


def can_withdraw_invitation(visitor: Visitor, inviter: Member) -> bool:
    return visitor.is_authenticated and (visitor.is_staff or visitor.pk == inviter.pk)
