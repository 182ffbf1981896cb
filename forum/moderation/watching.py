"""Looking at what members write before anybody reads it: words that are refused or held, and first posts.

Listens inside the transaction of the writing, before anybody else hears of it: what is refused leaves nothing.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forum.models import Post
from freshness.prepared import Prepared
from members.models import Member

from . import operations, policy
from .kinds import POSTS
from .matching import first_found
from .models import Act, Case, Held, ReviewSetting, WatchedWord

# Asked for each post that is written, so without the time that the ORM takes to write a query.
_WATCHED = Prepared(lambda: WatchedWord.objects.order_by("key").values_list("key", "act"))
_HOLD_FIRST = Prepared(lambda: ReviewSetting.objects.values_list("hold_first")[:1])


def look(post: Post, editor: Member, *, is_new: bool, **_more: Any) -> None:
    """Refuse what somebody wrote or revised, hold it, or let it be. Raises ValidationError."""
    if _has_watched_words(post, editor) or not is_new:
        return
    if not post.author.claimed:
        operations.hold(post=post, why=Held.GUEST)
    elif _is_among_first(post):
        operations.hold(post=post, why=Held.FIRST)


def _has_watched_words(post: Post, editor: Member) -> bool:
    """Whether it has; it is held then, but for what is private, which others would read, and what a hand has approved.
    In another's post nothing is held, for then anybody could hide one by a word: it is refused."""
    text = f"{post.topic.title}\n{post.markdown}" if post.is_opening else post.markdown
    key, act = _found(text)
    if not key or policy.is_hand(editor, post.topic.group):
        return False
    words = WatchedWord.objects.get(key=key).words
    if act == WatchedWord.Act.REFUSE or editor.pk != post.author_id:
        raise ValidationError({"markdown": _("“%(words)s” is not written here.") % {"words": words}})
    if not post.topic.is_message and not _is_approved(post, words):
        operations.hold(post=post, why=Held.WORDS, words=words)
    return True


def _found(text: str) -> tuple[str, str]:
    """The first watched words in a text, those that are refused before those that are held, and what happens."""
    watched = _WATCHED()
    for act in (WatchedWord.Act.REFUSE, WatchedWord.Act.HOLD):
        if key := first_found([key for key, its_act in watched if its_act == act], text):
            return key, act
    return "", ""


def _is_approved(post: Post, words: str) -> bool:
    """Whether somebody has looked at these words in it and let them be."""
    cases = Case.objects.filter(kind=POSTS.name, object_id=post.pk, held_words=words)
    return cases.filter(decisions__act=Act.APPROVE, decisions__undone_at=None).exists()


def _is_among_first(post: Post) -> bool:
    """Of a member of whom fewer posts stand than the site wants to see first."""
    wanted = next((number for (number,) in _HOLD_FIRST()), 0)
    if not wanted or post.topic.is_message or policy.is_hand(post.author, post.topic.group):
        return False
    standing = Post.objects.filter(author=post.author, deleted_at=None, topic__group__isnull=False)
    return standing.exclude(pk=post.pk)[:wanted].count() < wanted
