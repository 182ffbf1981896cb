"""What a crash left is found here: messages that were lost, jobs whose worker died, rows nobody needs any more.

Each question is a read first and a conditional update after it, so an idle site is never locked and two workers
may sweep at once.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.conf import Conf

from .delivery import broker
from .models import Job, Status
from .retrying import DEFAULT, policy_of

logger = logging.getLogger(__name__)

MESSAGE_GRACE = timedelta(minutes=1)  # between sending a message and somebody taking it, on a queue that is empty
STALE_MARGIN = timedelta(minutes=2)  # beyond the time limit: a worker that lives would have stopped the job by then
DEATHS = 3  # a job that ended its worker so often is the likely reason
KEEP_SUCCEEDED = timedelta(days=2)  # long enough to answer "did yesterday's digest run?"; they are the bulk
KEEP_FAILED = timedelta(days=90)  # a season: somebody returns from leave and still finds what to run again
PRUNED_AT_ONCE = 1_000  # rows in one transaction, so that writers never wait long; the next sweep takes more


class WorkerDiedError(RuntimeError):
    """The process that ran the job ended without a word: killed, out of memory, or the machine went down."""


def sweep() -> None:
    """Everything that is due once a minute."""
    moment = timezone.now()
    forget_lost_messages(moment=moment)
    take_up_stale(moment=moment)
    prune(moment=moment)


def forget_lost_messages(*, moment: datetime) -> int:
    """Have the jobs delivered again whose message is gone: told long ago, still waiting, and the broker is empty.

    While the broker has messages there is nothing to do: each of them runs the most pressing job.
    """
    waiting = Job.objects.due(moment).filter(pushed_at__lt=moment - MESSAGE_GRACE)
    if not waiting.exists() or broker().queue_size():
        return 0
    return Job.objects.filter(pk__in=waiting.order_by().values("pk")).update(pushed_at=None)


def take_up_stale(*, moment: datetime) -> int:
    """Give back what has been running for longer than any job may; its worker must be dead."""
    limit = timedelta(seconds=Conf.TIMEOUT or 0) + STALE_MARGIN
    stale = Job.objects.filter(status=Status.RUNNING, attempted_at__lt=moment - limit)
    return sum(_bury(job) for job in stale)


def release(worker: str) -> int:
    """Give back at once what a worker known to be dead (or, for its own name, idle) was running."""
    return sum(_bury(job) for job in Job.objects.filter(status=Status.RUNNING, worker=worker))


def _bury(job: Job) -> int:
    """A dead worker is not the job's fault until it has happened too often."""
    try:
        times = policy_of(import_string(job.task)).times
    except ImportError:
        times = DEFAULT.times
    still_so = Job.objects.filter(pk=job.pk, status=Status.RUNNING, worker=job.worker, attempts=job.attempts)
    if job.attempts < max(times + 1, DEATHS):
        logger.warning("Job %s (%s) lost its worker %s and waits again.", job.pk, job.task, job.worker)
        return still_so.update(status=Status.READY, pushed_at=None)
    logger.error("Job %s (%s) lost its worker %s, %d attempts.", job.pk, job.task, job.worker, job.attempts)
    return still_so.update(
        status=Status.FAILED,
        finished_at=timezone.now(),
        error_class=f"{WorkerDiedError.__module__}.{WorkerDiedError.__qualname__}",
        traceback=WorkerDiedError.__doc__ or "",
    )


def prune(*, moment: datetime) -> int:
    """Delete what has been finished for so long that nobody will ask."""
    deleted = 0
    for status, keep in ((Status.SUCCEEDED, KEEP_SUCCEEDED), (Status.FAILED, KEEP_FAILED)):
        old = Job.objects.filter(status=status, finished_at__lt=moment - keep)
        keys = list(old.values_list("pk", flat=True)[:PRUNED_AT_ONCE])
        if keys:
            deleted += Job.objects.filter(pk__in=keys).delete()[0]
    return deleted
