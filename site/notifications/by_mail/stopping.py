"""Hearing less by mail, without signing in: the link in each mail, one press in a mail program, and complaints."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from mail import keys
from mail.keys import Key, Purpose
from notifications.models import Letter, MailChoice, MailSettings, Rhythm, State


def key_in(text: str) -> Key | None:
    """The key of a link that ends mails; None for another."""
    key = keys.read(text)
    return key if key is not None and key.purpose == Purpose.STOP else None


@transaction.atomic
def stop(*, member_id: int, place: int) -> None:
    """No more mail from one place; from everywhere, where it is 0. What waits is not sent. Twice is as once."""
    if place:
        MailChoice.objects.filter(member=member_id, place=place).delete()
        MailChoice.objects.create(member_id=member_id, place=place, rhythm=Rhythm.NEVER)
    else:
        MailSettings.objects.update_or_create(member_id=member_id, defaults={"rhythm": Rhythm.NEVER})
    waiting = Letter.objects.filter(member=member_id, state__in=(State.WAITING, State.DIGEST))
    if place:
        waiting = waiting.filter(place=place)
    waiting.update(state=State.SKIPPED, reason="not_wanted")


def hear_complaint(sender: Any, member_id: int, **_more: Any) -> None:
    """Whoever calls our mail spam gets no more of it."""
    stop(member_id=member_id, place=0)


def hear_bounce(sender: Any, member_id: int, thing: int, **_more: Any) -> None:
    """The letter that came back is known as such."""
    Letter.objects.filter(pk=thing, member=member_id, state=State.SENT).update(state=State.BOUNCED)
