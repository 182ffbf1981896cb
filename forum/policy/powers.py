"""The powers of helping hands, and which roles have them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from forum.models import Audience, Group, GroupRole, Role
from freshness.prepared import Prepared
from members.models import Member, Visitor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Power(StrEnum):
    """One thing that not everybody may do."""

    PIN = "pin"
    CLOSE = "close"
    MOVE = "move"
    DELETE = "delete"
    REVISE = "revise"
    SOLVE = "solve"
    ANNOUNCE = "announce"
    GREET = "greet"
    ADMIT = "admit"
    DISTIL = "distil"
    REVIEW = "review"
    MANAGE = "manage"


MEANINGS: dict[Power, StrPromise] = {
    Power.PIN: _("pin and unpin topics"),
    Power.CLOSE: _("close, reopen, archive"),
    Power.MOVE: _("move a topic to another group, split, merge"),
    Power.DELETE: _("delete and restore what others wrote"),
    Power.REVISE: _("mend titles, tags and kinds; make a post a wiki"),
    Power.SOLVE: _("accept and take back a solution"),
    Power.ANNOUNCE: _("start announcements"),
    Power.GREET: _("see who has not been greeted"),
    Power.ADMIT: _("decide on requests, invite"),
    Power.DISTIL: _("make a guide of a conversation"),
    Power.REVIEW: _("see what was flagged, and decide on it"),
    Power.MANAGE: _("the group's page, rules and roles"),
}
# Valid in the group where the role was given, and nowhere else.
POWERS: dict[Role, frozenset[Power]] = {
    Role.MENTOR: frozenset(Power),
    Role.FACILITATOR: frozenset({Power.PIN, Power.ANNOUNCE, Power.GREET, Power.REVISE, Power.ADMIT}),
    Role.CUSTODIAN: frozenset({Power.CLOSE, Power.MOVE, Power.DELETE, Power.REVISE, Power.ADMIT, Power.REVIEW}),
    Role.ADVISOR: frozenset(),
}
NOBODY: frozenset[Power] = frozenset()
_ROLES = Prepared(lambda group, member: GroupRole.objects.filter(group=group, member=member).values_list("role"))


def roles_in(member: Visitor, group: Group | None) -> frozenset[Role]:
    """The roles somebody has in a group."""
    if group is None or not member.is_authenticated:
        return frozenset()
    return frozenset(Role(role) for (role,) in _ROLES(group.pk, member.pk))


def powers_in(visitor: Visitor, group: Group | None) -> frozenset[Power]:
    """All powers of somebody in a group. Staff have every power in the groups they can read."""
    if not visitor.is_authenticated or group is None:
        return NOBODY
    return frozenset(Power) if has_every_power(visitor, group) else powers_of(roles_in(visitor, group))


def has_every_power(member: Member, group: Group) -> bool:
    return member.is_superuser or (member.is_moderator and group.audience != Audience.SECRET)


def powers_of(roles: Iterable[Role]) -> frozenset[Power]:
    return NOBODY.union(*(POWERS[role] for role in roles))


def has_power(visitor: Visitor, power: Power, group: Group | None) -> bool:
    return power in powers_in(visitor, group)
