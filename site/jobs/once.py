"""A job that many writes ask for and that needs to run once for all of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django_tasks.base import Task

from .models import Job, Status


def enqueue_once(task: Task[[], Any], *, run_after: datetime) -> None:
    """Enqueue a task without arguments, unless it waits already: what is written before it starts is its to find.

    On a database of many writers it may start between this look and the caller's commit. So a task enqueued here looks
    once more after it has found something, and a schedule calls it now and then.
    """
    if not Job.objects.filter(task=task.module_path, status=Status.READY).exists():
        task.using(run_after=run_after).enqueue()
