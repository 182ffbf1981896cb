"""The home page."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from forum.lists import ListKind, asked_for, group_news, listed
from forum.models import Group, GroupRole, Membership
from forum.operations.reading import read_key
from forum.parts import HOME
from forum.policy import POWERS, Power
from forum.shared import respond, shared_piece, viewer_of
from freshness.memo import Memo
from freshness.pages import shared_with_visitors
from freshness.stamps import LISTS, SITE
from members.models import Member
from pages.branding import home_page
from pages.light import PARAMETER, has_light_version, is_light, light_context

from .lists import readable_ids, rows_context, unread_fill

TOPICS_AT_HOME = 12
GROUPS_AT_HOME = 6
GREETING = [role for role, powers in POWERS.items() if Power.GREET in powers]


@require_safe
@shared_with_visitors(lambda: [LISTS, *HOME.stamps()], parameters=[PARAMETER])
@has_light_version
def home(request: HttpRequest) -> HttpResponse:
    """Who we are, a field to ask, what is being talked about, groups to join."""
    ids = readable_ids(request)
    piece = shared_piece(
        "forum/home.html",
        name=(ids, is_light(request)),
        keys=[LISTS, *HOME.stamps()],
        make=lambda: _context(request, ids),
        viewer=viewer_of(request),
    )
    if not isinstance(request.user, Member):
        return respond(request, piece)
    member = request.user
    fills = {
        **unread_fill(member, piece.facts),
        "name": lambda: escape(member.name.split()[0]),
        "mine": lambda: _pieces.get_or_make(
            (member.pk, get_language(), ids), [SITE, LISTS, read_key(member.pk)], lambda: _mine(member, ids)
        ),
    }
    return respond(request, piece, fills)


_pieces = Memo[str](max_bytes=600_000, size_of=len)
COUNTED_EVERY = 600  # seconds: all members are looked at to count them
_people = Memo[dict[str, int]](max_bytes=10_000, size_of=lambda counts: 200)


def _context(request: HttpRequest, ids: tuple[int, ...]) -> tuple[dict[str, Any], list[int]]:
    found = listed(asked_for(ListKind.LATEST, 0, {}), request.user, ids)
    topics = found.topics[:TOPICS_AT_HOME]
    groups = Group.objects.filter(pk__in=ids, archived_at=None).order_by("-bumped_at")[:GROUPS_AT_HOME]
    context = {
        **rows_context(found),
        "topics": topics,
        "groups": groups,
        "home": home_page(),
        "parts": HOME.rendered(),
        **_people.get_or_make(int(time.time()) // COUNTED_EVERY, [SITE], _counted),
        "place": "home",
        **light_context(is_light(request), "/"),
    }
    return context, [topic.pk for topic in topics]


def _counted() -> dict[str, int]:
    """How many members there are, and from how many countries: the last words of their places ("Kisumu, Kenya")."""
    people = Member.objects.filter(is_active=True, claimed=True)
    places = people.exclude(place="").values_list("place", flat=True).distinct()
    countries = {place.rpartition(",")[2].strip().casefold() for place in places.iterator()}
    return {"member_count": people.count(), "country_count": len(countries)}


def _mine(member: Member, ids: tuple[int, ...]) -> str:
    """The member's own groups with what is new in them, and whom they could greet."""
    mine = list(Group.objects.filter(memberships__member=member).order_by("-bumped_at")[:12])
    news = group_news(member, [group.pk for group in mine])
    greets = GroupRole.objects.filter(member=member, role__in=GREETING).values("group")
    waiting = Membership.objects.filter(
        group__in=greets, group__is_introductions=True, greeted_at=None, member__is_active=True, member__claimed=True
    ).exclude(member=member)
    context = {
        "groups": [(group, news.get(group.pk, 0)) for group in mine],
        "greet": list(waiting.select_related("member", "group").order_by("-joined_at")[:3]),
        "introduce": _not_introduced(member),
        "others": Group.objects.filter(pk__in=ids, archived_at=None)
        .exclude(pk__in=[g.pk for g in mine])
        .order_by("-bumped_at")[:3],
    }
    return render_to_string("forum/_mine.html", context)


def _not_introduced(member: Member) -> Group | None:
    """The introductions group, for somebody who has not written in it."""
    group = Group.objects.filter(is_introductions=True, archived_at=None).first()
    if group is None or group.topics.filter(author=member, deleted_at=None).exists():
        return None
    return group
