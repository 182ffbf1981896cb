"""Mails that wait until a member says that they are theirs."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.once import enqueue_once
from mail import keys
from mail.keys import Key, Purpose
from mail.message import read_content
from mail.models import ReceivedMail, Status
from mail.our_addresses import Recipient, key_in
from mail.replies import split_reply
from members.models import Member

from .delivery import Delivery, Door
from .notes import explain
from .outcomes import Outcome, ignored, rejected

# The whole of a first line that says yes; an autoresponder which our other questions let through says something else.
_YES = frozenset({"yes", "ok", "oui", "sim", "sí", "si", "ndiyo", "ndio", "نعم"})


def held_by(key_text: str) -> list[ReceivedMail]:
    """The mails that wait for the member to whom a key of ours was sent, the one that it asks about first."""
    key = keys.read(key_text)
    if key is None or key.purpose != Purpose.CONFIRM or key.is_expired:
        return []
    waiting = ReceivedMail.objects.filter(member=key.member_id, status=Status.HELD, reason="unproved")
    return sorted(waiting.select_related("member"), key=lambda held: (held.pk != key.thing, held.pk))


@transaction.atomic
def confirm(*, received_id: int, member: Member) -> bool:
    """A member says that a held mail is theirs: it goes on its way. False where it does not wait any more."""
    from mail.tasks import act_on_waiting

    waiting = ReceivedMail.objects.filter(pk=received_id, member=member, status=Status.HELD, reason="unproved")
    now = timezone.now()
    if not waiting.update(status=Status.WAITING, confirmed_at=now, try_at=now, reason=""):
        return False
    enqueue_once(act_on_waiting, run_after=now)
    return True


@transaction.atomic
def disown(*, received_id: int, member: Member) -> bool:
    """A member says that a held mail is not theirs: it is not taken. False where it does not wait any more."""
    waiting = ReceivedMail.objects.filter(pk=received_id, member=member, status=Status.HELD, reason="unproved")
    return bool(waiting.update(status=Status.REJECTED, reason="disowned", processed_at=timezone.now()))


def _target(found: Recipient) -> Key | None:
    return key_in(found) if found.name == "confirm" else None


def _enter(found: Delivery) -> Outcome:
    key: Key = found.target
    if key.member_id != found.sender.pk or key.is_expired:
        return ignored("key_of_another" if key.member_id != found.sender.pk else "key_expired")
    first = split_reply(read_content(found.raw).text).kept.strip().partition("\n")[0]
    if first.strip(" .!*_").casefold() not in _YES:
        return rejected("not_yes")
    done = confirm(received_id=key.thing, member=found.sender)
    return Outcome(Status.COMMAND, "confirmed") if done else ignored("confirmed_before")


DOOR = Door("confirm", target_of=_target, enter=_enter, proves_sender=True)
explain("not_yes", _("To say that a mail is yours, reply with “yes” alone."))
