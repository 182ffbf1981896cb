"""Operations on who is in a group: join, leave, ask, invite, decide."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, signals, tasks, told
from forum.freshness import touch_everything, touch_group
from forum.models import Group, GroupFollow, GroupRole, Membership, MembershipRequest, Role
from freshness.stamps import bump
from members.models import Member
from notifications import operations as notifications
from notifications.tasks import forget_unseen

from .access import require
from .reading import read_key

Way = MembershipRequest.Way
Outcome = MembershipRequest.Outcome


def add_member(group: Group, member: Member) -> Membership:
    """Make somebody a member; the caller has asked policy and holds the transaction."""
    membership, is_new = Membership.objects.get_or_create(group=group, member=member)
    if is_new:
        Group.objects.filter(pk=group.pk).update(member_count=F("member_count") + 1)
        MembershipRequest.objects.filter(group=group, member=member, decided_at=None).update(
            decided_at=timezone.now(), outcome=Outcome.ACCEPTED
        )
        bump(read_key(member.pk))
        touch_group(group)
        signals.membership_changed.send(Group, group=group, member=member)
    return membership


@transaction.atomic
def join(*, group: Group, member: Member) -> Membership:
    """Become a member of an open group, or take up an invitation."""
    may = policy.can_join(member, group)
    # Looked for after asking: who may not because they joined a moment ago, from another window, has what they want.
    membership = Membership.objects.filter(group=group, member=member).first()
    if membership is None:
        require(may)
        membership = add_member(group, member)
    return membership


@transaction.atomic
def leave(*, group: Group, member: Member) -> None:
    """Leave a group, and with it the roles in it and what it let one see."""
    if not policy.can_leave(member, group):
        return
    mentors = GroupRole.objects.filter(group=group, role=Role.MENTOR)
    if mentors.filter(member=member).exists() and not mentors.exclude(member=member).exists():
        raise ValidationError(_("You are the only mentor of this group. Please name another before you leave."))
    left, _rows = Membership.objects.filter(group=group, member=member).delete()
    if not left:
        return  # from another window, a moment ago
    had_roles, _rows = GroupRole.objects.filter(group=group, member=member).delete()
    GroupFollow.objects.filter(group=group, member=member).delete()
    Group.objects.filter(pk=group.pk).update(member_count=F("member_count") - 1)
    if had_roles:
        touch_everything()
    touch_group(group)
    forget_unseen.enqueue(member.pk)
    bump(read_key(member.pk))
    signals.membership_changed.send(Group, group=group, member=member)


@transaction.atomic
def request_to_join(*, group: Group, member: Member, note: str = "") -> MembershipRequest:
    """Ask to be let in; those who decide are told."""
    require(policy.can_request_to_join(member, group))
    request = MembershipRequest.objects.create(
        group=group, member=member, way=Way.REQUEST, note=note[:500], created_by=member
    )
    tasks.tell_of_request.enqueue(request.pk)
    touch_group(group)
    return request


@transaction.atomic
def withdraw_request(*, request: MembershipRequest, by: Member) -> None:
    """Take back one's own request."""
    require(request.member_id == by.pk and request.way == Way.REQUEST)
    _decide(request, by, Outcome.WITHDRAWN)


@transaction.atomic
def approve_request(*, request: MembershipRequest, by: Member) -> Membership:
    """Let somebody in who asked; they are told."""
    require(policy.can_admit(by, request.group) and request.way == Way.REQUEST)
    _decide(request, by, Outcome.ACCEPTED)
    tasks.tell_of_admission.enqueue(request.pk)
    return add_member(request.group, request.member)


@transaction.atomic
def decline_request(*, request: MembershipRequest, by: Member) -> None:
    """Do not let somebody in who asked. They may ask again."""
    require(policy.can_admit(by, request.group) and request.way == Way.REQUEST)
    _decide(request, by, Outcome.DECLINED)


@transaction.atomic
def invite(*, group: Group, member: Member, by: Member, note: str = "") -> MembershipRequest:
    """Ask a member to join; they are told. Who had asked to join is let in at once."""
    require(policy.can_admit(by, group))
    if not member.is_active or not member.claimed:
        raise ValidationError({"member": _("This person cannot be invited.")})
    if policy.is_in(member, group):
        raise ValidationError({"member": _("This person is a member already.")})
    waiting = MembershipRequest.objects.filter(group=group, member=member, decided_at=None).first()
    if waiting is not None:
        if waiting.way == Way.REQUEST:
            approve_request(request=waiting, by=by)
        return waiting
    invitation = MembershipRequest.objects.create(
        group=group, member=member, way=Way.INVITATION, note=note[:500], created_by=by
    )
    tasks.tell_of_invitation.enqueue(invitation.pk)
    bump(read_key(member.pk))
    return invitation


@transaction.atomic
def decline_invitation(*, group: Group, member: Member) -> None:
    """Say no to an invitation."""
    request = MembershipRequest.objects.filter(group=group, member=member, way=Way.INVITATION, decided_at=None).first()
    if request is None:
        raise PermissionDenied(_("You are not invited to this group."))
    _decide(request, member, Outcome.DECLINED)


def _decide(request: MembershipRequest, by: Member, outcome: str) -> None:
    """Decide once: who comes second is told that it is decided."""
    waiting = MembershipRequest.objects.filter(pk=request.pk, decided_at=None)
    if not waiting.update(decided_at=timezone.now(), decided_by=by, outcome=outcome):
        raise ValidationError(_("This has been decided already."))
    # An invitation that is declined may take the sight of the group with it, and a request asks nobody any more.
    notifications.forget_object(kinds=[told.INVITED, told.REQUESTED], object_id=request.pk)
    touch_group(request.group)
    bump(read_key(request.member_id))
