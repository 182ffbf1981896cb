"""The mail of what is new for the searches of a member, and the link that ends such mails."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from members import letters
from members.models import Member

from .looking import News

SALT = "search.saved.mail"


def token_of(member_id: int) -> str:
    """What stands in the link: it says whose mails it ends, so that nobody has to sign in, and never gets too old."""
    return signing.dumps(member_id, salt=SALT)


def member_in(token: str) -> int | None:
    """Whose mails a link ends; None where it is not ours."""
    try:
        member_id: int = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return member_id


def letter_of(member: Member, news: Sequence[News]) -> EmailMultiAlternatives:
    """The mail, as plain text and as simple HTML, in the language and time zone that are set."""
    end = letters.absolute(reverse("searches_no_mail", args=[token_of(member.pk)]))
    context = {"news": news, "site": settings.SITE_URL, "end": end, "own": letters.absolute(reverse("saved_searches"))}
    plain = letters.write("search/email/found", to=str(member.email), language=member.language, context=context)
    headers = _headers(news, end)
    letter = EmailMultiAlternatives(plain.subject, plain.body, plain.from_email, plain.to, headers=headers)
    letter.attach_alternative(render_to_string("search/email/found_message.html", context, HttpRequest()), "text/html")
    return letter


def _headers(news: Sequence[News], end: str) -> dict[str, str]:
    """One press in a mail program ends the mails: List-Unsubscribe (RFC 2369) with List-Unsubscribe-Post (RFC 8058).
    What sends itself says so (RFC 3834)."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return {
        "Message-ID": f"<searches-{_mark(news)}@{host}>",
        "List-Id": f"<searches.{host}>",
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def _mark(news: Sequence[News]) -> str:
    """What a mail says news of, and since when: the same if it is sent twice after a crash, so that mailboxes know it;
    and never again, for what has been mailed is not looked at again."""
    parts = sorted(f"{each.search.pk}.{each.search.seen_upto}" for each in news)
    return blake2b(" ".join(parts).encode(), digest_size=16).hexdigest()
