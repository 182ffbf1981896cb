"""What an operator does with mail that came in."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from jobs.once import enqueue_once

from . import tasks
from .models import ReceivedMail, Status

# What became a post, a like or a command is done: acting on it again would do it twice.
TRIED_AGAIN = (Status.WAITING, Status.HELD, Status.REJECTED, Status.IGNORED)


@transaction.atomic
def try_again(*, mails: Sequence[ReceivedMail]) -> int:
    """Let mails go their path anew, those that became nothing and are still kept whole; how many."""
    count = 0
    waiting = ReceivedMail.objects.filter(status__in=TRIED_AGAIN, raw__isnull=False)
    for received in waiting.filter(pk__in=[each.pk for each in mails]).select_for_update():
        ReceivedMail.objects.filter(pk=received.pk).update(status=Status.WAITING, reason="", try_at=timezone.now())
        count += 1
    enqueue_once(tasks.act_on_waiting, run_after=timezone.now())
    return count
