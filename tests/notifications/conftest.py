"""The people and the kinds of these tests. What may still be seen is a set of objects that a test can change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from django.utils.html import format_html

from members.models import Member
from notifications import kinds, operations
from notifications.kinds import Described, Kind
from notifications.models import Notification

MAKE_MEMBER = Callable[..., Member]
TELL = Callable[..., None]


class Words:
    """Describes what its `hidden` objects do not include, and remembers how often it was asked."""

    def __init__(self) -> None:
        self.hidden: set[int] = set()
        self.asked = 0

    def __call__(self, member: Member, notifications: Sequence[Notification]) -> Mapping[int, Described]:
        self.asked += 1
        return {
            row.pk: Described(format_html("{} of <b>{}</b>", row.kind, row.object_id), f"/object/{row.object_id}/")
            for row in notifications
            if row.object_id not in self.hidden
        }


@pytest.fixture
def words() -> Iterator[Words]:
    """Four kinds: one for each occurrence, one consolidated, one without a thread, one that is off by default."""
    describe = Words()
    made = (
        Kind("test_reply", "Test replies", "Somebody answers.", "reply", describe),
        Kind("test_like", "Test likes", "Somebody likes.", "heart", describe, consolidated=True),
        Kind("test_role", "Test roles", "Somebody gives a role.", "user-plus", describe),
        Kind("test_quiet", "Test quiet", "Rarely wanted.", "bell", describe, default_on=False),
    )
    for kind in made:
        kinds.register(kind)
    yield describe
    for kind in made:
        kinds.unregister(kind.code)


@pytest.fixture
def join(db: None) -> MAKE_MEMBER:
    def make(handle: str, **fields: object) -> Member:
        return Member.objects.create_user(f"{handle}@example.com", handle=handle, name=handle.title(), **fields)

    return make


@pytest.fixture
def ada(join: MAKE_MEMBER) -> Member:
    return join("ada")


@pytest.fixture
def bob(join: MAKE_MEMBER) -> Member:
    return join("bob")


@pytest.fixture
def eve(join: MAKE_MEMBER) -> Member:
    return join("eve")


@pytest.fixture
def crowd(db: None) -> Callable[[int], list[int]]:
    """Makes this many members at once and gives their primary keys."""

    def make(size: int) -> list[int]:
        start = Member.objects.count()
        members = Member.objects.bulk_create(
            Member(email=f"m{n}@example.com", handle=f"m{n}", name=f"M {n}") for n in range(start, start + size)
        )
        return [member.pk for member in members]

    return make


@pytest.fixture
def tell(words: Words) -> TELL:
    """Tells some members of a reply by default."""

    def telling(*members: Member, actor: Member | None, kind: str = "test_reply", **about: object) -> None:
        details = {"thread": "topic:1", "object_id": 1} | about
        operations.notify(members=[member.pk for member in members], kind=kind, actor=actor and actor.pk, **details)

    return telling
