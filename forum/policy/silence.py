"""Who was silenced, and who may give sanctions."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from forum.models import Group, Sanction
from members.models import Member, Visitor

from .powers import Power, has_power, powers_in


def is_silenced(visitor: Visitor, group: Group | None) -> bool:
    """Whether somebody may not write in a group; without one, whether they may not write anywhere.

    Asks the database only of members who were silenced at all, which their own row says.
    """
    if not visitor.is_authenticated or visitor.silenced_until is None or visitor.silenced_until <= timezone.now():
        return False
    where = Q(group=None) if group is None else Q(group=None) | Q(group=group)
    return Sanction.objects.in_force().filter(where, member=visitor, kind=Sanction.Kind.SILENCE).exists()


def can_sanction(visitor: Visitor, member: Member, group: Group | None, kind: str) -> bool:
    """Whoever reviews in a group warns and silences there; everywhere, and to suspend, it takes staff.

    Nobody sanctions themselves, a hand is left to staff, and staff to administrators.
    """
    if not visitor.is_authenticated or visitor.pk == member.pk:
        return False
    if member.is_staff:
        return visitor.is_superuser and not member.is_superuser
    if group is None or kind == Sanction.Kind.SUSPENSION:
        return group is None and visitor.is_staff
    return has_power(visitor, Power.REVIEW, group) and (visitor.is_staff or not powers_in(member, group))


def can_lift_sanction(visitor: Visitor, sanction: Sanction) -> bool:
    """Whoever might have given it."""
    return sanction.lifted_at is None and can_sanction(visitor, sanction.member, sanction.group, sanction.kind)
