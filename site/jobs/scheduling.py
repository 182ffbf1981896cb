"""Schedules are declared in code, beside what they run, in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django_tasks.base import Task

LAST_DAY_OF_EVERY_MONTH = 28  # a schedule on the 31st would silently skip five months


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Every so often; or at a time of the community's day, on one weekday (Monday is 0) or day of the month."""

    every: timedelta | None = None
    at: time | None = None
    weekday: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ImproperlyConfigured("A schedule has either `every` or `at`.")
        if self.every is not None and (self.every < timedelta(seconds=1) or self.weekday is not None or self.day):
            raise ImproperlyConfigured("`every` is at least a second and goes with neither `weekday` nor `day`.")
        if self.weekday is not None and (self.day is not None or self.weekday not in range(7)):
            raise ImproperlyConfigured("`weekday` is 0 (Monday) to 6 and does not go with `day`.")
        if self.day is not None and not 1 <= self.day <= LAST_DAY_OF_EVERY_MONTH:
            raise ImproperlyConfigured(f"`day` is 1 to {LAST_DAY_OF_EVERY_MONTH}, so that every month has it.")

    def next_after(self, moment: datetime, *, previous: datetime | None = None) -> datetime:
        """The first due time after `moment`; ticks of `every` are counted from `previous`, so that they do not drift.

        What was missed while no worker ran is not made up for: one late run, then the rhythm goes on.
        """
        if self.every is not None:
            start = previous or moment
            return start + self.every * ((moment - start) // self.every + 1)
        local = timezone.localtime(moment, timezone.get_default_timezone())
        for ahead in range(LAST_DAY_OF_EVERY_MONTH + 5):
            candidate = self._on((local + timedelta(days=ahead)).date(), zone=local.tzinfo)
            if candidate is not None and candidate > moment:
                return candidate
        raise AssertionError("a month has passed without a due day")

    def _on(self, date: Any, *, zone: Any) -> datetime | None:
        if self.weekday not in (None, date.weekday()) or self.day not in (None, date.day):
            return None
        return datetime.combine(date, self.at or time(), tzinfo=zone)


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """One declared schedule."""

    task: Task[..., Any]
    rule: Rule
    kwargs: Mapping[str, Any] = field(default_factory=dict)


registry: dict[str, Scheduled] = {}


def schedule(
    task: Task[..., Any],
    *,
    name: str,
    every: timedelta | None = None,
    at: time | None = None,
    weekday: int | None = None,
    day: int | None = None,
    kwargs: Mapping[str, Any] | None = None,
) -> None:
    """Run a task on a rhythm, once a tick however many workers there are.

    `every` is a duration of at least a second. `at` is a time of day in the site's TIME_ZONE; with `weekday`
    (0 is Monday) once a week, with `day` (1 to 28) once a month. Raises ImproperlyConfigured for a rule that
    makes no sense and for a name that another task has taken.
    """
    declared = Scheduled(task=task, rule=Rule(every=every, at=at, weekday=weekday, day=day), kwargs=dict(kwargs or {}))
    if name in registry and registry[name].task.module_path != task.module_path:
        raise ImproperlyConfigured(f"Two schedules are named {name}.")
    registry[name] = declared
