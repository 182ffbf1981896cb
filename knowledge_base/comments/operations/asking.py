"""Commenting without an account: asked for by a form, confirmed from the mailbox, written once.

Nothing is kept of what nobody has confirmed: the words wait in the link itself, signed, in the mailbox they were sent
to. The mail holds none of them, or the form would send anybody's words to anybody's address.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum.operations.access import require
from knowledge_base.comments import policy
from knowledge_base.comments.models import PageComment
from knowledge_base.comments.words import REQUEST_MAX, checked_person, checked_words
from knowledge_base.models import KnowledgePage
from members import letters

from .access import locked_page
from .writing import add_comment

SALT = "comments.request"
GOOD_FOR = timedelta(days=3)  # a weekend without the mailbox


@dataclass(frozen=True)
class Request:
    """What somebody without an account wants to say, as the link holds it."""

    page: int
    name: str
    email: str
    markdown: str
    key: str
    wants_mail: bool = False


def request_comment(*, page: KnowledgePage, name: str, email: str, markdown: str, wants_mail: bool = False) -> None:
    """Mail a link that publishes these words, to the address they are to stand under; it also holds whether they want
    mail of further comments, which is theirs only once it is confirmed.

    Raises PermissionDenied where the site or the page does not take them, and ValidationError for words, a name or
    an address that will not do, and where the mail could not be sent.
    """
    nobody = AnonymousUser()
    require(KnowledgePage.objects.visible_to(nobody).filter(pk=page.pk).exists())
    require(policy.can_request_comment(nobody, page))
    name, email = checked_person(name, email)
    words = checked_words(markdown, REQUEST_MAX)
    key = secrets.token_hex(12)
    asked = Request(page=page.pk, name=name, email=email, markdown=words, key=key, wants_mail=wants_mail)
    token = signing.dumps(asdict(asked), salt=SALT, compress=True)
    link = letters.absolute(reverse("comment_confirm", args=[token]))
    letter = letters.write(
        "comments/email/confirm",
        to=email,
        language=get_language() or "",
        context={"page_title": page.title, "link": link, "days": GOOD_FOR.days},
    )
    try:
        letter.send()
    except OSError as error:  # smtplib's errors are among them
        raise ValidationError(_("The mail could not be sent just now. Please try again in a while.")) from error


def requested(token: str) -> Request | None:
    """What a link asks to publish; None where the link is not ours or too old."""
    try:
        return Request(**signing.loads(token, salt=SALT, max_age=GOOD_FOR))
    except signing.BadSignature:
        return None


@transaction.atomic
def confirm_comment(*, token: str) -> PageComment:
    """Write what a link asks for; the second time it is the same comment. Tells who wants to hear.

    Raises ValidationError where the link is too old or broken, and PermissionDenied where the page or the site takes
    no such comments any more.
    """
    asked = requested(token)
    if asked is None:
        raise ValidationError(_("This link is too old, or not whole. Please write your comment again."))
    nobody = AnonymousUser()
    page = locked_page(KnowledgePage(pk=asked.page), nobody)
    before: PageComment | None = PageComment.objects.filter(request_key=asked.key).select_related("page").first()
    if before is not None:
        return before
    require(policy.can_request_comment(nobody, page))
    return add_comment(
        page,
        asked.markdown,
        parent=None,
        is_public=not policy.request_needs_approval(asked.email, page),
        user_name=asked.name,
        user_email=asked.email,
        request_key=asked.key,
        followup=asked.wants_mail,
    )
