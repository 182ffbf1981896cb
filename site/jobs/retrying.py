"""How often, and how patiently, a failed job is tried again; declared beside the task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom
from typing import Any, TypeVar

from django_tasks.base import Task

LONGEST_WAIT = timedelta(days=1)  # a mail server that was down over a weekend is met again within a day
JITTER = 0.2  # jobs that failed together do not come back together
_random = SystemRandom()

Declared = TypeVar("Declared", bound=Callable[..., Any] | Task[..., Any])


@dataclass(frozen=True, kw_only=True)
class Retry:
    """The patience of one task: `times` further runs after the first, each wait `factor` times the one before."""

    times: int
    first_wait: timedelta
    factor: float

    def wait_after(self, attempts: int) -> timedelta | None:
        """The wait before the next run when `attempts` runs have failed, with jitter; None when it was the last."""
        if attempts > self.times:
            return None
        # Capped before it is multiplied: a large power would overflow timedelta.
        seconds = min(
            self.first_wait.total_seconds() * self.factor ** min(attempts - 1, 64), LONGEST_WAIT.total_seconds()
        )
        return timedelta(seconds=seconds * _random.uniform(1 - JITTER, 1 + JITTER))


# For Wagtail's own tasks and ours that declare nothing: over a short trouble (a locked row, a restarting server),
# and soon visible as failed when the trouble is a mistake in the code.
DEFAULT = Retry(times=3, first_wait=timedelta(seconds=30), factor=4)


def retry(
    *, times: int, first_wait: timedelta = DEFAULT.first_wait, factor: float = DEFAULT.factor
) -> Callable[[Declared], Declared]:
    """Declare a task's patience, above or below `@task()`; `times=0` means that the first failure is final."""
    policy = Retry(times=times, first_wait=first_wait, factor=factor)

    def declare(declared: Declared) -> Declared:
        function: Any = declared.func if isinstance(declared, Task) else declared
        function.retry_policy = policy
        return declared

    return declare


def policy_of(task: Task[..., Any]) -> Retry:
    """The patience that was declared beside this task, or the default."""
    policy: Retry = getattr(task.func, "retry_policy", DEFAULT)
    return policy
