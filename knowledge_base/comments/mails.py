"""Comments that members asked for by e-mail: what is sent, and the link by which they end it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from members import letters

from .models import CommentFollow, CommentMail, PageComment
from .telling import those_who_see

SALT = "comments.mail"
_OWN = re.compile(r'( (?:href|src)=")/(?!/)')  # an address of this site, in an attribute as `markup` writes it


@dataclass(frozen=True)
class Followed:
    """Whose mails of which page a link ends, as the link holds it. It names no follow, so that an old mail's link still
    ends the mails of somebody who went away and came back."""

    page: int
    member: int


def token_of(followed: Followed) -> str:
    """What stands in the link: it says who may use it, so that nobody has to sign in, and it never gets too old."""
    return signing.dumps([followed.page, followed.member], salt=SALT)


def followed_by(token: str) -> Followed | None:
    """What a link ends; None where it is not ours."""
    try:
        return Followed(*signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None


def is_wanted(mail: CommentMail) -> bool:
    """Whether the member still wants comments by e-mail, may read the page, and the comment is there to be read."""
    comment, member = mail.comment, mail.member
    follows = CommentFollow.objects.filter(page=comment.page_id, member=member, by_mail=True)
    reachable = member.claimed and member.email is not None
    return reachable and comment.is_shown and follows.exists() and bool(those_who_see(comment.page, {member.pk}))


def letter_of(mail: CommentMail) -> EmailMultiAlternatives:
    """The mail, as plain text and as simple HTML.

    One press in a mail program ends the mails: List-Unsubscribe (RFC 2369) with List-Unsubscribe-Post (RFC 8058). What
    sends itself says so (RFC 3834), and all mails about a page are one conversation.
    """
    comment, member = mail.comment, mail.member
    page = comment.page
    end = letters.absolute(reverse("comments_no_mail", args=[token_of(Followed(page.pk, member.pk))]))
    context = {"comment": comment, "page": page, "link": letters.absolute(comment.get_absolute_url()), "end": end}
    plain = letters.write("comments/email/comment", to=str(member.email), language=member.language, context=context)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<comment-{comment.pk}.{member.pk}@{host}>",
        "References": f"<comments-of-{page.pk}@{host}>",
        "List-Id": f"<comments-of-{page.pk}.{host}>",
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    letter = EmailMultiAlternatives(plain.subject, plain.body, plain.from_email, plain.to, headers=headers)
    with letters.speaking(member.language):
        shown = render_to_string(
            "comments/email/comment_message.html", {**context, "words": _from_outside(comment)}, HttpRequest()
        )
    letter.attach_alternative(shown, "text/html")
    return letter


def _from_outside(comment: PageComment) -> SafeString:
    """The comment's HTML with whole addresses, for a mail program that knows of no site."""
    return mark_safe(_OWN.sub(rf"\1{settings.SITE_URL}/", comment.html))  # noqa: S308 - rendered and cleaned by `markup`
