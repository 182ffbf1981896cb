"""What people type, checked before it is kept, and the HTML made of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

import markup
from forum.models import Audience, Group
from forum.operations.words import checked_markdown
from forum.rendering import tag_urls
from members.models import Member, one_line

from .models import NAME_MAX, REASON_MAX

COMMENT_MAX = 8_000  # characters: what is longer is a post, or a page of its own
# Of somebody without an account: the words travel in a link, and mail programs cut very long ones.
REQUEST_MAX = 1_500


def checked_words(markdown: str, limit: int = COMMENT_MAX) -> str:
    """The words of a comment, tidied. Raises ValidationError for none, for more than `limit`, and for a NUL."""
    if "\x00" in markdown:
        raise ValidationError({"markdown": _("There is a character in it that no text can hold. Please type it anew.")})
    if len(markdown.replace("\r\n", "\n")) > limit:
        raise ValidationError({"markdown": _("A comment has at most %(limit)d characters.") % {"limit": limit}})
    return checked_markdown(markdown)


def checked_reason(reason: str) -> str:
    """Why something is flagged or hidden, in a sentence or two. Raises ValidationError."""
    reason = " ".join(reason.replace("\x00", " ").split())
    if not reason:
        raise ValidationError({"reason": _("Please say why.")})
    if len(reason) > REASON_MAX:
        raise ValidationError({"reason": _("Please say it in %(limit)d characters.") % {"limit": REASON_MAX}})
    return reason


def checked_person(name: str, email: str) -> tuple[str, str]:
    """The name and address of somebody without an account. Raises ValidationError by field."""
    name, email = " ".join(name.split()), email.strip().lower()
    if not name or len(name) > NAME_MAX:
        raise ValidationError({"name": _("Please give a name of at most %(limit)d characters.") % {"limit": NAME_MAX}})
    try:
        one_line(name)
    except ValidationError as error:
        raise ValidationError({"name": error.messages}) from error
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from error
    return name, email


def _member_url(handles: Iterable[str]) -> dict[str, str]:
    found = Member.objects.filter(handle__in=[handle.lower() for handle in handles], is_active=True)
    return {handle: f"/m/{handle}/" for handle in found.values_list("handle", flat=True)}


def _group_url(slugs: Iterable[str]) -> dict[str, str]:
    """Public groups alone: who reads a page may change, and what is linked here stays linked."""
    found = Group.objects.filter(audience=Audience.PUBLIC, slug__in=list(slugs))
    return {slug: f"/g/{slug}/" for slug in found.values_list("slug", flat=True)}


def render_comment(markdown: str) -> str:
    """The HTML of a comment, in at most three queries."""
    context = markup.RenderContext(
        member_url=_member_url,
        group_url=_group_url,
        tag_url=tag_urls,
        site_hosts=frozenset({urlsplit(settings.SITE_URL).netloc}),
        id_prefix=f"c{secrets.token_hex(4)}-",
        heading_level=4,
    )
    return markup.render(markdown, context=context).html
