"""Looking for related things, as jobs. Each may run twice."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from jobs.once import enqueue_once
from search.matching import RebuildingError
from search.models import About

from . import looking

AT_ONCE = 50  # topics and as many pages of one job, some seconds of work; between two jobs others have their turn
SOON = timedelta(seconds=2)


@task(queue_name="index")
def look_for_related() -> None:
    """Look for what is about the same as what is due; where much is due, the rest comes soon."""
    now = timezone.now()
    found = [(about, entry) for about in About for entry in looking.due(about, now)[:AT_ONCE]]
    try:
        looked = sum(looking.look(about, entry) for about, entry in found)
    except RebuildingError:
        return
    if looked >= AT_ONCE:
        enqueue_once(look_for_related, run_after=timezone.now() + SOON)


@task
def forget_gone() -> None:
    """Once a day: what is not there any more has nothing beside it."""
    looking.forget_gone()
