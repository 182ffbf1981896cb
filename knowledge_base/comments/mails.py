"""Comments that people asked for by e-mail: what is sent, and the link by which they end it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from members import letters

from . import policy
from .models import CommentFollow, CommentMail, PageComment
from .telling import askers_of, those_who_see

SALT = "comments.mail"
ASKER_SALT = "comments.mail.asker"
_OWN = re.compile(r'( (?:href|src)=")/(?!/)')  # an address of this site, in an attribute as `markup` writes it


@dataclass(frozen=True)
class Followed:
    """Whose mails of which page a link ends, as the link holds it. It names no follow, so that an old mail's link still
    ends the mails of somebody who went away and came back."""

    page: int
    member: int


@dataclass(frozen=True)
class Asked:
    """The comment by which somebody without an account asked for mails, as the link holds it that ends them: the number
    alone, for addresses of pages stand in the logs of servers."""

    comment: int


def token_of(wish: Followed | Asked) -> str:
    """What stands in the link: it says who may use it, so that nobody has to sign in, and it never gets too old."""
    if isinstance(wish, Asked):
        return signing.dumps(wish.comment, salt=ASKER_SALT)
    return signing.dumps([wish.page, wish.member], salt=SALT)


def wish_in(token: str) -> Followed | Asked | None:
    """What a link ends; None where it is not ours."""
    try:
        return Followed(*signing.loads(token, salt=SALT))
    except signing.BadSignature:
        pass
    try:
        return Asked(signing.loads(token, salt=ASKER_SALT))
    except signing.BadSignature:
        return None


def is_wanted(mail: CommentMail) -> bool:
    """Whether who asked still wants comments by e-mail, may read the page, and the comment is there to be read."""
    comment, member = mail.comment, mail.member
    if not comment.is_shown:
        return False
    if mail.asked_by is not None:
        return mail.asked_by.user_email in askers_of(comment.page) and policy.may_mail_asker(comment.page)
    if member is None:
        return False
    follows = CommentFollow.objects.filter(page=comment.page_id, member=member, by_mail=True)
    reachable = member.claimed and member.email is not None
    return reachable and follows.exists() and bool(those_who_see(comment.page, {member.pk}))


@dataclass(frozen=True)
class Recipient:
    """To whom a mail goes, in which language, the mark of theirs in its Message-ID, and the wish that it ends by."""

    address: str
    language: str
    mark: str
    wish: Followed | Asked


def recipient_of(mail: CommentMail) -> Recipient:
    """A member; or, in the language of the page, who has no account."""
    page, member = mail.comment.page, mail.member
    if member is not None:
        return Recipient(str(member.email), member.language, str(member.pk), Followed(page.pk, member.pk))
    asked = cast("PageComment", mail.asked_by)  # the row names one of the two
    return Recipient(asked.user_email, page.language, f"c{asked.pk}", Asked(asked.pk))


def letter_of(mail: CommentMail) -> EmailMultiAlternatives:
    """The mail, as plain text and as simple HTML."""
    comment, to = mail.comment, recipient_of(mail)
    end = letters.absolute(reverse("comments_no_mail", args=[token_of(to.wish)]))
    link = letters.absolute(comment.get_absolute_url())
    context = {"comment": comment, "page": comment.page, "link": link, "end": end}
    plain = letters.write("comments/email/comment", to=to.address, language=to.language, context=context)
    headers = _headers(comment, to.mark, end)
    letter = EmailMultiAlternatives(plain.subject, plain.body, plain.from_email, plain.to, headers=headers)
    with letters.speaking(to.language):
        shown = render_to_string(
            "comments/email/comment_message.html", {**context, "words": _from_outside(comment)}, HttpRequest()
        )
    letter.attach_alternative(shown, "text/html")
    return letter


def _headers(comment: PageComment, mark: str, end: str) -> dict[str, str]:
    """One press in a mail program ends the mails: List-Unsubscribe (RFC 2369) with List-Unsubscribe-Post (RFC 8058).
    What sends itself says so (RFC 3834), and all mails about a page are one conversation."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return {
        "Message-ID": f"<comment-{comment.pk}.{mark}@{host}>",
        "References": f"<comments-of-{comment.page_id}@{host}>",
        "List-Id": f"<comments-of-{comment.page_id}.{host}>",
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def _from_outside(comment: PageComment) -> SafeString:
    """The comment's HTML with whole addresses, for a mail program that knows of no site."""
    return mark_safe(_OWN.sub(rf"\1{settings.SITE_URL}/", comment.html))  # noqa: S308 - rendered and cleaned by `markup`
