"""Shared pages: rendered once for everybody who may see them, then filled with what is each viewer's own."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from freshness.memo import Memo
from freshness.slots import Fill, Sheet
from freshness.stamps import FRAME
from members.models import Member
from members.templatetags.people import avatar
from notifications.queries import unread_count
from notifications.templatetags.told import badge
from pages.branding import community_name

from .dates import spoken


@dataclass(frozen=True)
class Piece:
    """A cut page and what the view must know of it without asking the database again."""

    sheet: Sheet
    facts: Any


_pieces: Memo[Piece] = Memo(max_bytes=settings.PAGE_CACHE_MIB * 1024 * 1024, size_of=lambda piece: piece.sheet.size)

Make = Callable[[], tuple[dict[str, Any], Any]]


def shared_piece(
    template: str, *, name: Sequence[Hashable], keys: Sequence[str], make: Make, viewer: str = "member"
) -> Piece:
    """The piece of this name, while the stamps of `keys` stand; else made anew from `make`, which gives the template's
    context and the facts to keep with it."""

    def render() -> Piece:
        context, facts = make()
        html = render_to_string(template, {"shared": viewer, "community_name": community_name(), **context})
        return Piece(Sheet.cut(html), facts)

    return _pieces.get_or_make((template, viewer, get_language(), *name), [*FRAME, *keys], render)


def respond(request: HttpRequest, piece: Piece, fills: Mapping[str, Fill] | None = None) -> HttpResponse:
    """The piece as this visitor sees it."""
    return HttpResponse(piece.sheet.fill({**frame_fills(request), **(fills or {})}))


def viewer_of(request: HttpRequest) -> str:
    return "member" if request.user.is_authenticated else "visitor"


def when_fill() -> Fill:
    """Says moments as of now."""
    now = int(timezone.now().timestamp())
    return lambda epoch: spoken(int(epoch), now)


def frame_fills(request: HttpRequest) -> dict[str, Fill]:
    """What the frame of every shared page shows of its reader."""
    fills: dict[str, Fill] = {"when": when_fill()}
    member = request.user
    if isinstance(member, Member):
        number = badge(unread_count(member))
        fills |= {
            "badge": lambda: number,
            "me": lambda: _me(member),
            "csrf": lambda: form_token(request),
            "notices": lambda: _notices(request),
        }
    return fills


def form_token(request: HttpRequest) -> str:
    """The token of this page's forms: one for all of them."""
    found: str | None = getattr(request, "form_token", None)
    if found is None:
        found = get_token(request)
        request.form_token = found  # type: ignore[attr-defined]
    return found


def _me(member: Member) -> str:
    return format_html('<a href="/me/"><span class="visually-hidden">{}</span>{}</a>', _("Me"), avatar(member, 40))


def _notices(request: HttpRequest) -> str:
    return format_html_join(
        "",
        '<p class="note note--{}" role="status">{}</p>',
        ((notice.level_tag, notice) for notice in get_messages(request)),
    )
