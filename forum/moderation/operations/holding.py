"""The operation that keeps a post from being read until somebody has looked at it."""

from __future__ import annotations

from django.db import transaction

from forum import operations as forum
from forum.models import Post
from forum.moderation import tasks
from forum.moderation.kinds import POSTS
from forum.moderation.models import Case

from .flagging import case_of


@transaction.atomic
def hold(*, post: Post, why: str, words: str = "") -> Case:
    """Hold a post, in the transaction that writes it: nobody's act, and nobody but its author and hands has read it.

    `words` are the watched ones that are in it. Its author is told, and those who review.
    """
    case = case_of(POSTS, post)
    case.held_for, case.held_words = why, words
    case.save(update_fields=["held_for", "held_words"])
    held = forum.hold_post(post=post)
    for mine, theirs in ((post, held), (post.topic, held.topic)):
        mine.deleted_at, mine.hidden_at = theirs.deleted_at, theirs.hidden_at
    tasks.tell_of_hiding.enqueue(case.pk)
    return case
