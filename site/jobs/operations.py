"""What a person may do with a job."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from .delivery import push
from .models import Job, Status


def run_again(*, jobs: Iterable[Job]) -> int:
    """Have these jobs run now, with all their attempts before them; returns how many that was.

    Takes what has failed and what waits (for its hour, or for its next attempt). What runs or has succeeded is left
    alone: doing it a second time is for whoever enqueues it to decide. The last traceback stays until a success.
    """
    moment = timezone.now()
    with transaction.atomic():
        changed = [job for job in jobs if _make_ready(job, moment)]
        push(changed)
    return len(changed)


def _make_ready(job: Job, moment: object) -> bool:
    still_idle = Job.objects.filter(pk=job.pk, status__in=(Status.FAILED, Status.READY))
    return bool(still_idle.update(status=Status.READY, attempts=0, run_after=moment, pushed_at=None, finished_at=None))
