"""Where a member may start topics or move them to, over all groups at once."""

from __future__ import annotations

from collections import defaultdict

from members.models import Member

from . import policy
from .models import Group, GroupRole, Kind, Membership, Role, Topic


def where_to_start(member: Member) -> list[tuple[Group, bool]]:
    """The groups where a member may start topics, and whether announcements too: what `policy.can_start_topic` says of
    each. Three queries, however many groups there are."""
    inside = set(Membership.objects.filter(member=member).values_list("group", flat=True))
    roles = defaultdict(set)
    for group_id, role in GroupRole.objects.filter(member=member).values_list("group", "role"):
        roles[group_id].add(Role(role))
    found = []
    for group in Group.objects.readable_by(member):
        every = policy.has_every_power(member, group)
        powers = frozenset(policy.Power) if every else policy.powers_of(roles[group.pk])
        if not group.is_over and (policy.takes_all(group) or group.pk in inside or powers):
            found.append((group, policy.Power.ANNOUNCE in powers))
    return found


def where_to_move(member: Member, topic: Topic) -> list[Group]:
    """The other groups that a member may move a topic to: what `policy.can_move_to` says of each, in as few queries."""
    if not policy.can_move(member, topic):
        return []
    return [
        group
        for group, announces in where_to_start(member)
        if group.pk != topic.group_id and (announces or topic.kind != Kind.ANNOUNCEMENT)
    ]
