"""Every operation through every door that leads to it: the same effects, the same refusals. The tables of the doors
stand beside the tests of each floor."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType, SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.color import no_style
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from freshness.memo import forget_everything
from members.models import Member
from tests.forum.rows import differences, everything, models, nothing_changes

World = SimpleNamespace
Ask = Callable[[World], dict[str, Any]]
FRAGMENT = {"X-Fragment": "1"}
WEB: dict[str, dict[str, str]] = {"page": {}, "fragment": FRAGMENT}


def nothing(_world: World) -> None:
    return None


def none(_world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Door:
    """One operation through one address. `may_not` is who is refused: "visitor" where every member may. Who acts is a
    member of the world, or a browser that has begun something."""

    operation: str
    actor: str  # the argument that says who acts; "" where none does
    may: str
    may_not: str  # "" where nobody is refused
    asked: Ask
    address: Callable[[World], str] = str
    sent: Ask = none
    given: Callable[[World], Any] = nothing
    method: str = "post"
    # The same with something that no operation takes: what is asked, and what is sent.
    wrong: tuple[Ask, Ask] | None = None
    wrong_address: Callable[[World], str] | None = None
    # The tables to which this door writes more than this one operation does, because it does more than that.
    more: frozenset[str] = frozenset()
    ways: tuple[str, ...] = tuple(WEB)
    act: Callable[[World], Any] | None = None  # what is done instead, where the door is a job and has no address


def browser_of(world: World, who: str) -> Client:
    """The browser of somebody in this world, who may be one already."""
    person = getattr(world, who)
    if isinstance(person, Client):
        return person
    client = Client()
    if isinstance(person, Member):
        client.force_login(person)
    return client


class UndoneError(Exception):
    """Raised to undo what was tried."""


def effects_of(act: Callable[[], Any]) -> dict[str, Any]:
    """What an act leaves in the database, which is then as it was."""
    before, left = everything(), {}
    try:
        with transaction.atomic():
            _number_from_the_last()
            act()
            left = differences(before)
            raise UndoneError
    except UndoneError:
        forget_everything()
    # Jobs lie in the order of keys drawn by lot.
    return {table: sorted(rows, key=repr) for table, rows in plain(left).items()}


def _number_from_the_last() -> None:
    """Rows tried and undone before leave a gap on PostgreSQL; the next try begins where they did."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models()):
            cursor.execute(statement)


# The message in the queue is a signed text of the moment; the job's row says what is in it.
OF_THE_MOMENT = ("django_q.OrmQ", "freshness.Stamp", "password")


def plain(left: Any) -> Any:
    """The same without moments, and without what is drawn by lot."""
    if isinstance(left, dict):
        return {name: plain(value) for name, value in left.items() if name not in OF_THE_MOMENT}
    if isinstance(left, list):
        return [plain(value) for value in left]
    if isinstance(left, datetime | date):
        return "some time"
    if isinstance(left, UUID):
        return "by lot"
    return re.sub(r"[\w-]{22,}", "by lot", left) if isinstance(left, str) else left


def through(door: Door, world: World, who: str, way: str) -> HttpResponse:
    if door.act is not None:
        door.act(world)
        return HttpResponse()
    send = getattr(browser_of(world, who), door.method)
    answer: HttpResponse = send(door.address(world), door.sent(world), headers=WEB[way])
    return answer


def directly(operations: ModuleType, door: Door, world: World, who: str, asked: dict[str, Any]) -> Any:
    acting = {door.actor: getattr(world, who)} if door.actor else {}
    return getattr(operations, door.operation)(**{**asked, **acting})


def same_effects(operations: ModuleType, door: Door, world: World) -> None:
    """What the operation leaves is what each way through the door leaves; and more only where the table says so."""
    door.given(world)
    expected = effects_of(lambda: directly(operations, door, world, door.may, door.asked(world)))
    assert expected, "an act without effect shows nothing"
    for way in door.ways:
        answers: list[HttpResponse] = []
        found = effects_of(lambda way=way, answers=answers: answers.append(through(door, world, door.may, way)))
        assert answers[0].status_code in (200, 302), way
        for table in door.more:
            assert all(row in found[table] for row in expected.get(table, ())), (way, table)
        assert _but_for(door.more, found) == _but_for(door.more, expected), way


def _but_for(tables: frozenset[str], left: dict[str, Any]) -> dict[str, Any]:
    return {table: rows for table, rows in left.items() if table not in tables}


def same_refusals(operations: ModuleType, door: Door, world: World) -> None:
    """Who may not act may not by any door."""
    door.given(world)
    if door.may_not != "visitor":
        with nothing_changes(), pytest.raises(PermissionDenied):
            directly(operations, door, world, door.may_not, door.asked(world))
    for way in door.ways:
        with nothing_changes():
            answer = through(door, world, door.may_not, way)
        if door.may_not == "visitor" and door.method == "get":
            assert answer.status_code == 200, way
        elif door.may_not == "visitor" and answer.status_code == 403:  # a page that gives the words back
            assert "/account/login/?next=" in answer.content.decode(), way
        elif door.may_not == "visitor" or door.address(world).startswith("/admin/"):
            assert answer.status_code == 302, way
            assert "/login/" in answer["Location"] or door.address(world).startswith("/admin/"), way
        else:
            assert answer.status_code in (403, 404), way


def same_mistakes(operations: ModuleType, door: Door, world: World) -> None:
    """What the operation does not take comes back with words: on the page one came from, or in the form."""
    door.given(world)
    assert door.wrong is not None
    asked, sent = door.wrong
    with nothing_changes(), pytest.raises(ValidationError):
        directly(operations, door, world, door.may, asked(world))
    client = browser_of(world, door.may)
    with nothing_changes():
        answer = client.post((door.wrong_address or door.address)(world), sent(world))
        if answer.status_code == 302:
            said = client.get("/about/").content.decode()
        else:
            assert answer.status_code in (410, 422)
            said = answer.content.decode()
        assert "wrong" in said or "error" in said or answer.status_code == 410
