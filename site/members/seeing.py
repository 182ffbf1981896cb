"""What a visitor sees, asked often: as a prepared question, written by the ORM once for each sort of visitor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from freshness.prepared import Prepared, Value

from .models import Member, Visitor

POWERS = ("is_superuser", "is_moderator")


class PreparedFor:
    """`PreparedFor(lambda visitor: Group.objects.readable_by(visitor).values_list("pk"))`, then ask with a visitor.

    `build` is called with a stand-in that has the visitor's powers over the whole site and a key. It may look at
    nothing else of them, and fails where it does: that would be true of one visitor and be written for all. Further
    values are as `Prepared` takes them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._of_sort: dict[tuple[bool, ...], Prepared] = {}

    def __call__(self, visitor: Visitor, *values: Value) -> list[tuple[Any, ...]]:
        if not visitor.is_authenticated:
            return self._prepared(())(*values)
        return self._prepared(tuple(bool(getattr(visitor, power)) for power in POWERS))(visitor.pk, *values)

    def _prepared(self, sort: tuple[bool, ...]) -> Prepared:
        if sort not in self._of_sort:
            self._of_sort[sort] = Prepared(self._as_member(sort) if sort else self._as_stranger)
        return self._of_sort[sort]

    def _as_stranger(self, *values: Value) -> QuerySet[Any, Any]:
        return self._build(AnonymousUser(), *values)

    def _as_member(self, sort: tuple[bool, ...]) -> Callable[..., QuerySet[Any, Any]]:
        known = [Member._meta.pk.attname, *POWERS]
        # As a row of which no more was read: what else is asked of it Django looks for, and does not find.
        return lambda pk, *values: self._build(Member.from_db(None, known, [pk, *sort]), *values)
