"""Operations on what was flagged: a post is hidden, shown again, or taken away for good.

A hidden post is out of sight in the very way of a deleted one; what it keeps is that its author and hands may read it.
The opening stands for its topic: to hide it hides the whole conversation.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from forum import policy, tasks
from forum.freshness import touch_topic
from forum.models import Post
from members.models import Member
from members.operations import show_stranger

from .access import current_post, require
from .noting import note_on_post
from .posts import delete_post, restore_post, take_out_of_sight
from .topics import delete_topic, restore_topic, take_topic_out_of_sight


@transaction.atomic
def hide_post(*, post: Post, by: Member) -> Post:
    """Take a post out of sight until somebody decides otherwise. Raises PermissionDenied."""
    post = current_post(post)
    require(policy.can_hide_post(by, post))
    note_on_post(post, "hidden", by)
    return _hidden(post, by)


@transaction.atomic
def hold_post(*, post: Post) -> Post:
    """Take a post out of sight until a hand has looked at it, because enough members have flagged it, or before anybody
    has read it: nobody's act.

    Does nothing to what is out of sight already.
    """
    post = current_post(post)
    if post.deleted_at is not None or post.topic.deleted_at is not None:
        return post
    return _hidden(post, None)


def _hidden(post: Post, by: Member | None) -> Post:
    if post.is_opening:
        post.topic.hidden_at = timezone.now()
        take_topic_out_of_sight(post.topic, by)
    else:
        post.hidden_at = timezone.now()
        take_out_of_sight(post, by)
    return post


@transaction.atomic
def unhide_post(*, post: Post, by: Member) -> Post:
    """Bring back what was hidden. Raises PermissionDenied."""
    if post.is_opening:
        restore_topic(topic=post.topic, by=by)
        return current_post(post)
    return restore_post(post=post, by=by)


@transaction.atomic
def release_post(*, post: Post, by: Member) -> Post:
    """Show a post that was held before anybody had read it: it comes as a new one, and tells who wants to hear.

    Raises PermissionDenied.
    """
    post = unhide_post(post=post, by=by)
    show_stranger(stranger=post.author)
    tasks.tell_of_post.enqueue(post.pk)
    return post


@transaction.atomic
def remove_post(*, post: Post, by: Member) -> Post:
    """Delete a post, hidden or not, with its topic where it opens one; its author reads it no more.

    Raises PermissionDenied.
    """
    post = current_post(post)
    hidden = post.topic if post.is_opening else post
    if hidden.hidden_at is None:
        return _deleted(post, by)
    require(policy.can_hide_in(by, post.topic))
    hidden.hidden_at, hidden.deleted_by = None, by
    hidden.save(update_fields=["hidden_at", "deleted_by"])
    touch_topic(post.topic)
    note_on_post(post, "deleted", by)
    return post


def _deleted(post: Post, by: Member) -> Post:
    if post.is_opening and not post.topic.is_message:
        delete_topic(topic=post.topic, by=by)
        return current_post(post)
    if post.topic.is_message:
        require(policy.can_hide_post(by, post))
        return _hidden(post, by)
    return delete_post(post=post, by=by)
