"""The statements that write notifications for many members at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Concat

from members.models import Member

from .kinds import Kind
from .models import Notification, Preference

# Names the fields that are the same for everybody who is told.
_SHARED = [field for field in Notification._meta.concrete_fields if field.name not in ("id", "member")]


def who_is_told(kind: Kind, object_id: int, actor: int | None, members: Sequence[int]) -> list[int]:
    """Those of the members who want this kind and were not told the same before, read or not.

    People who have not claimed their membership have no list to look at.
    """
    before = Notification.objects.filter(kind=kind.code, object_id=object_id, member=OuterRef("pk")).told_of(actor)
    chose = Exists(Preference.objects.filter(member=OuterRef("pk"), kind=kind.code, wanted=not kind.default_on))
    people = Member.objects.filter(~Exists(before), ~chose if kind.default_on else chose, pk__in=members, claimed=True)
    return list(people.values_list("pk", flat=True))


def write(notification: Notification, members: Sequence[int]) -> None:
    """Give each member a row like this one, unless they have it: one statement, however many they are.

    Chosen from the members' table, so that whoever was erased a moment ago is no error.
    """
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in _SHARED)
    values = [field.get_db_prep_save(getattr(notification, field.attname), connection) for field in _SHARED]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(Notification._meta.db_table)} (member_id, {columns}) "  # noqa: S608 - our own names
            f"SELECT id, {_marks(values)} FROM {quote(Member._meta.db_table)} WHERE id IN ({_marks(members)}) "
            "ON CONFLICT DO NOTHING",
            [*values, *members],
        )


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def join(notification: Notification, members: Sequence[int]) -> None:
    """Add whoever did this to the unread rows of a consolidated kind that do not tell of them yet.

    Comes after `write`: a row that somebody else wrote in the same moment made that do nothing, and is seen here.
    """
    rows = Notification.objects.filter(
        kind=notification.kind,
        object_id=notification.object_id,
        member__in=members,
        only_actor=None,
        read_at=None,
    )
    added = notification.trail.removeprefix(",")
    rows.exclude(trail__contains=notification.trail).update(
        trail=Concat(F("trail"), Value(added)), count=F("count") + 1, created_at=notification.created_at
    )
