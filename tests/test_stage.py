"""Kept fixtures: nobody meets rows they did not ask for, nor what another test did to those they share."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from members.models import Member
from tests.factories import MemberFactory
from tests.stage import Stage

ADA: list[Member] = []


def ada() -> Member:
    ADA.append(MemberFactory(handle="ada"))
    return ADA[-1]


def pair(ada: Member) -> SimpleNamespace:
    return SimpleNamespace(ada=ada, bob=MemberFactory(handle="bob"))


def broken(ada: Member) -> None:
    MemberFactory(handle="eve")
    raise ValueError(ada.handle)


@pytest.fixture
def stage(db: None, django_db_blocker: Any) -> Iterator[Stage]:
    made = Stage(blocker=django_db_blocker)
    yield made
    made.strike()


def handles() -> set[str]:
    return set(Member.objects.values_list("handle", flat=True))


def test_what_is_not_asked_for_is_taken_back(stage: Stage) -> None:
    stage.prepare([("ada", ada), ("pair", pair)])
    assert handles() == {"ada", "bob"}
    stage.prepare([("ada", ada)])
    assert handles() == {"ada"}
    assert stage.values().keys() == {"ada"}
    stage.prepare([])
    assert (handles(), stage.values()) == (set(), {})


def test_what_is_asked_for_again_is_not_made_again(stage: Stage) -> None:
    before = len(ADA)
    for wanted in ([("ada", ada)], [("ada", ada), ("pair", pair)], [("ada", ada)]):
        stage.prepare(wanted)
    assert len(ADA) == before + 1


def test_everybody_is_handed_copies_that_belong_together(stage: Stage) -> None:
    stage.prepare([("ada", ada), ("pair", pair)])
    first, second = stage.values(), stage.values()
    first["ada"].name = "Changed"
    assert first["pair"].ada is first["ada"]
    assert second["pair"].ada.name == second["ada"].name == "Ada"


def test_one_that_fails_leaves_nothing(stage: Stage) -> None:
    with pytest.raises(ValueError):
        stage.prepare([("ada", ada), ("broken", broken)])
    assert handles() == {"ada"}
    stage.prepare([])
    assert handles() == set()
