"""Comments as a page shows them: the same for all its readers, and over it what is each reader's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_comments.models import CommentFlag
from django_comments_xtd.models import LIKEDIT_FLAG

from forum.policy import rules_to_accept
from forum.shared import form_token, shared_piece
from freshness.prepared import Prepared
from freshness.slots import Fill
from knowledge_base.models import KnowledgePage
from members.models import Member
from notifications import operations as notifications

from . import policy
from .models import CommentFollow, PageComment
from .told import thread_of

COMMENTS_A_PART = 50  # several screens of a phone; what comes after them has an address of its own
CHARACTERS_A_PART = 12_000  # of their HTML: with all around it a light page stays under 15 KB

_HEART = '<svg class="icon" aria-hidden="true"><use href="#i-heart"/></svg>'


def _marks(member: int, page: int, comments: Sequence[int]) -> QuerySet[Any, Any]:
    """Rows of what a member marked on a page's comments, and of what waits there: sort, number, whose."""

    def rows(found: QuerySet[Any, Any], mark: str, number: Any, whose: Any) -> QuerySet[Any, Any]:
        marked = found.order_by().annotate(mark=Value(mark), number=number, whose=whose)
        shown: QuerySet[Any, Any] = marked.values_list("mark", "number", "whose")
        return shown

    liked = CommentFlag.objects.filter(user=member, comment__in=comments, flag=LIKEDIT_FLAG)
    waiting = PageComment.objects.waiting().filter(page=page)
    followed = CommentFollow.objects.filter(page=page, member=member)
    by_mail = Case(When(by_mail=True, then=1), default=0)
    waits: QuerySet[Any, Any] = rows(waiting, "waiting", F("pk"), F("user_id"))
    return waits.union(
        rows(liked, "liked", F("comment_id"), F("user_id")),
        rows(followed, "followed", by_mail, F("member_id")),
        all=True,
    )


_MARKS = Prepared(_marks)
_NO_COMMENT = (0,)  # what is asked of an empty sequence is not asked at all, and the rest would not be either


@dataclass(frozen=True)
class Thread:
    """A remark on a page and the replies to it, in order. What was deleted or hidden keeps its place."""

    first: PageComment
    replies: Sequence[PageComment]


def parts_of(page: KnowledgePage) -> list[list[int]]:
    """The numbers of a page's comments, the oldest thread first, in the parts in which they are read: at most
    COMMENTS_A_PART, and so many as CHARACTERS_A_PART has room for. There is one part at least. One query."""
    parts: list[list[int]] = [[]]
    filled = 0
    rows = PageComment.objects.filter(page=page, is_public=True).order_by("thread_id", "order")
    for pk, size in rows.values_list("pk", Length("html")):
        if parts[-1] and (len(parts[-1]) == COMMENTS_A_PART or filled + size > CHARACTERS_A_PART):
            parts.append([])
            filled = 0
        parts[-1].append(pk)
        filled += size
    return parts


def comments_of(page: KnowledgePage, ids: Sequence[int]) -> list[Thread]:
    """The threads of these comments, one part of `parts_of`. What a part goes on with has its first comment above it
    again. One query."""
    approved = PageComment.objects.filter(page=page, is_public=True)
    threads = approved.filter(pk__in=ids).values("thread_id")
    wanted = approved.filter(Q(pk__in=ids) | Q(pk__in=threads)).select_related("user", "reply_to__user")
    found: dict[int, list[PageComment]] = {}
    unread = ("comment", "reply_to__comment", "reply_to__html")
    for comment in wanted.defer(*unread).order_by("thread_id", "order"):
        found.setdefault(comment.thread_id, []).append(comment)
    return [Thread(first, replies) for first, *replies in found.values()]


def part_of(comment: PageComment) -> int:
    """In which part a comment stands; the first, where it waits."""
    parts = enumerate(parts_of(comment.page), start=1)
    return next((number for number, ids in parts if comment.pk in ids), 1)


def address_of_parts(page: KnowledgePage) -> str:
    """Where the parts of the comments are read by themselves."""
    return f"/pages/{page.pk}/comments/"


def comments_context(page: KnowledgePage, part: int = 1) -> dict[str, Any]:
    """What `comments/_comments.html` needs beside `page` and `shared`, of this part. Two queries. Raises IndexError for
    a part that is not there."""
    parts = parts_of(page)
    return {
        "comments": comments_of(page, parts[part - 1]),
        "comment_part": part,
        "comment_parts": len(parts),
        "comment_address": address_of_parts(page),
    }


def ids_in(threads: Iterable[Thread]) -> tuple[int, ...]:
    """The comments that can be read in these threads, for `fills`."""
    return tuple(each.pk for thread in threads for each in (thread.first, *thread.replies) if each.is_shown)


def mark_comments_read(page: KnowledgePage, member: Member) -> None:
    """What told the member of comments on this page is read: the page was shown to them."""
    notifications.mark_thread_read(member=member, thread=thread_of(page.pk))


def fills(request: HttpRequest, page: KnowledgePage, comment_ids: Sequence[int]) -> dict[str, Fill]:
    """The slots of `comments/_comments.html` for this viewer. A slot's arguments come as text."""
    if not isinstance(request.user, Member):
        return {"comment_form": lambda _page_id: _ways_for_visitors(page)}
    marks = Marks(request, page, request.user, comment_ids)
    return {
        "comment_form": marks.form,
        "comment_like": marks.like,
        "comment_change": marks.change,
        "comment_gone": marks.gone,
        "comments_waiting": marks.waiting,
    }


class Marks:
    """What one member has marked and may do on the comments of a page. Its methods fill slots."""

    def __init__(self, request: HttpRequest, page: KnowledgePage, member: Member, comment_ids: Sequence[int]) -> None:
        self.request, self.page, self.member, self.comment_ids = request, page, member, comment_ids
        self.own_id = str(member.pk)

    @cached_property
    def marked(self) -> dict[str, dict[int, int | None]]:
        """Of each sort the numbers, and whose."""
        found: dict[str, dict[int, int | None]] = {"liked": {}, "waiting": {}, "followed": {}}
        for mark, number, whose in _MARKS(self.member.pk, self.page.pk, self.comment_ids or _NO_COMMENT):
            found[mark][number] = whose
        return found

    @cached_property
    def looks_after(self) -> bool:
        return policy.looks_after(self.member, self.page)

    @cached_property
    def _words(self) -> tuple[str, str]:
        return escape(_("Like")), escape(_("You like this. Take it back"))

    def like(self, comment_id: str, count: str, author_id: str) -> str:
        """A button that likes the comment or takes that back; on one's own only how many do."""
        shown = count if count != "0" else ""
        if author_id == self.own_id:
            return f'<span class="act">{_HEART} {shown}</span>' if shown else ""
        is_on = int(comment_id) in self.marked["liked"]
        state, path = ("true", "unlike") if is_on else ("false", "like")
        return (
            f'<button class="act{" act--on" if is_on else ""}" form="comment-acts" '
            f'formaction="/c/{comment_id}/{path}/" data-act="react" aria-pressed="{state}">{_HEART}'
            f'<span class="visually-hidden">{self._words[is_on]} </span><span data-count>{shown}</span></button>'
        )

    def change(self, comment_id: str, author_id: str) -> SafeString:
        """The way to change one's own."""
        if author_id != self.own_id:
            return SafeString()
        return format_html('<a class="act" href="/c/{}/edit/">{}</a>', comment_id, _("Change"))

    def gone(self, comment_id: str, author_id: str, deleted_by_id: str) -> SafeString:
        """A way to bring back what was deleted or hidden, for who may."""
        if author_id == deleted_by_id == self.own_id:
            return format_html('<a href="/c/{}/restore/">{}</a>', comment_id, _("Restore it"))
        if self.looks_after:
            return format_html('<a href="/c/{}/acts/" data-popover>{}</a>', comment_id, _("Look at it"))
        return SafeString()

    def waiting(self, _page_id: str) -> str:
        """What waits for approval: one's own, and everybody's for who looks after the comments."""
        waiting = self.marked["waiting"]
        own = [pk for pk, author_id in waiting.items() if author_id == self.member.pk]
        wanted = list(waiting) if len(own) < len(waiting) and self.looks_after else own
        if not wanted:
            return ""
        comments = PageComment.objects.filter(pk__in=wanted).select_related("user").order_by("pk")
        context = {"comments": comments, "member": self.member, "approves": self.looks_after}
        return render_to_string("comments/_waiting.html", {**context, "csrf": form_token(self.request)})

    def form(self, _page_id: str) -> str:
        """The form at the end, or in its place why there is none and what to do about it."""
        member, page, request = self.member, self.page, self.request
        if not policy.takes_comments(page):
            return ""
        if versions := rules_to_accept(member, policy.rules_group(member, page)):
            context = {"why": "rules", "page": page, "versions": versions, "csrf": form_token(request)}
            return render_to_string("comments/_no_form.html", context)
        followed = self.marked["followed"]
        state = {"follows": bool(followed), "by_mail": 1 in followed}
        piece = shared_piece("comments/_box.html", name=tuple(state.values()), keys=[], make=lambda: (state, None))
        return piece.sheet.fill({"csrf": lambda: form_token(request), "page": lambda: str(page.pk)})


def _ways_for_visitors(page: KnowledgePage) -> str:
    """What stands in the place of the form for who is not signed in."""
    if not policy.takes_comments(page):
        return ""
    why = "open" if policy.can_request_comment(AnonymousUser(), page) else "visitor"
    return render_to_string("comments/_no_form.html", {"why": why, "page": page})
