"""Taking a mail in: stored whole, with the job that acts on it, before anybody is told that we have it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobs.once import enqueue_once
from mail import message
from mail.addresses import addresses
from mail.headers import split_headers
from mail.models import ReceivedMail
from mail.our_addresses import recipient

SUBJECT_MAX = 300
ADDRESS_MAX = 320
# Fields in which receivers note for whom a mail came, and those in which its writer did; what they noted comes first.
_NOTED = ("X-Original-To", "Delivered-To", "Envelope-To")
_WRITTEN = ("To", "Cc", "Resent-To")


class TooLargeError(ValueError):
    """A mail of more than MAIL_MAX_BYTES."""


def take_in(
    raw: bytes, *, way: str, sender: str = "", recipients: Sequence[str] = (), peer: str | None = None
) -> ReceivedMail:
    """Store a mail and enqueue what is to be done with it. Raises TooLargeError.

    `sender` and `recipients` are those of the envelope. Without recipients (a pipe, a mailbox) the fields are asked.
    """
    received = read(raw, way=way, sender=sender, recipients=recipients, peer=peer)
    take_in_all([received])
    return received


@transaction.atomic
def take_in_all(mails: Sequence[ReceivedMail]) -> None:
    """Store what was read, all or none, and enqueue what is to be done with it."""
    from mail.tasks import act_on_waiting

    for received in mails:  # one by one: in one statement they could be larger than a database takes
        received.save(force_insert=True)
    enqueue_once(act_on_waiting, run_after=timezone.now())


def store(
    raw: bytes, *, way: str, sender: str = "", recipients: Sequence[str] = (), peer: str | None = None
) -> ReceivedMail:
    """Store a mail, for a caller who acts on it at once. Raises TooLargeError."""
    received = read(raw, way=way, sender=sender, recipients=recipients, peer=peer)
    received.save()
    return received


def read(
    raw: bytes, *, way: str, sender: str = "", recipients: Sequence[str] = (), peer: str | None = None
) -> ReceivedMail:
    """A mail as it will be stored: whatever is in it, its head is read before the database is asked. Raises
    TooLargeError."""
    if len(raw) > settings.MAIL_MAX_BYTES:
        raise TooLargeError(f"{len(raw)} bytes")
    head = message.read_head(raw)
    return ReceivedMail(
        raw=raw,
        size=len(raw),
        way=way,
        envelope_sender=sender[:ADDRESS_MAX],
        recipients=[each[:ADDRESS_MAX] for each in recipients or recipients_in(raw)],
        peer=peer,
        message_id=head.message_id,
        from_address=head.from_address[:ADDRESS_MAX].lower(),
        subject=head.subject[:SUBJECT_MAX],
    )


def recipients_in(raw: bytes) -> list[str]:
    """Our addresses among those a mail names, as its receiver noted them, else as its writer did."""
    fields, _body = split_headers(raw)
    for names in (_NOTED, _WRITTEN):
        named = [each.address for name in names for value in fields.all(name) for each in addresses(value)]
        ours = [address for address in dict.fromkeys(named) if recipient(address) is not None]
        if ours:
            return ours
    return []
