"""Fixtures whose rows stay in the database from test to test, for whoever asks for the same ones next.

Each kept fixture of a test stands in a savepoint upon those it is made of (the cast, below the groups, below a world),
and the test runs in a savepoint above them all, which is taken back after it. What a test does not ask for is taken
back before it, so it meets no rows but those of its own fixtures; what it is handed are copies, so it meets nothing
that another test did to them. Nothing is kept beyond a module. For tests that commit, each is made anew.
"""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from freshness.memo import forget_everything

Make = Callable[..., Any]
HOLDS_THE_DATABASE = "_django_db_helper"  # the fixture of pytest-django in which a test's own savepoint stands


@dataclass
class Level:
    name: str
    make: Make
    savepoint: ExitStack
    values: bytes  # of this one and those below, by name


@dataclass
class Stage:
    """What stands in the database now."""

    levels: list[Level] = field(default_factory=list)
    blocker: Any = None
    in_use: bool = False
    leaving: bool = False

    def values(self) -> dict[str, Any]:
        """Copies that belong together: a group's member in one is the member in another."""
        return dict(pickle.loads(self.levels[-1].values)) if self.levels else {}  # noqa: S301 - our own

    def holds(self, make: Make) -> bool:
        return any(level.make is make for level in self.levels)

    def prepare(self, wanted: list[tuple[str, Make]]) -> None:
        standing = 0
        for level, (_name, make) in zip(self.levels, wanted, strict=False):
            if level.make is not make:
                break
            standing += 1
        self.strike(standing)
        for name, make in wanted[standing:]:
            self._add(name, make)
        if wanted[standing:]:  # each test begins with what the first one begins with
            cache.clear()
            forget_everything()

    def _add(self, name: str, make: Make) -> None:
        with ExitStack() as savepoint, self.blocker.unblock():
            savepoint.enter_context(transaction.atomic())
            values = self.values()
            values[name] = make(**{wanted: values[wanted] for wanted in inspect.signature(make).parameters})
            self.levels.append(Level(name, make, savepoint, pickle.dumps(values)))
            self.levels[-1].savepoint = savepoint.pop_all()

    def strike(self, standing: int = 0) -> None:
        """Take back all levels but so many."""
        while len(self.levels) > standing:
            with self.blocker.unblock():
                transaction.set_rollback(True)
                self.levels.pop().savepoint.close()


stage = Stage()


def kept(make: Make | None = None, *, autouse: bool = False) -> Any:
    """Make a fixture of a function that writes rows, takes kept fixtures alone, and gives what can be pickled."""
    if make is None:
        return lambda function: kept(function, autouse=autouse)

    def take(on_stage: dict[str, Any], **given: Any) -> Any:
        return on_stage[make.__name__] if stage.holds(make) else make(**given)

    parameters = [inspect.Parameter("on_stage", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    take.__signature__ = inspect.Signature([*parameters, *inspect.signature(make).parameters.values()])  # type: ignore[attr-defined]
    take.__doc__, take.made_by = make.__doc__, make  # type: ignore[attr-defined]
    return pytest.fixture(name=make.__name__, autouse=autouse)(take)


@pytest.fixture
def on_stage(db: None) -> dict[str, Any]:
    """This test's copies of what is kept, by name."""
    return stage.values()


def wanted_by(item: Any) -> list[tuple[str, Make]]:
    """The kept fixtures of a test, each after those it is made of."""
    found: dict[str, Make] = {}

    def want(name: str) -> None:
        defined = item._fixtureinfo.name2fixturedefs.get(name)
        make = getattr(defined[-1].func, "made_by", None) if defined else None
        if make is not None and name not in found:
            for each in inspect.signature(make).parameters:
                want(each)
            found[name] = make

    for name in item.fixturenames:
        want(name)
    return list(found.items())


def commits(item: Any) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(item.fixturenames)
    return bool(asked) or bool(marker and (marker.kwargs.get("transaction") or marker.args))


# What pytest calls -----------------------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> None:
    if fixturedef.scope in ("module", "package", "session"):
        stage.strike()  # else it would stand on what goes before it
    elif fixturedef.argname == HOLDS_THE_DATABASE:
        stage.blocker = request.getfixturevalue("django_db_blocker")
        stage.prepare([] if commits(request.node) else wanted_by(request.node))
        stage.in_use = True


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: Any, nextitem: Any) -> None:
    stage.leaving = nextitem is None or nextitem.getparent(pytest.Module) is not item.getparent(pytest.Module)
    if stage.leaving and not stage.in_use:
        stage.strike()


def pytest_fixture_post_finalizer(fixturedef: Any) -> None:
    if fixturedef.argname == HOLDS_THE_DATABASE and stage.in_use:
        stage.in_use = False
        if stage.leaving:
            stage.strike()
