"""What a digest says of the forum beside what its reader was told: questions that wait, and people who came."""

from __future__ import annotations

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from forum.models import Follow, Group, GroupFollow, GroupRole, Membership, ReadState, Topic
from forum.models.topics import Kind
from forum.policy import POWERS, Power
from members import letters
from members.models import Member
from notifications.by_mail.writing import Line, Section
from notifications.models import Letter

SHOWN_MAX = 5  # lines of a section: a digest is read in a minute
_GREETING = [role for role, powers in POWERS.items() if Power.GREET in powers]


def waiting_questions(member: Member, since: datetime) -> Section | None:
    """Questions of the reader's own groups that nobody has answered yet, unseen by them, of which no mail told."""
    mine = Membership.objects.filter(member=member).values("group")
    muted = GroupFollow.objects.filter(member=member, level=Follow.MUTED).values("group")
    thread = Concat(Value("topic:"), Cast(OuterRef("pk"), CharField()))
    mailed = Letter.objects.filter(member=member, thread=thread)
    seen = ReadState.objects.filter(member=member, topic=OuterRef("pk"))
    asked = Topic.objects.visible_to(member).filter(
        kind=Kind.QUESTION, group__in=mine, post_count=1, closed_at=None, created_at__gte=since
    )
    asked = asked.exclude(author=member).exclude(group__in=muted).exclude(Exists(mailed)).exclude(Exists(seen))
    lines = [Line(each.title, letters.absolute(each.get_absolute_url())) for each in asked.order_by("pk")[:SHOWN_MAX]]
    return Section(_("Nobody has answered yet"), lines) if lines else None


def people_to_greet(member: Member, since: datetime) -> Section | None:
    """Who joined the groups where the reader greets, and has not been greeted."""
    greets = GroupRole.objects.filter(member=member, role__in=_GREETING).values("group")
    came = Membership.objects.filter(
        group__in=Group.objects.visible_to(member).filter(pk__in=greets, archived_at=None),
        greeted_at=None,
        joined_at__gte=since,
        member__is_active=True,
        member__claimed=True,
    )
    rows = came.exclude(member=member).select_related("member", "group").order_by("joined_at")[:SHOWN_MAX]
    lines = [
        Line(
            _("%(name)s came to %(group)s") % {"name": row.member.name, "group": row.group.name},
            letters.absolute(f"{row.group.get_absolute_url()}greet/"),
        )
        for row in rows
    ]
    return Section(_("New, and not greeted yet"), lines) if lines else None
