"""What changes notifications. Each is one transaction that also moves the stamps of the members concerned.

All of them may be repeated: a job that runs twice, or a page that is sent twice, changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.utils import timezone
from django.utils.translation import gettext as _

from freshness.stamps import bump
from members.models import Member

from . import kinds, queries, telling
from .by_mail import deciding
from .models import Notification, NotificationQuerySet, Preference, trail_of

# A season: long enough to find again what one read, short enough that the table grows with the members only.
READ_KEPT = timedelta(days=90)
# SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535; a larger community is told in several.
MEMBERS_AT_ONCE = 10_000
DELETED_AT_ONCE = 1_000  # a fraction of a second, so that nobody's write waits for the broom


@transaction.atomic
def notify(
    *,
    members: Iterable[int],
    kind: str,
    thread: str,
    object_id: int,
    number: int = 0,
    actor: int | None,
    place: int = 0,
) -> None:
    """Tell members, by their primary keys, that `actor` did something to the object; None where it was nobody.

    Left out: the actor, who switched the kind off, and who was told the same (kind, object, actor) before. Who sees
    the object is the caller's to know. `place` is the group it is in, for what members chose of its mail; 0 for none.
    At most eight queries, however many members. Raises LookupError for a kind
    that is not registered.
    """
    known = kinds.kind_of(kind)
    row = Notification(
        kind=kind,
        thread=thread,
        object_id=object_id,
        number=number,
        trail=trail_of([] if actor is None else [actor]),
        only_actor=None if known.consolidated else actor or 0,
    )
    wanted = sorted({*members} - {actor})
    for start in range(0, len(wanted), MEMBERS_AT_ONCE):
        told = telling.who_is_told(known, object_id, actor, wanted[start : start + MEMBERS_AT_ONCE])
        if not told:
            continue
        telling.write(row, told)
        if known.consolidated:
            telling.join(row, told)
        deciding.decide(known, row, told, place=place)
        _bump(told)


@transaction.atomic
def withdraw(*, kind: str, object_id: int, actor: int) -> None:
    """Untell what `actor` did to the object, because they took it back; the others who did it stay told."""
    rows = Notification.objects.filter(kind=kind, object_id=object_id).told_of(actor)
    concerned = list(rows.values_list("member", flat=True))
    if not concerned:
        return
    _delete(rows.exclude(only_actor=None))
    # Taken away first and swept then: two who take back at once must not leave a row of nobody behind.
    rows.update(trail=Replace(F("trail"), Value(trail_of([actor])), Value(",")), count=F("count") - 1)
    _delete(Notification.objects.filter(kind=kind, object_id=object_id, count=0))
    _bump(concerned)


@transaction.atomic
def forget(*, thread: str, members: Iterable[int] | None = None) -> None:
    """Untell everything about a thread: everybody, because it is gone, or the members who lost sight of it."""
    if not thread:
        raise ValueError("notifications without a thread have nothing in common")
    _forget(Notification.objects.in_thread(thread), members)


@transaction.atomic
def forget_object(*, kinds: Iterable[str], object_id: int, members: Iterable[int] | None = None) -> None:
    """Untell what these kinds tell of one object: everybody, or some members."""
    _forget(Notification.objects.filter(kind__in=list(kinds), object_id=object_id), members)


def _forget(rows: NotificationQuerySet, members: Iterable[int] | None) -> None:
    if members is not None:
        rows = rows.filter(member__in=list(members))
    concerned = list(rows.order_by().values_list("member", flat=True).distinct())
    if concerned:
        _delete(rows)
        _bump(concerned)


@transaction.atomic
def carry(*, kinds: Iterable[str], object_id: int, thread: str, number: int) -> None:
    """What these kinds tell of an object is read with another thread from now on: the object went there."""
    Notification.objects.filter(kind__in=list(kinds), object_id=object_id).update(thread=thread, number=number)


def forget_unseen(*, member: Member) -> int:
    """Untell a member what is unread and may no longer be seen, as its kind says; returns how many.

    For sight lost of more than a thread: a group that was left, or that became private. A row that is read stands
    in no count and is left to `prune`.
    """
    total, last = 0, 0
    while rows := list(Notification.objects.unread_by(member.pk).filter(pk__gt=last).order_by("pk")[:DELETED_AT_ONCE]):
        seen = queries.words_for(member, rows)
        unseen = [row.pk for row in rows if row.pk not in seen]
        if unseen:
            with transaction.atomic():
                _delete(Notification.objects.filter(pk__in=unseen))
                _bump([member.pk])
        total, last = total + len(unseen), rows[-1].pk
    return total


def mark_read(*, member: Member, pks: Iterable[int]) -> None:
    """Mark some of the member's own notifications as read; others' stay as they are."""
    _mark_read(member, Notification.objects.unread_by(member.pk).filter(pk__in=list(pks)))


def mark_thread_read(*, member: Member, thread: str, upto: int | None = None) -> None:
    """Mark what tells of a thread as read, as far as `upto`, the highest number that was shown; None for all of it.

    Where nothing is unread this is one indexed query that takes no write lock: a page may call it every time.
    """
    if not queries.has_unread(member, thread):
        return
    rows = Notification.objects.unread_by(member.pk).filter(thread=thread)
    _mark_read(member, rows if upto is None else rows.filter(number__lte=upto))


def mark_all_read(*, member: Member) -> None:
    """Mark everything the member was told as read, what they may no longer see included."""
    _mark_read(member, Notification.objects.unread_by(member.pk))


def _mark_read(member: Member, rows: NotificationQuerySet) -> None:
    if not rows.exists():
        return
    with transaction.atomic():
        if rows.update(read_at=timezone.now()):
            _bump([member.pk])


@transaction.atomic
def set_preference(*, member: Member, kind: str, wanted: bool) -> None:
    """Switch a kind on or off for what comes; what was told stays. Raises ValidationError for an unknown kind."""
    if kind not in kinds.registered():
        raise ValidationError(_("There is no such kind of notification."))
    Preference.objects.update_or_create(member=member, kind=kind, defaults={"wanted": wanted})


def prune() -> int:
    """Delete what was read longer than READ_KEPT ago, in short transactions; returns how many.

    Raises nothing and may be stopped anywhere; what is left goes with the next run.
    """
    total, last = 0, 0
    while old := _old_after(last):
        with transaction.atomic():
            _delete(Notification.objects.filter(pk__in=[pk for pk, _member in old]))
            _bump(member for _pk, member in old)
        total, last = total + len(old), old[-1][0]
    return total


def _old_after(pk: int) -> list[tuple[int, int]]:
    rows = Notification.objects.filter(read_at__lt=timezone.now() - READ_KEPT, pk__gt=pk).order_by("pk")
    return list(rows.values_list("pk", "member")[:DELETED_AT_ONCE])


def _delete(rows: NotificationQuerySet) -> None:
    """One statement. Nothing hangs on a notification, and `delete()` would fetch every row to tell Wagtail of it."""
    rows._raw_delete(rows.db)


def _bump(members: Iterable[int]) -> None:
    bump(*(queries.told_key(pk) for pk in members))
