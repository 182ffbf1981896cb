"""Tasks that leave a trace, for the tests."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django_tasks import TaskContext, task

from jobs import retry


@task()
def note(path: str, text: str) -> str:
    """Append one line; not idempotent, so that a second run shows."""
    with Path(path).open("a") as file:
        file.write(f"{text}\n")
    return text


@task(takes_context=True)
def attempt(context: TaskContext) -> int:
    return context.attempt


@task()
async def later(number: int) -> int:
    return number + 1


@task()
def language() -> str | None:
    return get_language()


@task()
@retry(times=2, first_wait=timedelta(seconds=10), factor=3)
def fail(message: str) -> None:
    raise ValueError(message)


@retry(times=0, first_wait=timedelta(seconds=10))
@task()
def fail_for_good(message: str) -> None:
    raise ValueError(message)


@task()
def fail_with_nul() -> None:
    raise ValueError("before\0after")


@task()
def leave() -> None:
    raise SystemExit(3)


@task()
def note_then_enqueue(path: str) -> None:
    note.enqueue(path, "first")
    note.enqueue(path, "second")


@task()
def slow_once(path: str, seconds: float) -> None:
    """Idempotent work: says that it started, and does the work only where it is not done."""
    with Path(path).open("a") as file:
        file.write("started\n")
    done = Path(path).with_suffix(".done")
    if Path(path).read_text().count("started") == 1:
        time.sleep(seconds)
    with transaction.atomic(), done.open("a") as file:
        file.write("done\n")


@task()
def kill_own_process(path: str) -> None:
    """What the kernel does to a process that takes too much memory."""
    with Path(path).open("a") as file:
        file.write(f"{os.getpid()}\n")
    os.kill(os.getpid(), 9)


@task()
def give(value: Any) -> Any:
    return value
