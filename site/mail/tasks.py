"""Mail's work after a write. Each looks up again what it was enqueued for."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django_tasks import task

from jobs import retry
from jobs.once import enqueue_once

from .arriving import notes, processing
from .models import ReceivedMail, RefusalSent, Status

logger = logging.getLogger(__name__)

# A mail server that is down over a weekend loses nobody's news: the waits double, and the longest is a day.
patiently = retry(times=14, first_wait=timedelta(minutes=1), factor=2)
PRESSING = 20  # people wait for it, as they do not for an index
AT_ONCE, SECONDS_AT_ONCE = 50, 10.0  # then other jobs get their turn
FIRST_WAIT, TRIES_MAX = timedelta(seconds=10), 8  # nearly an hour and a half in all


@task(queue_name="mail", priority=PRESSING)
def act_on_waiting() -> None:
    """Do what all mails that wait ask for, in their order. One that fails is tried again later, and holds up no other.
    Looks again after it has found something, for what was committed meanwhile."""
    until = time.monotonic() + SECONDS_AT_ONCE
    found = 0
    while (waiting := due()[:AT_ONCE]) and time.monotonic() < until:
        for received_id in waiting:
            found += 1
            try:
                processing.act_on(received_id)
            except Exception:
                logger.exception("Mail %d could not be acted on.", received_id)
                _try_later(received_id)
    if found:
        enqueue_once(act_on_waiting, run_after=timezone.now())


def due() -> QuerySet[ReceivedMail, int]:
    """The mails that wait and may be acted on now, the first that came first."""
    waiting = ReceivedMail.objects.filter(status=Status.WAITING, try_at__lte=timezone.now())
    return waiting.order_by("pk").values_list("pk", flat=True)


def _try_later(received_id: int) -> None:
    """Wait longer each time; after the last, operators look: it is held, and nothing of it is lost."""
    received = ReceivedMail.objects.get(pk=received_id)
    received.tries += 1
    received.try_at = timezone.now() + FIRST_WAIT * 2**received.tries
    if received.tries > TRIES_MAX:
        received.status, received.reason = Status.HELD, "failed"
    received.save(update_fields=["tries", "try_at", "status", "reason"])


@patiently
@task(queue_name="mail")
def tell_of_outcome(received_id: int, note: str) -> None:
    """Tell the sender what became of their mail: why it was not taken, once a day for each reason; or what it found."""
    received = _with_member(received_id)
    if received is None or received.member is None:
        return
    if received.status != Status.REJECTED:
        notes.note_about(received, received.member, note).send()
        return
    with transaction.atomic():
        if _is_first_today(str(received.member.email), received.reason):
            notes.refusal_of(received, received.member, note).send()


@patiently
@task(queue_name="mail")
def ask_whether_it_was_them(received_id: int) -> None:
    """Ask the owner of an address whether a mail that did not prove it is theirs; one question an hour at most, so that
    whoever writes in their name cannot fill their mailbox. `ask_of_others` asks of the rest."""
    received = _with_member(received_id)
    if received is None or received.member is None or received.status != Status.HELD or received.asked_at:
        return
    with transaction.atomic():
        if _is_first_today(str(received.member.email), f"unproved {timezone.now():%H}"):
            ReceivedMail.objects.filter(pk=received.pk).update(asked_at=timezone.now())
            notes.question_about(received, received.member).send()


@task(queue_name="mail")
def ask_of_others() -> None:
    """Ask each member of the mail that has waited longest without a question."""
    unasked = ReceivedMail.objects.filter(status=Status.HELD, reason="unproved", asked_at=None, member__isnull=False)
    for first in unasked.order_by().values("member").annotate(first=Min("pk")).values_list("first", flat=True):
        ask_whether_it_was_them.enqueue(first)


@task()
def forget_old_mail() -> None:
    """Empty mails that are kept long enough, and delete their rows after as long again."""
    now, kept = timezone.now(), timedelta(days=settings.MAIL_KEPT_DAYS)
    old = ReceivedMail.objects.filter(received_at__lt=now - kept, raw__isnull=False).exclude(status=Status.WAITING)
    old.filter(status=Status.HELD).update(status=Status.REJECTED, reason="not_confirmed", raw=None)
    old.update(raw=None)
    ReceivedMail.objects.filter(received_at__lt=now - 2 * kept, raw=None).delete()
    RefusalSent.objects.filter(day__lt=(now - timedelta(days=2)).date()).delete()


def _with_member(received_id: int) -> ReceivedMail | None:
    """The mail, where its sender still takes part enough to hear of it."""
    return ReceivedMail.objects.filter(pk=received_id, member__claimed=True).select_related("member").first()


def _is_first_today(address: str, reason: str) -> bool:
    """Whether nobody told this address of this reason today; from now on somebody did."""
    _row, is_new = RefusalSent.objects.get_or_create(address=address.lower(), reason=reason, day=timezone.now().date())
    return is_new
