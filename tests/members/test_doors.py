"""Every operation on members through every door: the same effects, the same refusals."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from members import operations
from tests.doors import Door, browser_of, same_effects, same_mistakes, same_refusals
from tests.forum.rows import nothing_changes
from tests.members.doors_table import DOORS, people

World = SimpleNamespace
IDS = [f"{door.operation}-{number}" for number, door in enumerate(DOORS)]


@pytest.fixture
def world(nothing_remembered: None) -> World:
    return people()


@pytest.mark.parametrize("door", DOORS, ids=IDS)
def test_every_door_has_the_operations_effects(door: Door, world: World) -> None:
    same_effects(operations, door, world)


@pytest.mark.parametrize("door", [door for door in DOORS if door.may_not], ids=lambda door: door.operation)
def test_every_door_refuses_whom_the_operation_refuses(door: Door, world: World) -> None:
    same_refusals(operations, door, world)


@pytest.mark.parametrize("door", [door for door in DOORS if door.wrong], ids=lambda door: door.operation)
def test_every_door_refuses_what_the_operation_refuses(door: Door, world: World) -> None:
    same_mistakes(operations, door, world)


@pytest.mark.any_database
def test_no_door_opens_by_a_link_or_from_another_site(world: World) -> None:
    for door in DOORS:
        door.given(world)
        with nothing_changes():
            assert browser_of(world, door.may).get(door.address(world)).status_code in (200, 302, 405), door.operation
        strict = Client(enforce_csrf_checks=True)
        if door.actor:
            strict.force_login(getattr(world, door.may))
        with nothing_changes():
            assert strict.post(door.address(world), door.sent(world)).status_code == 403, door.operation


def test_every_operation_has_a_door() -> None:
    by_mail_alone = {"note_stranger", "show_stranger"}  # held in tests/forum/by_mail/test_strangers.py
    assert {door.operation for door in DOORS} | by_mail_alone == set(operations.__all__)
