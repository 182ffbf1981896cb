"""Who hears of something by mail, and when: decided as they are told, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from members.middleware import zone_named
from members.models import Member
from notifications.models import Letter, MailSettings, Notification, Rhythm, State

from .choosing import choices_of, next_morning, rhythm_of

if TYPE_CHECKING:
    from notifications.kinds import Kind

AT_ONCE = 500  # rows of one statement


def decide(kind: Kind, row: Notification, told: Sequence[int], *, place: int) -> None:
    """Write a letter for each of those who were told: due at once, with others, or not at all. Four queries."""
    if kind.by_mail is None or not told:
        return
    general = MailSettings.objects.in_bulk(told)
    choices = choices_of(told, kinds=["", kind.code], places=[0, place])
    rows = Notification.objects.filter(kind=row.kind, object_id=row.object_id, only_actor=row.only_actor)
    numbers = dict(rows.filter(member__in=told).values_list("member", "pk"))
    zones = dict(Member.objects.filter(pk__in=told).values_list("pk", "time_zone"))
    now = timezone.now()
    letters = []
    for member, zone in zones.items():
        rhythm = rhythm_of(
            kind=kind.code,
            default=kind.by_mail.rhythm,
            is_notice=kind.by_mail.is_notice,
            place=place,
            choices=choices[member],
            general=general.get(member) or MailSettings(),
        )
        letter = Letter(kind=kind.code, thread=row.thread, place=place, object_id=row.object_id, created_at=now)
        letter.member_id, letter.notification_id = member, numbers.get(member)
        letter.state, letter.due_at = _state_of(rhythm, now, zone)
        letter.reason = "not_wanted" if letter.state == State.SKIPPED else ""
        letters.append(letter)
    Letter.objects.bulk_create(letters, batch_size=AT_ONCE)


def _state_of(rhythm: str, now: datetime, zone: str) -> tuple[str, datetime]:
    if rhythm == Rhythm.NEVER:
        return State.SKIPPED, now
    if rhythm == Rhythm.AT_ONCE:
        return State.WAITING, now + timedelta(seconds=settings.MAIL_HOLD_SECONDS)
    return State.DIGEST, next_morning(now, rhythm, zone_named(zone))
