"""The Message-ID of a post: the same in every mailbox and for ever, so that each topic is one thread there."""

from __future__ import annotations

import re

from django.conf import settings
from django.db.models import Q, QuerySet

from forum.models import Post, Topic
from mail.message import IncomingMessage
from members.models import Visitor

_OURS = re.compile(r"post-(\d{1,18})\Z")


def message_id_of(post: Post) -> str:
    """Without brackets: its own where it came by mail, else one made of its number."""
    return post.message_id or f"post-{post.pk}@{settings.MAIL_DOMAIN}"


def kept_id(message: IncomingMessage) -> str | None:
    """The Message-ID that a post made of a mail keeps. None for one that was made up for a mail without, and for one of
    our own host: whoever writes it there would take the place of another post in people's mailboxes."""
    host = message.message_id.rpartition("@")[2].lower()
    return None if host in (settings.MAIL_DOMAIN, "missing.invalid", "long.invalid") else message.message_id


def is_known(message: IncomingMessage) -> bool:
    """Whether a post was made of this mail before, perhaps by an import."""
    kept = kept_id(message)
    return kept is not None and Post.objects.filter(message_id=kept).exists()


def post_answered(message: IncomingMessage, visitor: Visitor) -> Post | None:
    """The post a mail answers by its In-Reply-To, else the last one of its References; of those the visitor sees."""
    ids = [each for each in (message.in_reply_to, *reversed(message.references)) if each]
    numbers = {pk: each for each in ids if (pk := _number(each)) is not None}
    posts = Post.objects.filter(topic__in=Topic.objects.visible_to(visitor)).select_related("topic__group", "author")
    found = {message_id_of(post): post for post in _named(posts, ids, numbers)}
    return next((found[each] for each in ids if each in found), None)


def _named(posts: QuerySet[Post], ids: list[str], numbers: dict[int, str]) -> QuerySet[Post]:
    return posts.filter(Q(message_id__in=ids) | Q(pk__in=numbers, message_id=None))


def _number(message_id: str) -> int | None:
    local, _at, host = message_id.rpartition("@")
    mine = _OURS.match(local) if host.lower() == settings.MAIL_DOMAIN else None
    return int(mine[1]) if mine else None
