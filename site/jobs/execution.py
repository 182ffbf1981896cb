"""Running jobs: claim the row, call the task, note the outcome."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskContext
from django_tasks.signals import task_finished, task_started
from django_tasks.utils import get_exception_traceback, get_module_path, normalize_json

from .models import Job, Status
from .results import result_of
from .retrying import DEFAULT, policy_of

logger = logging.getLogger(__name__)

TRACEBACK_MAX = 20_000  # characters: the end of a deep recursion says as much as all of it
ERROR_CLASS_MAX = 255  # the column's width
# Their tasks look up the row they were enqueued for; one that is gone by now needs no index, and is no failure.
GONE_IS_DONE = ("wagtail.", "modelsearch.")


class Stopped(BaseException):
    """The worker is asked to stop and the job's grace is over; not an Exception, so that no task swallows it."""


def worker_name() -> str:
    """Who runs a job, as the admin shows it: host and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def claim(worker: str, *, used: Callable[[], None] | None = None) -> Job | None:
    """Take the most pressing due job, or None. `used` acknowledges the broker's message in the same transaction.

    A row that another worker is taking at this moment is passed by, not waited for: a message is used up only by
    running a job or by finding none left, as there are never fewer messages than due jobs. (SQLite has one writer at a
    time, which is us from the transaction's beginning.)
    """
    with transaction.atomic():
        if used is not None:
            used()
        moment = timezone.now()
        job = Job.objects.due(moment).select_for_update(skip_locked=True).first()
        if job is not None:
            job.status = Status.RUNNING
            job.worker = worker
            job.attempts += 1
            job.started_at = job.started_at or moment
            job.attempted_at = moment
            job.save(update_fields=["status", "worker", "attempts", "started_at", "attempted_at"])
        return job


def run_next() -> None:
    """Run the most pressing due job, if there is one: what django-q2's own cluster calls for each message."""
    job = claim(worker_name())
    if job is not None:
        run(job)


def run(job: Job, *, limit: contextlib.AbstractContextManager[None] | None = None) -> BaseException | None:
    """Run a claimed job and note the outcome; the error, if it failed, is returned and never raised.

    The task is called inside `limit`, which may interrupt it. Raises Stopped, with the job put back as if it had
    not been started, when the worker must end now.
    """
    try:
        task: Task[..., Any] = import_string(job.task)
    except ImportError as error:
        _failed(job, None, error)
        return error
    task_started.send(type(task.get_backend()), task_result=result_of(job, task))
    try:
        with limit or contextlib.nullcontext(), translation.override(settings.LANGUAGE_CODE), timezone.override(None):
            outcome = normalize_json(_outcome(job, task))
    except (Stopped, KeyboardInterrupt):
        _put_back(job)
        raise
    except (Exception, SystemExit) as error:  # a task that exits, and django-q2's time limit, are failures of the job
        _failed(job, task, error)
        return error
    if _note(job, status=Status.SUCCEEDED, result=outcome, finished_at=timezone.now(), error_class="", traceback=""):
        task_finished.send(type(task.get_backend()), task_result=result_of(job, task))
    return None


def _outcome(job: Job, task: Task[..., Any]) -> Any:
    try:
        return _call(job, task)
    except ObjectDoesNotExist:
        if job.task.startswith(GONE_IS_DONE):
            return None
        raise


def _call(job: Job, task: Task[..., Any]) -> Any:
    if task.takes_context:
        return task.call(TaskContext(task_result=result_of(job, task)), *job.args, **job.kwargs)
    return task.call(*job.args, **job.kwargs)


def _note(job: Job, **changes: Any) -> bool:
    """Write the outcome, unless the row has been taken from us: then the outcome of the later run counts."""
    mine = Job.objects.filter(pk=job.pk, status=Status.RUNNING, worker=job.worker, attempts=job.attempts)
    if not mine.update(**changes):
        logger.warning("Job %s (%s) was taken up by another worker while it ran here.", job.pk, job.task)
        return False
    for name, value in changes.items():
        setattr(job, name, value)
    return True


def _failed(job: Job, task: Task[..., Any] | None, error: BaseException) -> None:
    """Plan the next attempt, or note that there is none."""
    policy = policy_of(task) if task is not None else DEFAULT
    wait = policy.wait_after(job.attempts)
    changes: dict[str, Any] = {
        "error_class": get_module_path(type(error))[:ERROR_CLASS_MAX],
        # PostgreSQL keeps no NUL, and hostile input may have brought one into the message.
        "traceback": get_exception_traceback(error).replace("\0", "")[-TRACEBACK_MAX:],
    }
    if wait is None:
        changes |= {"status": Status.FAILED, "finished_at": timezone.now()}
    else:
        changes |= {"status": Status.READY, "run_after": timezone.now() + wait, "pushed_at": None}
        logger.warning("Job %s (%s) failed, next attempt in %s: %s", job.pk, job.task, wait, error)
    if not _note(job, **changes) or wait is not None:
        return
    if task is None:
        logger.error("Job %s names %s, which is not in the code.", job.pk, job.task)
    else:  # django-tasks logs it, with the traceback
        task_finished.send(type(task.get_backend()), task_result=result_of(job, task))


def _put_back(job: Job) -> None:
    """Return a job that this worker cannot finish; the attempt does not count."""
    _note(job, status=Status.READY, attempts=job.attempts - 1, pushed_at=None)
