"""Who may flag, review and appeal. Seeing is `Case.objects.visible_to`."""

from __future__ import annotations

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

from forum.models import Group, GroupRole, Sanction
from forum.policy import Power, can_sanction, has_power, powers_in
from members.models import Member, Visitor

from .kinds import FlagKind
from .models import AGAINST, REVIEWERS, SANCTIONS, Act, Case, Decision


class StaffPolicy(ModelPermissionPolicy):  # type: ignore[misc]
    """Rows of the Wagtail admin that staff looks after and editors do not meet."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(user.is_authenticated and user.is_active and user.is_staff)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return self.user_has_permission(user, "")


def can_flag(visitor: Visitor, kind: FlagKind, thing: Any) -> bool:
    """Any member, what others wrote and can still be seen."""
    if not visitor.is_authenticated or kind.author(thing).pk == visitor.pk:
        return False
    return not kind.is_hidden(thing) and not kind.is_gone(thing)


def reviews_in(visitor: Visitor, group: Group | None) -> bool:
    """Whoever has the power in a group; what belongs to none is staff's."""
    if group is None:
        return visitor.is_authenticated and visitor.is_staff
    return has_power(visitor, Power.REVIEW, group)


def reviews_anywhere(visitor: Visitor) -> bool:
    """Whether there is a queue for this visitor."""
    if not visitor.is_authenticated:
        return False
    return visitor.is_staff or GroupRole.objects.filter(member=visitor, role__in=REVIEWERS).exists()


def can_review(visitor: Visitor, case: Case) -> bool:
    """Decide about others, in one's own groups."""
    return visitor.is_authenticated and case.author_id != visitor.pk and reviews_in(visitor, case.group)


def can_decide(visitor: Visitor, case: Case, act: str) -> bool:
    """Whether this visitor may decide just this."""
    if not can_review(visitor, case):
        return False
    if act not in SANCTIONS:
        return True
    where = None if act == Act.SUSPEND else case.group
    return can_sanction(visitor, case.author, where, SANCTION_OF[Act(act)])


SANCTION_OF = {
    Act.WARN: Sanction.Kind.WARNING,
    Act.SILENCE: Sanction.Kind.SILENCE,
    Act.SUSPEND: Sanction.Kind.SUSPENSION,
}


def can_undo(visitor: Visitor, decision: Decision) -> bool:
    return decision.undone_at is None and can_review(visitor, decision.case)


def can_read_decision(visitor: Visitor, decision: Decision) -> bool:
    """The member it is about."""
    return visitor.is_authenticated and decision.case.author_id == visitor.pk and decision.act in AGAINST


def can_appeal(member: Member, decision: Decision) -> bool:
    """The member it is about, once, while it stands."""
    if decision.case.author_id != member.pk or decision.act not in AGAINST or decision.undone_at is not None:
        return False
    return not hasattr(decision, "appeal")


def can_decide_appeal(visitor: Visitor, decision: Decision) -> bool:
    """Somebody other than who decided."""
    appeal = getattr(decision, "appeal", None)
    if appeal is None or appeal.outcome or not visitor.is_authenticated or decision.by_id == visitor.pk:
        return False
    return can_review(visitor, decision.case)


def is_hand(member: Member, group: Group | None) -> bool:
    """Whose words flags alone never hide."""
    return member.is_staff or bool(powers_in(member, group))
