"""Running the schedules: the rows remember when each is due, and a conditional update makes every tick happen once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from .models import Schedule
from .scheduling import Rule, registry


def synchronise() -> None:
    """Make the rows what the code declares: called when a worker starts; writes only where they differ."""
    moment = timezone.now()
    known = {row.name: row for row in Schedule.objects.all()}
    for name, declared in registry.items():
        row = known.get(name)
        first = declared.rule.next_after(moment)
        if row is None:
            # Another worker may be starting beside us: the name is the key, one of the two rows stays.
            Schedule.objects.bulk_create(
                [Schedule(name=name, rule=_as_text(declared.rule), next_run=first)], ignore_conflicts=True
            )
        elif row.rule != _as_text(declared.rule):
            Schedule.objects.filter(name=name, rule=row.rule).update(rule=_as_text(declared.rule), next_run=first)
    gone = known.keys() - registry.keys()
    if gone:
        Schedule.objects.filter(name__in=gone).delete()


def _as_text(rule: Rule) -> str:
    return repr(rule)


def tick(*, moment: datetime) -> int:
    """Enqueue what is due, once however many workers ask; returns how many were enqueued here."""
    enqueued = 0
    for row in Schedule.objects.filter(next_run__lte=moment):
        declared = registry.get(row.name)
        if declared is None:
            continue  # written by a worker with newer code; it will run it
        with transaction.atomic():
            # Only the worker that moves the hand from this very tick enqueues its job.
            following = declared.rule.next_after(moment, previous=row.next_run)
            if Schedule.objects.filter(name=row.name, next_run=row.next_run).update(next_run=following):
                declared.task.enqueue(**declared.kwargs)
                enqueued += 1
    return enqueued
