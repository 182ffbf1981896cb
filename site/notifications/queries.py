"""What a member is shown of their notifications: only what its kind still has words for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from freshness.prepared import Prepared
from members.models import Member

from . import kinds
from .kinds import Described, Kind
from .models import Notification, Preference

COUNT_MAX = 99  # nobody counts further; the badge says "99+"
PAGE_SIZE = 30  # about three screens of a phone
MENU_SIZE = 7  # what a small screen shows without scrolling far
PAGES_MAX = 1_000  # a number beyond what anybody leafs to, small enough for every database


def told_key(member_pk: int) -> str:
    """The stamp of what a member is told: whatever shows their number of unread notifications hangs on it."""
    return f"told:{member_pk}"


@dataclass(frozen=True, slots=True)
class Item:
    """One notification with its words."""

    notification: Notification
    kind: Kind
    described: Described
    actors: Sequence[Member]

    @property
    def is_unread(self) -> bool:
        return self.notification.read_at is None

    @property
    def day(self) -> datetime.date:
        """The day it happened on, where the member is."""
        return timezone.localdate(self.notification.created_at)


@dataclass(frozen=True, slots=True)
class Day:
    """What a member was told of one day."""

    date: datetime.date
    told: Sequence[Item]

    @property
    def days_ago(self) -> int:
        return (timezone.localdate() - self.date).days


@dataclass(frozen=True, slots=True)
class Page:
    """A page of notifications, the newest first. It may hold fewer than PAGE_SIZE, where some may not be seen."""

    number: int
    items: Sequence[Item]
    has_older: bool

    @property
    def days(self) -> list[Day]:
        return [Day(date, list(items)) for date, items in groupby(self.items, key=lambda item: item.day)]


_UNREAD = Prepared(
    lambda member_pk: Notification.objects.unread_by(member_pk).order_by().values_list("pk")[: COUNT_MAX + 1]
)


_UNREAD_IN = Prepared(
    lambda member_pk, thread: (
        Notification.objects.unread_by(member_pk).in_thread(thread).order_by().values_list("pk")[:1]
    )
)


def has_unread(member: Member, thread: str) -> bool:
    """Whether something about this thread is unread. One indexed query."""
    return bool(_UNREAD_IN(member.pk, thread))


def unread_count(member: Member) -> int:
    """How many notifications are unread; COUNT_MAX + 1 stands for any number above. One indexed query.

    It asks no kind for words. It is right because whoever takes away a member's sight of something calls
    `operations.forget` in the same transaction, or has `tasks.forget_unseen` follow it.
    """
    return len(_UNREAD(member.pk))


def recent(member: Member, page: int = 1) -> Page | None:
    """A page of what the member may still see; None where there is no such page. The first one always is.

    Two queries, and what each kind on the page asks.
    """
    if not 1 <= page <= PAGES_MAX:
        return None
    start = (page - 1) * PAGE_SIZE
    rows = list(Notification.objects.filter(member=member)[start : start + PAGE_SIZE + 1])
    if not rows and page > 1:
        return None
    return Page(page, _with_words(member, rows[:PAGE_SIZE]), has_older=len(rows) > PAGE_SIZE)


def latest(member: Member) -> list[Item]:
    """The last few that the member may still see, for the menu. Two queries, and what each kind among them asks."""
    return _with_words(member, list(Notification.objects.filter(member=member)[:MENU_SIZE]))


def one(member: Member, pk: int) -> Item | None:
    """One notification of the member's own; None for other people's, and for what may no longer be seen."""
    items = _with_words(member, list(Notification.objects.filter(member=member, pk=pk)))
    return items[0] if items else None


def preferences(member: Member) -> Mapping[str, bool]:
    """Whether the member wants each kind, by its code."""
    chosen = dict(Preference.objects.filter(member=member).values_list("kind", "wanted"))
    return {code: chosen.get(code, kind.default_on) for code, kind in kinds.registered().items()}


def words_for(member: Member, rows: Iterable[Notification]) -> dict[int, Described]:
    """The words, by primary key, for those of the notifications that are about what the member may still see."""
    by_kind: dict[str, list[Notification]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    known = kinds.registered()
    described: dict[int, Described] = {}
    for code, some in by_kind.items():
        if code in known:  # a feature that was taken out has no words any more
            described |= known[code].describe(member, some)
    return described


def _with_words(member: Member, rows: Sequence[Notification]) -> list[Item]:
    described = words_for(member, rows)
    shown = [row for row in rows if row.pk in described]
    people = Member.objects.in_bulk({pk for row in shown for pk in row.actors})
    return [
        Item(
            row, kinds.kind_of(row.kind), described[row.pk], [people[pk] for pk in reversed(row.actors) if pk in people]
        )
        for row in shown
    ]
