"""What a member is shown of their mails: each decision with its reason, and no word of what they do not see now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from members.models import Member
from notifications import kinds, queries
from notifications.models import Letter, MailChoice, Notification

from .reasons import words_of
from .writing import names_of

A_PAGE = 50


class Told(NamedTuple):
    """A letter as the log shows it: `words` and `url` are empty where the member does not see it (any more)."""

    letter: Letter
    label: str
    words: str
    url: str
    reason: str


def letters_of(member: Member) -> QuerySet[Letter]:
    """The newest first."""
    return Letter.objects.filter(member=member).order_by("-created_at", "-pk")


def told(member: Member, letters: Sequence[Letter]) -> list[Told]:
    """What became of these letters, for the member they are to, in few queries however many there are."""
    rows = Notification.objects.in_bulk([each.notification_id for each in letters if each.notification_id])
    words = queries.words_for(member, list(rows.values()))
    found = []
    for letter in letters:
        described = words.get(letter.notification_id or 0)
        text, url = (described.text, described.url) if described is not None else ("", "")
        found.append(Told(letter, _label(letter.kind), text, url, words_of(letter.reason)))
    return found


def _label(code: str) -> str:
    try:
        return str(kinds.kind_of(code).label)
    except LookupError:
        return code


def places_of(member: Member) -> dict[int, str]:
    """The places whose mail a member may choose: those they ever got a letter from, or chose for, and may know of."""
    letters = Letter.objects.filter(member=member, place__gt=0).order_by().values_list("place", flat=True).distinct()
    chosen = MailChoice.objects.filter(member=member, place__gt=0).values_list("place", flat=True)
    named = names_of(member, sorted({*letters, *chosen}))
    return dict(sorted(named.items(), key=lambda each: each[1].casefold()))
