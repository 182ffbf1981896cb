"""A mail of ours as it leaves: who it is from, what thread it is of, and how to hear less (RFC 2369, 2919, 8058, 5064,
3834)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formataddr
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from mail import keys
from mail.addresses import addresses
from mail.headers import one_line
from mail.keys import Purpose
from mail.our_addresses import address_for, address_of
from members import letters
from members.models import Member

from .parts import MailInParts

NAME_MAX = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """What a floor above wrote. Message-IDs have no brackets; texts may hold anything, and are made one line here.

    `reply_to` is the number of what a reply answers, None where there is nothing to reply to, and `reply_for` says what
    one does by it: else it is a post. `list_name` and
    `list_address` are those of the group; `place` is what its mails are ended by. `about` says in words for filters
    what the mail is of, of what its reader knows: each name becomes a field `X-Baraza-…`.
    """

    subject: str
    text: str
    html: str
    from_name: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: Sequence[str] = ()
    reply_to: int | None = None
    reply_for: Purpose = Purpose.REPLY
    list_id: str = ""
    list_name: str = ""
    list_address: str = ""
    list_archive: str = ""
    archived_at: str = ""
    place: int = 0
    about: Mapping[str, str] = field(default_factory=dict)


def message_for(outgoing: Outgoing, member: Member, *, letter_id: int) -> MailInParts:
    """The mail to one member. Its sender's address says whose bounce a bounce is (VERP)."""
    generation = keys.generation_of(member.pk)
    sender = address_for(Purpose.BOUNCE, member_id=member.pk, thing=letter_id, generation=generation)
    message = MailInParts(
        one_line(outgoing.subject), outgoing.text, sender, [str(member.email)], headers=_headers(outgoing, member)
    )
    if outgoing.reply_to is not None:
        reply = address_for(outgoing.reply_for, member_id=member.pk, thing=outgoing.reply_to, generation=generation)
        message.extra_headers["Reply-To"] = reply
    stop = keys.make(Purpose.STOP, member_id=member.pk, thing=outgoing.place, generation=generation)
    message.extra_headers["List-Unsubscribe"] = f"<{letters.absolute(reverse('mail_stop', args=[stop]))}>"
    # The same when it is sent again, by which mailboxes know a mail that they have.
    message.extra_headers.setdefault("Message-ID", f"<letter-{letter_id}@{settings.MAIL_DOMAIN}>")
    message.attach_alternative(outgoing.html, "text/html")
    return message


def _headers(outgoing: Outgoing, member: Member) -> dict[str, str]:
    found = {
        "From": _from(outgoing.from_name, settings.DEFAULT_FROM_EMAIL, settings.COMMUNITY_NAME),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Help": f"<mailto:{address_of('help')}>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "list",
        "X-Auto-Response-Suppress": "All",
    }
    bracketed = {
        "Message-ID": outgoing.message_id,
        "In-Reply-To": outgoing.in_reply_to,
        "List-Archive": outgoing.list_archive,
        "Archived-At": outgoing.archived_at,
        "List-Post": f"mailto:{outgoing.list_address}" if outgoing.list_address else "",
    }
    found |= {name: f"<{one_line(value)}>" for name, value in bracketed.items() if value}
    if outgoing.references:
        found["References"] = " ".join(f"<{one_line(each)}>" for each in outgoing.references)
    found |= {f"X-Baraza-{name}": one_line(value) for name, value in outgoing.about.items()}
    if outgoing.list_id:
        found["List-Id"] = f"<{outgoing.list_id}.{settings.MAIL_DOMAIN}>"
    return found


@lru_cache(maxsize=256)
def _from(name: str, our_address: str, community_name: str) -> str:
    """`Name via Community <our address>`: a From of the writer's own would be a forgery, and DMARC says so."""
    ours = addresses(our_address)[0].address
    shown = one_line(name)[:NAME_MAX]
    community = one_line(community_name)
    return formataddr((f"{shown} via {community}" if shown else community, ours))
