"""The door of the search."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from forum.feeds import answer_anew
from forum.models.topics import TITLE_MAX
from forum.views.doors import number_from, page
from members.models import Member

from . import misses
from .feeds import newest
from .finding import A_PAGE, Page, search
from .language import KINDS, LENGTH_MAX, Query, TooLongError, read
from .limits import limited, nothing
from .results import shown
from .saved.reading import keeping
from .suggesting import suggested

TABS = {
    "": _("All"),
    "guides": _("Guides"),
    "articles": _("Articles"),
    "lessons": _("Lessons"),
    "templates": _("Templates"),
    "trainings": _("Trainings"),
    "topics": _("Topics"),
    "comments": _("Comments"),
    "members": _("Members"),
    "groups": _("Groups"),
    "messages": _("Messages"),
}
ORDERS = {"": _("Best"), "newest": _("Newest"), "active": _("Active"), "likes": _("Most liked")}
_IN = re.compile(r"(?:^|\s)-?in:\S+", re.IGNORECASE)
_ORDER = re.compile(r"(?:^|\s)order:\S+", re.IGNORECASE)


@require_safe
@limited("results", by_account="SEARCHES_A_MINUTE")
def results(request: HttpRequest) -> HttpResponse:
    """What a question finds, for this visitor."""
    typed = request.GET.get("q", "")
    try:
        query = read(typed)
    except TooLongError:
        context: dict[str, Any] = {"typed": typed[:LENGTH_MAX], "limit": LENGTH_MAX, "place": "search"}
        return page(request, "search/results.html", context, status=422)
    found = search(request.user, query, number=number_from(request.GET.get("page", "")) or 1)
    instead = ""
    if found.meant and not found.total:
        query, instead = read(found.meant), query.typed
        found = search(request.user, query)
    if isinstance(request.user, Member) and not (found.total or found.rebuilding):
        misses.note(request.user, query)
    results = {"query": query, "found": found, "results": shown(found.entries, query, request.user), "instead": instead}
    return page(request, "search/results.html", results | _around(query, found) | keeping(request.user, query))


@require_safe
@limited("suggest", by_account="SUGGESTIONS_A_MINUTE", answer=nothing)
def suggest(request: HttpRequest) -> HttpResponse:
    """What fits what has been typed so far: a piece of a page, for the field that asks."""
    found = suggested(request.user, request.GET.get("q", ""))
    return page(request, "search/_suggestions.html", {"results": found})


@require_safe
@limited("feed", by_account="SEARCHES_A_MINUTE")
def feed(request: HttpRequest) -> HttpResponse:
    """The newest that a question finds among what everybody reads, for programs that ask for it again and again. 404
    for a question that asks for nothing, or is too long."""
    try:
        query = read(request.GET.get("q", ""))
    except TooLongError as error:
        raise Http404 from error
    if not query.says_something:
        raise Http404
    return answer_anew(request, lambda: newest(query))


def _around(query: Query, found: Page) -> dict[str, Any]:
    """What stands around the results: other kinds, other orders, other pages, and the way to asking."""
    typed = query.typed
    return {
        "typed": typed,
        "tabs": _tabs(query, found.counts),
        "orders": _orders(query),
        "title_for_ask": " ".join(query.words)[:TITLE_MAX],
        "next_page": _address(typed, found.number + 1) if found.more else "",
        "previous_page": _address(typed, found.number - 1) if found.number > 1 else "",
        "first": (found.number - 1) * A_PAGE + 1,
        "feed": f"/search/feed/?{urlencode({'q': typed})}",
        "meant_address": _address(found.meant) if found.meant else "",
        "place": "search",
    }


def _address(typed: str, number: int = 1) -> str:
    return f"/search/?{urlencode({'q': typed} | ({'page': number} if number > 1 else {}))}"


def _tabs(query: Query, counts: dict[str, int]) -> list[tuple[str, str, int, bool]]:
    """Label, address, number of results and whether one is there, of each kind that has any."""
    chosen = query.kinds()
    rest = " ".join(_IN.sub(" ", query.typed).split())
    tabs = []
    for name, label in TABS.items():
        here = chosen is None if not name else chosen == KINDS[name]
        number = counts.get(name, 0) if name else sum(counts.values())
        if number or here or not name:
            tabs.append((str(label), _address(f"{rest} in:{name}" if name else rest), number, here))
    return tabs


def _orders(query: Query) -> list[tuple[str, str, bool]]:
    rest = " ".join(_ORDER.sub(" ", query.typed).split())
    chosen = "" if query.order == "relevance" else query.order
    return [
        (str(label), _address(f"{rest} order:{name}" if name else rest), name == chosen)
        for name, label in ORDERS.items()
    ]
