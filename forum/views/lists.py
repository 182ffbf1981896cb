"""Doors to the topic lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from taggit.models import Tag

from forum import operations, policy
from forum.freshness import group_key
from forum.lists import (
    LABELS,
    PERIOD_LABELS,
    PERSONAL,
    Asked,
    Listed,
    ListKind,
    asked_for,
    listed,
    page_before,
    unread_counts,
)
from forum.models import Audience, Bookmark, Group, Kind, Post, Topic
from forum.operations.reading import read_key
from forum.shared import Piece, respond, shared_piece, viewer_of
from freshness.memo import Memo
from freshness.pages import shared_with_visitors
from freshness.slots import Fill
from freshness.stamps import LISTS, SITE
from members.models import Member

from .doors import MemberRequest, seen_group

FILTERED_KINDS = (Kind.QUESTION, Kind.DISCUSSION, Kind.ANNOUNCEMENT, Kind.INTRODUCTION)
PARAMETERS = ("tag", "kind", "period", "before")


_readable = Memo[tuple[int, ...]](max_bytes=500_000, size_of=lambda ids: 200 + 8 * len(ids))


def readable_ids(request: HttpRequest) -> tuple[int, ...]:
    """The groups this visitor reads, in a fixed order."""

    def ask() -> tuple[int, ...]:
        return tuple(Group.objects.readable_by(request.user).order_by("pk").values_list("pk", flat=True))

    member = request.user
    if not isinstance(member, Member):
        return ask()
    name = (member.pk, member.is_superuser, member.is_moderator)
    return _readable.get_or_make(name, [SITE, read_key(member.pk)], ask)


def rows_context(found: Listed) -> dict[str, Any]:
    """What a list's rows show, people included: one query for all faces."""
    topics = [*found.pinned, *found.topics]
    return {"listed": found, "people": Member.objects.in_bulk({pk for topic in topics for pk in topic.faces})}


def unread_fill(member: Member, topic_ids: Sequence[int]) -> dict[str, Fill]:
    """Fills the slot `unread` of rows: how many posts of a topic are left to read."""
    left = unread_counts(member, topic_ids)
    new = escape(_("new"))

    def fill(topic_id: str) -> str:
        count = left.get(int(topic_id), 0)
        if count <= 0:
            return ""
        return f'<a class="pill pill--new" href="/t/{topic_id}/unread/">{count} {new}</a>'

    return {"unread": fill}


@require_safe
@shared_with_visitors(lambda kind: [LISTS], parameters=PARAMETERS)
def topics(request: HttpRequest, kind: str) -> HttpResponse:
    """A list over every group the visitor reads."""
    asked = asked_for(ListKind(kind), 0, request.GET.dict())
    if asked.kind in PERSONAL and not request.user.is_authenticated:
        return redirect(f"/account/login/?next=/{kind}/")
    ids = readable_ids(request)
    piece = _piece(request, asked, ids, [LISTS], {})
    return respond(request, piece, _fills(request, piece))


@require_safe
@shared_with_visitors(lambda slug, kind="latest": [LISTS], parameters=PARAMETERS)
def group(request: HttpRequest, slug: str, kind: str = "latest") -> HttpResponse:
    """A group's page: what it is for, and its topics."""
    ids = readable_ids(request)
    group_id = _group_ids.get_or_make(slug, [SITE], lambda: _id_of(slug))
    if group_id not in ids:
        seen_group(request, slug)
        return redirect("group_about", slug=slug)
    asked = asked_for(ListKind(kind), group_id, request.GET.dict())
    if asked.kind in PERSONAL and not request.user.is_authenticated:
        return redirect("account_login")
    piece = _piece(request, asked, (group_id,), [group_key(group_id)], {"place": "groups"})
    return respond(request, piece, {**_fills(request, piece), "join": lambda: _join(request, group_id)})


def _id_of(slug: str) -> int:
    return Group.objects.filter(slug=slug).values_list("pk", flat=True).first() or 0


_group_ids = Memo[int](max_bytes=200_000, size_of=lambda pk: 200)


def _join(request: HttpRequest, group_id: int) -> str:
    """What this visitor may do with the group, kept for them while neither they nor the group have changed."""

    def make() -> tuple[dict[str, Any], None]:
        group = Group.objects.get(pk=group_id)
        return {"group": group, "may": policy.group_acts(request.user, group)}, None

    who = request.user.pk or 0
    keys = [group_key(group_id), read_key(who)]
    piece = shared_piece("forum/_join.html", name=(group_id, who), keys=keys, make=make, viewer=viewer_of(request))
    return piece.sheet.fill({"csrf": lambda: get_token(request)})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything visible under a tag; a tag that stands on nothing this visitor sees is not there for them."""
    ids = readable_ids(request)
    found = Tag.objects.filter(slug=slug).first() or Tag.objects.filter(name=slug).first()
    visible = Topic.objects.filter(deleted_at=None, group_id__in=ids, tagged__tag=found)
    if found is None or not visible.exists():
        raise Http404
    parameters = {**request.GET.dict(), "tag": found.slug}
    asked = asked_for(ListKind.LATEST, 0, parameters)
    own = f"/tags/{quote(found.slug)}/{_query({'kind': asked.topic_kind, 'before': asked.before})}"
    piece = _piece(request, asked, ids, [LISTS], {"tag": found, "own_address": own})
    return respond(request, piece, _fills(request, piece))


def _piece(
    request: HttpRequest, asked: Asked, ids: tuple[int, ...], keys: Sequence[str], extra: dict[str, Any]
) -> Piece:
    def make() -> tuple[dict[str, Any], list[int]]:
        found = listed(asked, request.user, ids)
        group = Group.objects.filter(pk=asked.group_id).first()
        context = {**rows_context(found), **_list_context(asked, group), "group": group, "place": "talk", **extra}
        return context, [topic.pk for topic in (*found.pinned, *found.topics)]

    if asked.kind in PERSONAL:
        # One member's own list is nobody else's: its name holds the member, and what they read is among its stamps.
        keys = [*keys, f"read:{request.user.pk}"]
        name = (*asked.name, ids, request.user.pk)
    else:
        name = (*asked.name, ids)
    return shared_piece("forum/list.html", name=name, keys=keys, make=make, viewer=viewer_of(request))


def _fills(request: HttpRequest, piece: Piece) -> dict[str, Fill]:
    return unread_fill(request.user, piece.facts) if isinstance(request.user, Member) else {}


def _list_context(asked: Asked, group: Group | None) -> dict[str, Any]:
    kept = {"tag": asked.tag, "kind": asked.topic_kind}
    kept = {name: value for name, value in kept.items() if value}
    kinds = [
        (label, _query({**kept, "kind": value}) or "?", value == asked.topic_kind)
        for value, label in [("", _("All kinds")), *((kind.value, kind.label) for kind in FILTERED_KINDS)]
    ]
    periods = [
        (label, _query({**kept, "period": value}), value == asked.period)
        for value, label in (PERIOD_LABELS.items() if asked.kind == ListKind.TOP else ())
    ]
    period = {"period": asked.period} if asked.kind == ListKind.TOP else {}
    return {
        "asked": asked,
        "tabs": _tabs(asked.kind, group, _query(kept)),
        "kinds": kinds,
        "periods": periods,
        "more_query": _query({**kept, **period}) + ("&" if kept or period else "?"),
        "heading": LABELS[asked.kind],
        "own_address": _base(asked, group) + _query({**kept, **period, "before": asked.before}),
        "feed": _feed_of(asked, group),
    }


def _base(asked: Asked, group: Group | None) -> str:
    """The path of a list; a group's latest topics stand on its own page."""
    if group is None:
        return f"/{asked.kind}/"
    address = group.get_absolute_url()
    return address if asked.kind == ListKind.LATEST else f"{address}{asked.kind}/"


def _feed_of(asked: Asked, group: Group | None) -> tuple[str, str] | None:
    """Title and address of the feed of a list, where everybody may read it."""
    if group is not None:
        return (group.name, f"/feeds/groups/{group.slug}/") if group.audience == Audience.PUBLIC else None
    if not asked.tag:
        return _("Latest topics"), "/feeds/latest/"
    found = Topic.objects.visible_to(AnonymousUser()).filter(tagged__tag__slug=asked.tag)
    return (asked.tag, f"/feeds/tags/{quote(asked.tag)}/") if found.exists() else None


def _tabs(here: ListKind | None, group: Group | None, query: str) -> list[tuple[str, str, bool, bool]]:
    """The lists side by side: label, address, whether it is this one, whether it is only a member's. Bookmarks, which
    are of posts, take no filters; `here` is None for them."""
    base = "group_list" if group else "topics"
    arguments = {"slug": group.slug} if group else {}
    lists = [
        (str(label), reverse(base, kwargs=arguments | {"kind": kind.value}) + query, kind == here, kind in PERSONAL)
        for kind, label in LABELS.items()
    ]
    return [*lists, (_("Bookmarks"), _bookmarks_of(group), here is None, True)]


def _bookmarks_of(group: Group | None) -> str:
    return reverse("group_bookmarks", args=[group.slug]) if group else reverse("bookmarks")


def _query(values: dict[str, str]) -> str:
    values = {name: value for name, value in values.items() if value}
    return f"?{urlencode(values)}" if values else ""


@login_required
@require_safe
def bookmarks(request: MemberRequest, slug: str = "") -> HttpResponse:
    """What the member keeps, of what they can still see: everywhere, or in a group."""
    group = seen_group(request, slug) if slug else None
    marks = Bookmark.objects.filter(member=request.user, post__in=Post.objects.visible_to(request.user))
    if group is not None:
        if group.pk not in readable_ids(request):
            return redirect("group_about", slug=slug)
        marks = marks.filter(post__topic__group=group)
    marks = marks.select_related("post__topic__group", "post__author")
    rows, next_before = page_before(marks, "created_at", request.GET.get("before", ""))
    context = {"bookmarks": rows, "next_before": next_before, "group": group, "tabs": _tabs(None, group, "")}
    own = {"own_address": _bookmarks_of(group), "place": "groups" if group else "me"}
    return render(request, "forum/bookmarks.html", context | own)


@login_required
@require_POST
def clear_new(request: MemberRequest) -> HttpResponse:
    """Empty the list of new topics."""
    operations.clear_new(member=request.user)
    return redirect("topics", kind="new")
