"""What waits elsewhere: each entry leads to the page where it is decided, and nothing of it is copied."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import ngettext

from forum.models import Group, GroupRole, MembershipRequest
from forum.tasks import ADMITTING
from members.models import Member


@dataclass(frozen=True)
class Entry:
    """What waits, in words, and where."""

    words: str
    where: str
    url: str


Entries = Callable[[Member], Iterable[Entry]]
_SOURCES: list[Entries] = []


def register(source: Entries) -> None:
    """Called by each floor in its AppConfig.ready(), with what lists the entries of a member in a bounded number of
    queries."""
    _SOURCES.append(source)


def entries_for(member: Member) -> list[Entry]:
    return [entry for source in _SOURCES for entry in source(member)]


def requests_to_join(member: Member) -> list[Entry]:
    """Requests to join the groups in which this member may admit."""
    asked = Count("requests", filter=Q(requests__way=MembershipRequest.Way.REQUEST, requests__decided_at=None))
    groups = Group.objects.readable_by(member).annotate(asked=asked).filter(asked__gt=0)
    if not member.is_staff:
        groups = groups.filter(
            Exists(GroupRole.objects.filter(group=OuterRef("pk"), member=member, role__in=ADMITTING))
        )
    return [
        Entry(
            words=ngettext("%(count)d asks to join", "%(count)d ask to join", count) % {"count": count},
            where=name,
            url=reverse("group_members", args=[slug]),
        )
        for name, slug, count in groups.order_by("name").values_list("name", "slug", "asked")
    ]
