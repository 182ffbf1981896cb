"""The path of a mail: the questions it is asked, in order, each with its own reason to end here.

Everything happens in one transaction, with the row of the mail locked: what it became and that it is done are true
together or not at all, so that a job that is killed and runs again posts nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mail import mime
from mail.addresses import addresses
from mail.models import ReceivedMail, Status
from mail.our_addresses import recipient
from mail.signals import mail_bounced
from members.models import Member

from . import authenticity, automatic, bounces, delivery
from .delivery import Delivery
from .outcomes import Outcome, held, ignored, rejected, silently_rejected

HOPS_MAX = 50  # Received fields: more is a mail that runs in a circle
HELD_MAX = 20  # mails of one member that wait to be confirmed; more are somebody's who writes in their name
_UNPROVED = ("unproved", "too_many_held", "disowned", "not_confirmed")
_DONE = (Status.POSTED, Status.LIKED, Status.COMMAND)

Step = Callable[[Delivery], Outcome | None]


@transaction.atomic
def act_on(received_id: int) -> ReceivedMail:
    """Do what a stored mail asks for, once; one that is done stays as it is. Raises ReceivedMail.DoesNotExist."""
    received = ReceivedMail.objects.select_for_update().get(pk=received_id)
    if received.status != Status.WAITING:
        return received
    found = Delivery.of(received)
    outcome = _outcome(found, received)
    received.status, received.reason, received.post_id = outcome.status, outcome.reason, outcome.post_id
    received.member, received.processed_at = found.member, timezone.now()
    received.save()
    _tell(received, outcome)
    return received


def _tell(received: ReceivedMail, outcome: Outcome) -> None:
    from mail import tasks

    if received.member is None or not received.member.claimed:
        return  # a stranger hears nothing: mail to them would be ours to answer for
    if outcome.status == Status.HELD and outcome.reason == "unproved":
        tasks.ask_whether_it_was_them.enqueue(received.pk)
    elif outcome.is_told:
        tasks.tell_of_outcome.enqueue(received.pk, outcome.note)


def _outcome(found: Delivery, received: ReceivedMail) -> Outcome:
    for step in STEPS:
        outcome = step(found)
        name = step.__name__.strip("_")
        received.path.append([name, outcome.reason if outcome else "passed"])
        if outcome is not None:
            return outcome
    raise AssertionError("the last step always knows")


# The steps ------------------------------------------------------------------------------------------------------


def came_before(found: Delivery) -> Outcome | None:
    """The same mail by another way, or once more. Of two at the same time the later row gives way."""
    received = found.received
    others = ReceivedMail.objects.filter(message_id=received.message_id).exclude(pk=received.pk)
    for pk, status in others.filter(from_address=received.from_address).values_list("pk", "status"):
        if status in _DONE or (pk < received.pk and status != Status.HELD):
            return ignored("duplicate")
    return None


def is_ours(found: Delivery) -> Outcome | None:
    """What we sent ourselves, and what runs in a circle."""
    message = found.message
    if message.message_id.rpartition("@")[2].lower() == settings.MAIL_DOMAIN and found.fields.all("List-Unsubscribe"):
        return ignored("own_mail")
    if (message.list_id or "").endswith(f".{settings.MAIL_DOMAIN}"):
        return ignored("own_mail")
    writes_as_us = recipient(message.from_address)
    if message.from_address.lower() == _site_address() or (writes_as_us and writes_as_us.key):
        return ignored("own_mail")
    return ignored("loop") if len(found.fields.all("Received")) > HOPS_MAX else None


def _site_address() -> str:
    found = addresses(settings.DEFAULT_FROM_EMAIL)
    return found[0].address.lower() if found else ""


def is_bounce(found: Delivery) -> Outcome | None:
    """A mail of ours that came back."""
    bounce = bounces.bounce_in(found, mime.parse(found.raw))
    if bounce is None:
        return None
    if bounce.member_id is not None:
        mail_bounced.send(
            ReceivedMail,
            member_id=bounce.member_id,
            thing=bounce.thing,
            is_permanent=bounce.is_permanent,
            code=bounce.code,
        )
    return Outcome(Status.BOUNCE, "permanent" if bounce.is_permanent else "temporary")


def is_automatic(found: Delivery) -> Outcome | None:
    """Nobody wrote it."""
    why = automatic.why_automatic(found, mime.parse(found.raw))
    return ignored(why) if why else None


def where_to(found: Delivery) -> Outcome | None:
    """Which door it leads to: that of the first recipient which means something."""
    for each in found.recipients:
        way = delivery.way_to(each)
        if way is not None:
            found.door, found.target = way
            return None
    return silently_rejected("unknown_recipient")


def who(found: Delivery) -> Outcome | None:
    """The member whose verified address stands in the one From. Two of them are a trick: programs show either."""
    stated = found.fields.all("From")
    senders = addresses(stated[0]) if len(stated) == 1 else ()
    if len(senders) != 1:
        return silently_rejected("no_sender" if not stated else "many_senders")
    verified = EmailAddress.objects.filter(email__iexact=senders[0].address, verified=True).select_related("user")
    address = verified.first()
    member: Member | None = address.user if address is not None else None
    if member is not None and member.claimed:
        found.member = member
        return None
    assert found.door is not None  # noqa: S101 - `where_to` ends the path of others
    if not found.door.takes_strangers(found.target):
        return silently_rejected("unknown_sender")
    found.stranger = senders[0]
    return None


def is_it_them(found: Delivery) -> Outcome | None:
    """Whether the mail proves its From, or the member has said that it is theirs."""
    assert found.door is not None  # noqa: S101 - `where_to` ends the path of others
    if found.received.confirmed_at is not None or found.door.proves_sender:
        return None
    verdict = authenticity.verdict(found.raw, found.fields, found.message.from_address)
    found.received.path.append(["proof", verdict.because])
    if verdict.is_proved:
        return None
    if found.stranger is not None:
        return silently_rejected("unknown_sender")
    waiting = ReceivedMail.objects.filter(member=found.member, status=Status.HELD).count()
    return held("unproved") if waiting < HELD_MAX else silently_rejected("too_many_held")


def may_they(found: Delivery) -> Outcome | None:
    """Whether they take part at all. What they may do where they write, the door asks."""
    if found.stranger is not None:
        return None  # the door asks that
    member = found.sender
    if not member.is_active:
        return rejected("not_active")
    if member.is_suspended:
        return rejected("suspended")
    return None if member.is_approved else rejected("not_approved")


def not_too_often(found: Delivery) -> Outcome | None:
    """A limit for each member, against programs that write in a circle. What did not prove to be theirs counts for
    nothing: else whoever writes in their name could keep them from writing."""
    hour = timezone.now() - timedelta(hours=1)
    theirs = ReceivedMail.objects.filter(member=found.member).exclude(reason__in=_UNPROVED)
    if found.stranger is not None:
        theirs = ReceivedMail.objects.filter(from_address=found.stranger.address.lower())
    recent = theirs.filter(processed_at__gte=hour).exclude(status=Status.IGNORED)
    if settings.MAILS_AN_HOUR and recent.count() >= settings.MAILS_AN_HOUR:
        return rejected("too_many") if found.stranger is None else silently_rejected("too_many")
    return None


def enter(found: Delivery) -> Outcome:
    """Through the door."""
    assert found.door is not None  # noqa: S101 - `where_to` ends the path of others
    return found.door.enter(found)


STEPS: tuple[Step, ...] = (
    came_before,
    is_ours,
    is_bounce,
    is_automatic,
    where_to,
    who,
    is_it_them,
    may_they,
    not_too_often,
    enter,
)
