"""Operations on marks: reactions and bookmarks."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, signals, tasks, told
from forum.freshness import touch_post
from forum.models import LIKE, Bookmark, Post, Reaction, ReactionKind, Topic
from members.models import Member
from notifications import operations as notifications

from .access import current_post, require


@transaction.atomic
def react(*, post: Post, member: Member, code: str = LIKE) -> Post:
    """Mark a post with one of the site's reactions, instead of another given before; tells its author."""
    post = current_post(post)
    require(policy.can_react(member, post))
    if not ReactionKind.objects.filter(code=code).exists():
        raise ValidationError(_("There is no such reaction."))
    row, is_new = Reaction.objects.get_or_create(post=post, member=member, defaults={"code": code})
    if not is_new and row.code == code:
        return post
    if is_new:
        _count(post, code, 1)
        tasks.tell_of_reaction.enqueue(post.pk, member.pk)
    else:
        _count(post, row.code, -1)
        _count(post, code, 1)
        row.code = code
        row.save(update_fields=["code"])
    return _counted(post, 1 if is_new else 0)


@transaction.atomic
def withdraw_reaction(*, post: Post, member: Member) -> Post:
    """Take one's reaction back; its author is not left with a notification of nothing."""
    post = current_post(post)
    row = Reaction.objects.filter(post=post, member=member).first()
    if row is None:
        return post
    require(policy.can_react(member, post))
    row.delete()
    _count(post, row.code, -1)
    tasks.untell_reaction(post.pk, member.pk)
    return _counted(post, -1)


def _count(post: Post, code: str, change: int) -> None:
    count = post.reactions.get(code, 0) + change
    post.reactions = (
        {**post.reactions, code: count} if count > 0 else {k: v for k, v in post.reactions.items() if k != code}
    )


def _counted(post: Post, change: int) -> Post:
    post.like_count = sum(post.reactions.values())
    post.save(update_fields=["reactions", "like_count"])
    if change:
        Topic.objects.filter(pk=post.topic_id).update(like_count=F("like_count") + change)
    touch_post(post.topic)
    signals.post_marked.send(Post, post=post)
    return post


@transaction.atomic
def bookmark(*, post: Post, member: Member, note: str | None = None, remind_at: datetime | None = None) -> Bookmark:
    """Keep a post for oneself, perhaps with a moment to be reminded.

    Without a note and a moment, a bookmark that is there stays as it is.
    """
    require(policy.can_bookmark(member, post))
    if remind_at is not None and remind_at <= timezone.now():
        raise ValidationError({"remind_at": _("Please choose a moment to come.")})
    if note is None and remind_at is None and (kept := Bookmark.objects.filter(post=post, member=member).first()):
        return kept
    notifications.forget_object(kinds=[told.REMINDED], object_id=post.pk, members=[member.pk])
    values = {"note": (note or "")[:200], "remind_at": remind_at, "reminded_at": None}
    mark, _created = Bookmark.objects.update_or_create(post=post, member=member, defaults=values)
    return mark


@transaction.atomic
def remove_bookmark(*, post: Post, member: Member) -> None:
    """Let go of a bookmark; one that is not there is gone already."""
    Bookmark.objects.filter(post=post, member=member).delete()
