"""A reader's own marks on a page, laid over the page that all share."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Case, F, Model, QuerySet, Value, When
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from forum.shared import form_token, shared_piece
from forum.views.kept import visible_topic
from freshness.prepared import Prepared
from freshness.slots import Fill
from members.models import Member

from . import policy
from .models import Discussion, Favourite, KnowledgePage, Tick, Verdict

_NO_ITEM = Value("")


def _marks(member: int, page: int) -> QuerySet[Any, Any]:
    """All that a member marked on a page, each with the item that was ticked."""

    def rows(model: type[Model], mark: Any, item: Any = _NO_ITEM) -> QuerySet[Any, Any]:
        marks = model._default_manager.filter(member=member, page=page).order_by()
        found: QuerySet[Any, Any] = marks.annotate(mark=mark, what=item).values_list("mark", "what")
        return found

    helped = rows(Verdict, Case(When(helped=True, then=Value("helped")), default=Value("unhelped")))
    marked: QuerySet[Any, Any] = rows(Favourite, Value("favourite"))
    return marked.union(helped, rows(Tick, Value("ticked"), F("item")), all=True)


_MARKS = Prepared(_marks)


def reader_fills(request: HttpRequest, page: KnowledgePage) -> dict[str, Fill]:
    """The slots of a page; those of its acts stand on a member's page alone."""
    fills: dict[str, Fill] = {"discuss": lambda about: _discuss(request, page, int(about))}
    if isinstance(request.user, Member):
        marks = Marks(request, page, request.user)
        fills |= {"favourite": marks.favourite, "helped": marks.helped, "tick": marks.tick, "edit": marks.edit}
    return fills


class Marks:
    """What one member has marked on one page. Its methods fill the slots of their names."""

    def __init__(self, request: HttpRequest, page: KnowledgePage, member: Member) -> None:
        self.request, self.page, self.member = request, page, member

    @cached_property
    def marked(self) -> set[tuple[str, str]]:
        return set(_MARKS(self.member.pk, self.page.pk))

    def favourite(self, count: str) -> str:
        is_on = ("favourite", "") in self.marked
        return self._filled("knowledge_base/_favourite.html", {"is_on": is_on, "count": count})

    def helped(self) -> str:
        helped = ("helped", "") in self.marked
        state = {"said": helped or ("unhelped", "") in self.marked, "helped": helped}
        return self._filled("knowledge_base/_helped.html", state)

    def _filled(self, template: str, state: dict[str, Any]) -> str:
        """A form, made once for each state it can be in, with this page's number and this reader's token."""
        piece = shared_piece(template, name=tuple(state.values()), keys=[], make=lambda: (state, None))
        return piece.sheet.fill({"page": lambda: str(self.page.pk), "csrf": lambda: form_token(self.request)})

    def tick(self, item: str) -> str:
        return " checked" if ("ticked", item) in self.marked else ""

    def edit(self) -> str:
        if not policy.can_edit(self.member, self.page):
            return ""
        return format_html('<a href="/admin/pages/{}/edit/">{}</a>', self.page.pk, _("Edit this page"))


def _discuss(request: HttpRequest, page: KnowledgePage, about: int) -> str:
    """The topic about the page (0 for none) with its first replies, or the way to open it, for who may."""
    topic = visible_topic(request.user, about) if about else None
    if about and topic is None:  # out of this reader's sight; or merged or deleted since the page was made
        about = Discussion.objects.number_about(page.pk)
        topic = visible_topic(request.user, about)
    if topic is None:
        return _way_to_discuss(request, page) if not about else ""
    replies = topic.posts.filter(deleted_at=None, number__gt=1).select_related("author")[:3]
    return render_to_string("knowledge_base/_discussed.html", {"topic": topic, "replies": replies})


def _way_to_discuss(request: HttpRequest, page: KnowledgePage) -> str:
    if not policy.can_discuss(request.user, page):
        return ""
    piece = shared_piece("knowledge_base/_way_to_discuss.html", name=(), keys=[], make=lambda: ({}, None))
    return piece.sheet.fill({"page": lambda: str(page.pk)})
