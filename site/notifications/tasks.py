"""Jobs about notifications."""

from __future__ import annotations

import time

from django.utils import timezone
from django_tasks import task

from jobs.once import enqueue_once
from mail.leaving.transport import Transport
from members.models import Member

from . import operations
from .by_mail import sending
from .models import Letter, State

SECONDS_AT_ONCE = 20.0  # then other jobs get their turn
PRESSING = 10  # people wait for it, as they do not for an index
PENDING = (State.WAITING, State.DIGEST, State.SENDING)


@task()
def prune_notifications() -> int:
    """Delete what was read long ago, and what is known of mails as old; returns how many notifications."""
    Letter.objects.filter(created_at__lt=timezone.now() - operations.READ_KEPT).exclude(state__in=PENDING).delete()
    return operations.prune()


@task(queue_name="mail", priority=PRESSING)
def send_letters() -> None:
    """Send the mails that are due, over one connection, for some seconds; what is left then is sent by the next run."""
    until = time.monotonic() + SECONDS_AT_ONCE
    with Transport() as transport:
        while sending.send_due(transport):
            if time.monotonic() > until:
                enqueue_once(send_letters, run_after=timezone.now())
                return


@task()
def forget_unseen(member_id: int) -> int:
    """Untell a member what they may no longer see; returns how many. Enqueue it where they lose sight of much."""
    member = Member.objects.filter(pk=member_id).first()
    return operations.forget_unseen(member=member) if member is not None else 0
