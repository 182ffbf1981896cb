"""Mails as members send them, and what they become."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from itertools import count
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from forum.models import Post
from mail import keys
from mail.arriving import processing, taking
from mail.keys import Purpose
from mail.models import ReceivedMail, Way
from mail.our_addresses import address_for
from members.models import Member

OURS = "talk.example.org"
RECEIVER = "mx.example.net"
_numbers = count(1)


@pytest.fixture(autouse=True)
def our_host(settings: Any) -> None:
    settings.MAIL_DOMAIN, settings.MAIL_KEY_HOST = OURS, ""
    settings.MAIL_TRUSTED_RECEIVERS = [RECEIVER]
    settings.DEFAULT_FROM_EMAIL = f"Baraza <baraza@{OURS}>"


@pytest.fixture(autouse=True)
def verified(cast: Any) -> None:
    """Everybody of the cast has proved their address."""
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=each, email=each.email, verified=True, primary=True) for each in Member.objects.all()]
    )


def reply_address(member: Member, post: Post) -> str:
    generation = keys.generation_of(member.pk)
    return address_for(Purpose.REPLY, member_id=member.pk, thing=post.pk, generation=generation)


def mail(
    sender: Member | str,
    to: str,
    words: str = "It depends on the wood.",
    *,
    subject: str = "Re: How do you price a chair?",
    proof: str | None = "dmarc=pass header.from=example.org",
    **fields: str,
) -> EmailMessage:
    """A mail as a receiver of ours hands it on, with what it found of the sender at the top."""
    message = EmailMessage()
    if proof is not None:
        message["Authentication-Results"] = f"{RECEIVER}; {proof}"
    message["From"] = sender if isinstance(sender, str) else f"{sender.name} <{sender.email}>"
    message["To"], message["Subject"] = to, subject
    message["Message-ID"] = fields.pop("message_id", f"<mail{next(_numbers)}@example.org>")
    message["Date"] = "Fri, 27 Nov 2026 10:00:00 +0000"
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message


Arrive = Callable[..., ReceivedMail]


@pytest.fixture
def arrive(db: None) -> Arrive:
    """Takes a mail in by the network and acts on it."""

    def take(message: EmailMessage | bytes, *recipients: str, way: str = Way.LMTP, sender: str = "a@b") -> ReceivedMail:
        raw = message if isinstance(message, bytes) else message.as_bytes()
        received = taking.store(raw, way=way, sender=sender, recipients=recipients)
        return processing.act_on(received.pk)

    return take
