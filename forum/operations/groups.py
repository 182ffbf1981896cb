"""Operations on groups and the roles in them."""

from __future__ import annotations

import secrets
from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, signals, tasks
from forum.files import prepare
from forum.freshness import touch_everything, touch_group
from forum.models import Group, GroupRole, Membership, Role
from forum.rendering import render_description
from freshness.stamps import bump
from members.models import Member
from notifications.tasks import forget_unseen

from .access import require
from .joining import add_member
from .noting import note_on_role
from .reading import read_key

RESERVED_SLUGS = frozenset({"new", "all", "postmaster", "abuse", "unsubscribe", "help", "noreply", "no-reply"})


class GroupFields(TypedDict, total=False):
    """What a group's page says of it; see the model for limits."""

    name: str
    slug: str
    purpose: str
    description: str
    audience: str
    joining: str
    colour: str
    picture: UploadedFile[bytes] | None
    starts_on: date | None
    ends_on: date | None
    default_follow: int
    ask_author_after: int
    takes_strangers: bool


def _fill(group: Group, fields: GroupFields) -> None:
    picture = fields.pop("picture", None)
    if picture:
        prepared = prepare(picture.name or "picture", picture.read())
        if prepared.thumbnail is None:
            raise ValidationError({"picture": _("Please choose a picture.")})
        group.picture = ContentFile(prepared.thumbnail, name=f"{secrets.token_urlsafe(12)}.webp")
    for name, value in fields.items():
        setattr(group, name, value)
    if group.slug in RESERVED_SLUGS:
        raise ValidationError({"slug": _("This address is needed for something else.")})
    group.description_html = render_description(group.description)
    group.full_clean()


@transaction.atomic
def create_group(*, by: Member, **fields: Unpack[GroupFields]) -> Group:
    """Make a group; who makes it is its first member and group mentor. Raises ValidationError by field."""
    require(policy.can_create_group(by))
    group = Group(created_by=by)
    _fill(group, fields)
    group.save()
    add_member(group, by)
    GroupRole.objects.create(group=group, member=by, role=Role.MENTOR, given_by=by)
    touch_everything()
    signals.group_changed.send(Group, group=group)
    return group


@transaction.atomic
def revise_group(*, group: Group, by: Member, **fields: Unpack[GroupFields]) -> Group:
    """Change a group's page, audience or dates; a new audience holds for all that was ever written in it."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    require(policy.can_manage_group(by, group))
    audience = group.audience
    _fill(group, fields)
    group.save()
    touch_everything()
    touch_group(group)
    if group.audience != audience:
        tasks.forget_out_of_sight.enqueue(group.pk)
    signals.group_changed.send(Group, group=group)
    return group


@transaction.atomic
def give_role(*, group: Group, member: Member, role: str, by: Member) -> GroupRole:
    """Give a member of the group a role in it; they are told."""
    require(policy.can_manage_group(by, group))
    if role not in Role.values:
        raise ValidationError({"role": _("There is no such role.")})
    if not policy.is_in(member, group):
        raise ValidationError({"member": _("Only members of the group can have a role in it.")})
    row, is_new = GroupRole.objects.get_or_create(group=group, member=member, role=role, defaults={"given_by": by})
    if is_new:
        touch_everything()
        note_on_role(group, member, role, "role_given", by)
        tasks.tell_of_role.enqueue(row.pk, by.pk)
        signals.membership_changed.send(Group, group=group, member=member)
    return row


@transaction.atomic
def take_role(*, group: Group, member: Member, role: str, by: Member) -> None:
    """End a role: by who manages the group, or by its holder. The last mentor of a group can only be followed."""
    require(policy.can_manage_group(by, group) or by.pk == member.pk)
    others = GroupRole.objects.filter(group=group, role=Role.MENTOR).exclude(member=member)
    if role == Role.MENTOR and not others.exists():
        raise ValidationError({"role": _("A group needs a mentor. Please name another first.")})
    ended, _rows = GroupRole.objects.filter(group=group, member=member, role=role).delete()
    if ended:
        note_on_role(group, member, role, "role_ended", by)
    touch_everything()
    # Messages to the mentors of the group, and the requests to join it, are no longer theirs to see.
    forget_unseen.enqueue(member.pk)
    bump(read_key(member.pk))
    signals.membership_changed.send(Group, group=group, member=member)


@transaction.atomic
def greet(*, group: Group, member: Member, by: Member) -> Membership:
    """Note that somebody has welcomed a new member."""
    require(policy.can_greet(by, group))
    membership = Membership.objects.select_for_update().filter(group=group, member=member).first()
    if membership is None:
        raise ValidationError(_("This member has left the group."))
    if membership.greeted_at is None:
        membership.greeted_at, membership.greeted_by = timezone.now(), by
        membership.save(update_fields=["greeted_at", "greeted_by"])
        touch_group(group)
    return membership
