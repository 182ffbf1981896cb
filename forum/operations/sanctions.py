"""Operations on members: warned, silenced for a while, suspended for a while, and what was given lifted again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy
from forum.models import Group, Rule, Sanction
from forum.models.sanctions import WORDS_MAX
from members.models import Member

from .access import require
from .noting import note_on_sanction

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)  # of what has no end
DAYS_MAX = 3660  # ten years: what is meant for longer has no end
Kind = Sanction.Kind


@transaction.atomic
def warn(*, member: Member, by: Member, group: Group | None, words: str, rule: Rule | None = None) -> Sanction:
    """Say to a member what was wrong; they may go on. Raises PermissionDenied, ValidationError."""
    return _given(member, by, group, Kind.WARNING, words, rule, None)


@transaction.atomic
def silence(
    *, member: Member, by: Member, group: Group | None, words: str, days: int | None, rule: Rule | None = None
) -> Sanction:
    """A member may read but not write, in a group or everywhere, for so many days; None is without an end."""
    return _given(member, by, group, Kind.SILENCE, words, rule, days)


@transaction.atomic
def suspend(*, member: Member, by: Member, words: str, days: int | None, rule: Rule | None = None) -> Sanction:
    """A member may not sign in for so many days; None is without an end. Where they are signed in ends at once."""
    return _given(member, by, None, Kind.SUSPENSION, words, rule, days)


@transaction.atomic
def lift_sanction(*, sanction: Sanction, by: Member) -> Sanction:
    """Take a sanction back. Raises PermissionDenied."""
    sanction = Sanction.objects.select_for_update().get(pk=sanction.pk)
    require(policy.can_lift_sanction(by, sanction))
    sanction.lifted_at, sanction.lifted_by = timezone.now(), by
    sanction.save(update_fields=["lifted_at", "lifted_by"])
    _note_on_member(sanction.member_id)
    note_on_sanction(sanction, "lifted", by)
    return sanction


def _given(
    member: Member, by: Member, group: Group | None, kind: str, words: str, rule: Rule | None, days: int | None
) -> Sanction:
    require(policy.can_sanction(by, member, group, kind))
    words = words.strip()
    if len(words) > WORDS_MAX:
        raise ValidationError(_("Please say it in fewer words."))
    if days is not None and not 0 < days <= DAYS_MAX:
        raise ValidationError(_("Please give a number of days, or none."))
    now = timezone.now()
    sanction = Sanction.objects.create(
        member=member,
        group=group,
        kind=kind,
        words=words,
        rule=rule,
        starts_at=now,
        ends_at=None if days is None else now + timedelta(days=days),
        given_by=by,
    )
    _note_on_member(member.pk)
    note_on_sanction(sanction, "sanctioned", by)
    return sanction


def _note_on_member(member_id: int) -> None:
    """Until when a member's own row says that it may be worth asking for sanctions; the one place that writes it."""
    member = Member.objects.select_for_update().get(pk=member_id)
    member.silenced_until = _last_end(member_id, Kind.SILENCE)
    member.suspended_until = _last_end(member_id, Kind.SUSPENSION)
    member.save(update_fields=["silenced_until", "suspended_until"])


def _last_end(member_id: int, kind: str) -> datetime | None:
    held = Sanction.objects.in_force().filter(member=member_id, kind=kind).values_list("ends_at", flat=True)
    return max((end or FOREVER for end in held), default=None)
