"""Our mails about a mail: why it was not taken, what a command found, whether it is theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail import keys
from mail.keys import Purpose
from mail.message import read_content
from mail.models import ReceivedMail
from mail.our_addresses import address_for
from mail.replies import split_reply
from members import letters
from members.models import Member

from .words import without_keys

SHOWN_MAX = 20_000  # characters of their own text that a member gets back
_found: dict[str, Callable[[ReceivedMail, Member], str]] = {}
_reasons: dict[str, Any] = {
    "not_active": gettext_lazy("Your membership is not active."),
    "suspended": gettext_lazy("You are suspended. Why, until when, and how to appeal, you read where you sign in."),
    "not_approved": gettext_lazy("Your membership has not been approved yet."),
    "too_many": gettext_lazy("You sent more mails within an hour than we act on. Please send it again later."),
    "empty": gettext_lazy("There were no words of your own in it."),
    "not_a_command": gettext_lazy("We did not understand what it asks for. Write “help” to learn what can be asked."),
}


def explain(reason: str, words: Any) -> None:
    """Say in words what a code means, for the sender; a higher floor calls this for its own codes."""
    _reasons[reason] = words


def tell_by(reason: str, words: Callable[[ReceivedMail, Member], str]) -> None:
    """Say what a command found when its mail is written, in the language that is set: not before, for what its reader
    may see may have changed."""
    _found[reason] = words


def words_for(reason: str) -> str:
    """Why a mail was not taken, in the language that is set."""
    return str(_reasons.get(reason, _("It could not be taken.")))


def own_words(received: ReceivedMail) -> str:
    """What the sender wrote themselves, without what their program added."""
    text = read_content(bytes(received.raw or b"")).text
    return without_keys(split_reply(text).kept or text)[:SHOWN_MAX]


def refusal_of(received: ReceivedMail, member: Member, note: str) -> EmailMessage:
    """Why a mail was not taken, with the words that were in it."""
    with letters.speaking(member.language):
        context = {"subject": received.subject, "reason": words_for(received.reason), "note": note}
    letter = _letter("mail/email/refused", received, member, context)
    letter.attach("your-words.txt", own_words(received), "text/plain")
    return letter


def note_about(received: ReceivedMail, member: Member, note: str) -> EmailMessage:
    """What a command found or did, or what of a mail was left out."""
    with letters.speaking(member.language):
        words = _found[received.reason](received, member) if received.reason in _found else ""
    note = "\n\n".join(part for part in (words, note) if part)
    return _letter("mail/email/about", received, member, {"subject": received.subject, "note": note})


def question_about(received: ReceivedMail, member: Member) -> EmailMessage:
    """Whether a mail that did not prove its sender is theirs; a reply, or the page behind the link, says so."""
    generation = keys.generation_of(member.pk)
    key = keys.make(Purpose.CONFIRM, member_id=member.pk, thing=received.pk, generation=generation)
    context = {
        "subject": received.subject,
        "words": own_words(received)[:1_000],
        "sent_at": received.received_at,
        "link": letters.absolute(reverse("mail_confirm", args=[key])),
    }
    letter = _letter("mail/email/confirm", received, member, context)
    letter.reply_to = [address_for(Purpose.CONFIRM, member_id=member.pk, thing=received.pk, generation=generation)]
    return letter


def _letter(template: str, received: ReceivedMail, member: Member, context: dict[str, Any]) -> EmailMessage:
    """To the member's own address, never to where a mail asked to be answered. What sends itself says so (RFC 3834)."""
    letter = letters.write(template, to=str(member.email), language=member.language, context=context)
    letter.extra_headers = {
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "In-Reply-To": f"<{received.message_id}>",
        "References": f"<{received.message_id}>",
    }
    return letter
