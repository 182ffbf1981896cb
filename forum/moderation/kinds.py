"""What can be flagged. Each kind says how a thing is looked up, shown and taken out of sight; higher floors register
theirs in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import operations
from forum.models import Group, Post
from members.models import Member, Visitor

CONTEXT = 3  # posts before and after

Words = Callable[[Any], str]


@dataclass(frozen=True)
class Around:
    """A thing beside the one that was flagged: who said it, its words as safe HTML, and whether it is the one."""

    author: Member
    html: SafeString
    at: Any
    is_it: bool


@dataclass(frozen=True)
class FlagKind:
    """One kind of thing that can be flagged.

    `visible` finds it for who wants to flag it, `things` many by one query, whatever their state, for who decides.
    `hide`, `unhide` and `delete` are operations; a kind without them (a member) can only bring its author a sanction.
    `hold` is nobody's act, and `release` shows for the first time what was held before anybody read it.
    """

    name: str
    label: Any
    visible: Callable[[Visitor, int], Any | None]
    things: Callable[[Collection[int]], Iterable[Any]]
    group: Callable[[Any], Group | None]
    author: Callable[[Any], Member]
    title: Words  # a line for lists, plain
    html: Callable[[Any], SafeString]
    around: Callable[[Any], Sequence[Around]]
    page: Callable[[int], str] = lambda pk: ""
    own_page: Callable[[int], str] = lambda pk: ""  # where its author reads it while it is hidden
    is_private: Callable[[Any], bool] = lambda thing: False
    is_hidden: Callable[[Any], bool] = lambda thing: False
    is_gone: Callable[[Any], bool] = lambda thing: False
    hold: Callable[[Any], Any] | None = None
    hide: Callable[[Any, Member], Any] | None = None
    unhide: Callable[[Any, Member], Any] | None = None
    release: Callable[[Any, Member], Any] | None = None
    delete: Callable[[Any, Member], Any] | None = None

    def found(self, pk: int) -> Any | None:
        return next(iter(self.things([pk])), None)


_KINDS: dict[str, FlagKind] = {}


def register(kind: FlagKind) -> None:
    """Called by each floor in its AppConfig.ready()."""
    _KINDS[kind.name] = kind


def kind_named(name: str) -> FlagKind | None:
    return _KINDS.get(name)


# Posts ----------------------------------------------------------------------------------------------------------


def _posts(pks: Collection[int]) -> Iterable[Post]:
    return Post.objects.select_related("topic__group", "author").filter(pk__in=pks)


def _visible_post(visitor: Visitor, pk: int) -> Post | None:
    return Post.objects.visible_to(visitor).select_related("topic__group", "author").filter(pk=pk).first()


def _marker(post: Post) -> Any:
    """What bears the state: the topic, where the post opens one."""
    return post.topic if post.is_opening else post


def _post_title(post: Post) -> str:
    if post.topic.is_message:
        return _("A post in a message")
    return post.topic.title


def _html(post: Post) -> SafeString:
    """What `markup` rendered and cleaned when it was written."""
    return mark_safe(post.html)  # noqa: S308


def _around(post: Post) -> list[Around]:
    """The flagged post with those before and after it that are there to be read."""
    posts = Post.objects.filter(topic=post.topic_id, deleted_at=None).select_related("author")
    before = list(posts.filter(number__lt=post.number).order_by("-number")[:CONTEXT])[::-1]
    after = list(posts.filter(number__gt=post.number).order_by("number")[:CONTEXT])
    return [
        Around(author=each.author, html=_html(each), at=each.created_at, is_it=each.pk == post.pk)
        for each in (*before, post, *after)
    ]


POSTS = FlagKind(
    name="post",
    label=gettext_lazy("Post"),
    visible=_visible_post,
    things=_posts,
    group=lambda post: post.topic.group,
    author=lambda post: post.author,
    title=_post_title,
    html=_html,
    around=_around,
    page=lambda pk: f"/p/{pk}/",
    own_page=lambda pk: f"/p/{pk}/hidden/",
    is_private=lambda post: post.topic.is_message,
    is_hidden=lambda post: _marker(post).hidden_at is not None,
    is_gone=lambda post: _marker(post).deleted_at is not None and _marker(post).hidden_at is None,
    hold=lambda post: operations.hold_post(post=post),
    hide=lambda post, by: operations.hide_post(post=post, by=by),
    unhide=lambda post, by: operations.unhide_post(post=post, by=by),
    release=lambda post, by: operations.release_post(post=post, by=by),
    delete=lambda post, by: operations.remove_post(post=post, by=by),
)


# Members --------------------------------------------------------------------------------------------------------


def _visible_member(visitor: Visitor, pk: int) -> Member | None:
    return Member.objects.visible_to(visitor).filter(pk=pk).first()


def _said_of_self(member: Member) -> SafeString:
    lines = [part for part in (member.name, f"@{member.handle}", member.trade, member.place, member.bio) if part]
    return format_html("<p>{}</p>", mark_safe("<br>".join(conditional_escape(line) for line in lines)))  # noqa: S308


MEMBERS = FlagKind(
    name="member",
    label=gettext_lazy("Member"),
    visible=_visible_member,
    things=lambda pks: Member.objects.filter(pk__in=pks),
    group=lambda member: None,
    author=lambda member: member,
    title=lambda member: member.name,
    html=_said_of_self,
    around=lambda member: [],
)
