"""What is new for saved searches, as a job."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from jobs.once import enqueue_once

from . import telling
from .looking import CannotLookError

AT_ONCE = 20  # members of one run: some seconds, so that other jobs get their turn


@task(queue_name="mail")
def tell_of_searches() -> None:
    """Tell the members whose searches are due. While the index is being built, they stay due for the next run."""
    members = list(telling.members_due().values_list("pk", flat=True)[:AT_ONCE])
    for member in members:
        try:
            telling.tell(member)
        except CannotLookError:
            return
    if len(members) == AT_ONCE:
        enqueue_once(tell_of_searches, run_after=timezone.now())
