"""A page as its reader sees it: made once for all who may read it, then filled with what is each reader's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from forum.shared import Piece, respond, shared_piece, viewer_of
from freshness.content_policy import HEADER, content_policy
from freshness.slots import Fill, Sheet
from knowledge_base import policy
from knowledge_base.comments import reading as comments
from knowledge_base.freshness import stamps_of
from knowledge_base.models import KnowledgePage
from knowledge_base.page_context import context_of, shelf_context
from knowledge_base.parts import PAGE, PAGE_END
from knowledge_base.reader_marks import reader_fills
from knowledge_base.templatetags.knowledge import page_card
from knowledge_base.topic_links import topic_fills
from members.models import Member
from pages.blocks import PLAYERS
from pages.light import is_light, light_context

Context = Callable[[Any], dict[str, Any]]
Fills = Callable[[HttpRequest, Any], Mapping[str, Fill]]


@dataclass(frozen=True)
class Kind:
    """What a kind of page shows beside what all show: the same for all readers, and each reader's own."""

    context: Context = lambda page: {}
    fills: Fills = lambda request, page: {}


_kinds: dict[type[KnowledgePage], Kind] = {}


def register_kind(model: type[KnowledgePage], kind: Kind) -> None:
    """Say what pages of this kind show; higher floors call it in their AppConfig.ready()."""
    _kinds[model] = kind


def read(request: HttpRequest, page: KnowledgePage) -> HttpResponse:
    """The page, or 404 where this visitor may not read it. `?lite` gives it in words only."""
    if not policy.sees(request.user, page):
        raise Http404
    kind = _kinds.get(type(page), Kind())
    shown, more = shelf_context(page, request.user) if page.is_shelf else ((), {})
    piece = _piece(page, viewer_of(request), is_light(request), shown, more)
    fills = {
        **reader_fills(request, page),
        **kind.fills(request, page),
        **PAGE.fills(request, page),
        **PAGE_END.fills(request, page),
        **topic_fills(page, request.user),
    }
    if not page.is_shelf:
        fills |= comments.fills(request, page, piece.facts)
        if isinstance(request.user, Member):
            comments.mark_comments_read(page, request.user)
    response = respond(request, piece, fills)
    response[HEADER] = content_policy(frames=PLAYERS if page.has_block("video") else ())
    return response


def _piece(
    page: KnowledgePage, viewer: str, is_lite: bool, shown: tuple[int, ...] = (), more: Mapping[str, Any] | None = None
) -> Piece:
    kind = _kinds.get(type(page), Kind())
    return shared_piece(
        page.template,
        name=(page.pk, is_lite, shown),
        keys=stamps_of(page.pk),
        make=lambda: _made(page, kind, {**(more or {}), **light_context(is_lite, page.url or "")}),
        viewer=viewer,
    )


def _made(page: KnowledgePage, kind: Kind, more: dict[str, Any]) -> tuple[dict[str, Any], tuple[int, ...]]:
    """What a page shows to all its readers, and the comments among it."""
    parts = {"parts": PAGE.rendered(page), "end_parts": PAGE_END.rendered(page)}
    context = {**context_of(page), **kind.context(page), **more, **parts}
    if page.is_shelf:
        return context, ()
    said = comments.comments_context(page)
    return {**context, **said}, comments.ids_in(said["comments"])


def make_pictures(page: KnowledgePage) -> None:
    """Ask for each picture as the page and its card on a shelf ask for it: what is missing is made, in AVIF too, which
    takes a third of a second a picture."""
    if not page.is_shelf:
        _piece(page, "visitor", is_lite=False)
    render_to_string("components/page_card.html", page_card(page, lite=False))


def preview(request: HttpRequest, page: KnowledgePage) -> HttpResponse:
    """What the editor's preview shows: the page as it would stand, without what belongs to readers."""
    kind = _kinds.get(type(page), Kind())
    below = shelf_context(page, request.user)[1] if page.is_shelf else {}
    context = {**context_of(page), **kind.context(page), **below, "shared": "", "preview": True}
    html = render_to_string(page.template, context, request)
    return HttpResponse(Sheet.cut(html).fill(kind.fills(request, page)))
