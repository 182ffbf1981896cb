"""A viewer's own marks on a page of posts, laid over the shared page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from django.utils.html import escape
from django.utils.translation import gettext as _

from freshness.prepared import Prepared
from freshness.slots import Fill
from members.models import Member

from . import policy
from .models import Kind, Reaction, Topic

_ICON = '<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>'
_REACTIONS = Prepared(
    lambda member, posts: Reaction.objects.filter(member=member, post__in=posts).values_list("post", "code")
)


class Marks:
    """What one member has marked and may do on some posts of a topic; one query, and few more for helping hands.

    Its methods fill the slots of their names. A slot's arguments come as text.
    """

    def __init__(self, topic: Topic, member: Member, post_ids: Sequence[int], read_count: int = 0) -> None:
        self.topic, self.member = topic, member
        self.own_id = str(member.pk)
        self.mine = dict(_REACTIONS(member.pk, post_ids))
        self.left = topic.post_count - read_count

    def fills(self) -> dict[str, Fill]:
        return {
            "like": self.like,
            "solve": self.solve,
            "restore": self.restore,
            "hidden": self.hidden,
            "progress": self.progress,
        }

    def like(self, post_id: str, count: str, author_id: str) -> str:
        """A button that likes the post or takes that back; on one's own posts only how many do."""
        shown = count if count != "0" else ""
        if author_id == self.own_id:
            hidden = "" if shown else " hidden"
            return f'<span class="act"{hidden}>{_ICON.format("heart")} <span data-count>{shown}</span></span>'
        is_on = int(post_id) in self.mine
        state, path, label = ("true", "unreact", self._liked) if is_on else ("false", "react", self._like)
        return (
            f'<button class="act{" act--on" if is_on else ""}" form="acts" formaction="/p/{post_id}/{path}/" '
            f'data-act="react" aria-pressed="{state}">{_ICON.format("heart")}'
            f'<span class="visually-hidden">{label} </span><span data-count>{shown}</span></button>'
        )

    def solve(self, post_id: str, solution_id: str) -> str:
        """A button that accepts the post as the solution."""
        if not self._solves or solution_id == post_id:
            return ""
        words = f"{_ICON.format('check')} {escape(_('This solved it'))}"
        return f'<button class="act" form="acts" formaction="/p/{post_id}/accept/">{words}</button>'

    def restore(self, post_id: str, author_id: str, deleted_by_id: str) -> str:
        """A way to bring a deleted post back, for who may: its author who deleted it, and hands with the power."""
        is_own = author_id == deleted_by_id == self.own_id and self.topic.is_open
        if not is_own and not self._restores:
            return ""
        return f'<a href="/p/{post_id}/restore/">{escape(_("Restore it"))}</a>'

    def hidden(self, post_id: str, author_id: str) -> str:
        """A way to read a hidden post, for its author and for who may bring it back."""
        if author_id != self.own_id and not self._restores:
            return ""
        return f'<a href="/p/{post_id}/hidden/">{escape(_("Read it"))}</a>'

    def progress(self) -> str:
        """A way to the first post the member has not read, if there is one."""
        if self.left <= 0:
            return ""
        words = escape(_("First unread (%(count)d left)") % {"count": self.left})
        return f'<a class="button button--quiet button--small" href="/t/{self.topic.pk}/unread/">{words}</a>'

    @cached_property
    def _like(self) -> str:
        return escape(_("Like"))

    @cached_property
    def _liked(self) -> str:
        return escape(_("You like this. Take it back"))

    @cached_property
    def _solves(self) -> bool:
        return self.topic.kind == Kind.QUESTION and policy.can_solve(self.member, self.topic)

    @cached_property
    def _restores(self) -> bool:
        return policy.can_restore_topic(self.member, self.topic)
