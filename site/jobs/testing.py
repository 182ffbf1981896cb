"""Running jobs inside a test or a script, without a worker."""

from __future__ import annotations

from django_q.conf import Conf

from . import execution
from .delivery import broker
from .models import Job


def run_jobs(*, raise_errors: bool = True) -> list[Job]:
    """Run everything that is due, in order, and what that enqueues; returns the jobs that ran.

    The error of a failing job is raised, after the row has noted it; with `raise_errors=False` the next job runs.
    What is due later (deferred, or waiting for its next attempt) stays.
    """
    ran = []
    while (job := execution.claim(execution.worker_name())) is not None:
        ran.append(job)
        error = execution.run(job)
        if error is not None and raise_errors:
            raise error
    if Conf.ORM:
        broker().purge_queue()  # the messages of the jobs that have just run
    return ran
