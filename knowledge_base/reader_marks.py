"""A reader's own marks on a page, laid over the page that all share."""

from __future__ import annotations

from typing import Any

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

_FAVOURITE = Prepared(lambda member, page: Favourite.objects.filter(member=member, page=page).values_list("pk"))
_VERDICT = Prepared(lambda member, page: Verdict.objects.filter(member=member, page=page).values_list("helped"))
_TICKS = Prepared(lambda member, page: Tick.objects.filter(member=member, page=page).values_list("item"))


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
        self._ticks: set[str] | None = None

    def favourite(self, count: str) -> str:
        is_on = bool(_FAVOURITE(self.member.pk, self.page.pk))
        return self._filled("knowledge_base/_favourite.html", {"is_on": is_on, "count": count})

    def helped(self) -> str:
        said = _VERDICT(self.member.pk, self.page.pk)
        state = {"said": bool(said), "helped": bool(said and said[0][0])}
        return self._filled("knowledge_base/_helped.html", state)

    def _filled(self, template: str, state: dict[str, Any]) -> str:
        """A form, made once for each state it can be in, with this page's number and this reader's token."""
        piece = shared_piece(template, name=tuple(state.values()), keys=[], make=lambda: (state, None))
        return piece.sheet.fill({"page": lambda: str(self.page.pk), "csrf": lambda: form_token(self.request)})

    def tick(self, item: str) -> str:
        if self._ticks is None:
            self._ticks = {row[0] for row in _TICKS(self.member.pk, self.page.pk)}
        return " checked" if item in self._ticks else ""

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
    replies = topic.posts.filter(deleted_at=None, number__gt=1).select_related("author")[:3] if topic else []
    can_open = not about and policy.can_discuss(request.user, page)
    context = {"topic": topic, "replies": replies, "can_open": can_open, "page_id": page.pk}
    return render_to_string("knowledge_base/_discuss.html", context)
