"""Telling the broker that there is something to do.

A message means "one more job is due", not "run this one": whoever takes it runs the most pressing job. So a message
that comes twice or too late does no harm, priorities hold with every broker, and only the rows can be lost or kept.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.tasks import async_task

from .models import Job, Status

logger = logging.getLogger(__name__)

DUE_AT_ONCE = 500  # jobs whose messages one pass writes: a bounded transaction, and the next pass is a second away


@functools.cache
def broker() -> Any:
    """This process's broker; with Redis that is one pool of connections instead of a connection for each job."""
    return get_broker()


def _tell_broker() -> None:
    # `save` False: our rows hold the outcome. django-q2's own cluster finds the function by this path.
    async_task("jobs.execution.run_next", q_options={"broker": broker(), "save": False, "ack_failure": True})


def push(jobs: Iterable[Job]) -> None:
    """Send one message for each of these rows; call it inside the transaction that wrote them.

    With the ORM broker the messages are rows of the same transaction. With a broker outside the database they
    leave when it commits; should this process die in between, the worker's next sweep finds the rows.
    """
    waiting = list(jobs)
    if writes_messages():
        for _job in waiting:
            _tell_broker()
        Job.objects.filter(pk__in=[job.pk for job in waiting]).update(pushed_at=timezone.now())
    else:
        transaction.on_commit(functools.partial(_push_outside, [job.pk for job in waiting]))


def writes_messages() -> bool:
    """Whether a message is a row of the transaction that wrote its job, and so cannot be lost."""
    return bool(Conf.ORM)


def push_new(job: Job) -> None:
    """Send the message for a row written just now; its `pushed_at` says so already where `writes_messages()`."""
    if writes_messages():
        _tell_broker()
    else:
        push([job])


def _push_outside(keys: list[Any]) -> None:
    """A broker that cannot be reached must not fail the request that is already committed: the sweep will deliver."""
    try:
        for _key in keys:
            _tell_broker()
    except Exception:
        logger.exception("The job broker cannot be reached; the jobs wait for the sweep.")
    else:
        # Only what has no note yet: a worker may have been faster than this update.
        Job.objects.filter(pk__in=keys, pushed_at=None, status=Status.READY).update(pushed_at=timezone.now())


def deliver_due(*, moment: datetime) -> int:
    """Send messages for what has become due (deferred, waiting for its next attempt, or left by a crash).

    Reads first: on an idle site this takes no write lock. Returns how many were sent.
    """
    if not Job.objects.undelivered(moment).exists():
        return 0
    with transaction.atomic():
        due = list(Job.objects.undelivered(moment).only("pk")[:DUE_AT_ONCE])
        push(due)
    return len(due)
