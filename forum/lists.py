"""The topic lists: which topics, in which order, from where on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Aggregate, Count, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from freshness.prepared import Prepared
from members.models import Member, Visitor

from .models import (
    Audience,
    Follow,
    GroupFollow,
    Joining,
    Kind,
    Membership,
    Participation,
    Post,
    Reach,
    Reaction,
    ReadState,
    TagFollow,
    TaggedTopic,
    Topic,
    TopicFollow,
)

Row = TypeVar("Row", bound=Model)

TOPICS_A_PAGE = 30
ASKED_SHOWN = 5  # of everybody: before what else is unanswered, not instead of it
WEIGHED = 1_000  # of a time's topics, the most liked ever: a bound on what one page adds up
TOP_PAGES = 10  # the three hundred best of a time; further down "top" means nothing


class ListKind(StrEnum):
    LATEST = "latest"
    NEW = "new"
    UNREAD = "unread"
    UNANSWERED = "unanswered"
    TOP = "top"
    MINE = "mine"


LABELS = {
    ListKind.LATEST: _("Latest"),
    ListKind.NEW: _("New"),
    ListKind.UNREAD: _("Unread"),
    ListKind.UNANSWERED: _("Unanswered"),
    ListKind.TOP: _("Top"),
    ListKind.MINE: _("Mine"),
}
PERSONAL = frozenset({ListKind.NEW, ListKind.UNREAD, ListKind.MINE})
PERIODS = {"day": 1, "week": 7, "month": 30, "year": 365, "all": 0}
PERIOD_LABELS = {"day": _("Day"), "week": _("Week"), "month": _("Month"), "year": _("Year"), "all": _("All time")}


@dataclass(frozen=True)
class Asked:
    """What a list was asked for; every part of it stands in the address."""

    kind: ListKind
    group_id: int = 0  # 0 for a list over all groups
    tag: str = ""
    topic_kind: str = ""
    period: str = "month"
    before: str = ""

    @property
    def name(self) -> tuple[Any, ...]:
        """What tells one list from another."""
        return (self.kind, self.group_id, self.tag, self.topic_kind, self.period, self.before)


@dataclass(frozen=True)
class Listed:
    """A page of a list."""

    topics: Sequence[Topic]
    pinned: Sequence[Topic]
    next_before: str


def asked_for(kind: ListKind, group_id: int, parameters: dict[str, str]) -> Asked:
    """What the parameters of an address ask for; what makes no sense is left out."""
    asked = Asked(
        kind=kind, group_id=group_id, tag=parameters.get("tag", "")[:100], before=parameters.get("before", "")[:40]
    )
    if parameters.get("kind") in {Kind.QUESTION, Kind.DISCUSSION, Kind.ANNOUNCEMENT, Kind.INTRODUCTION}:
        asked = replace(asked, topic_kind=parameters["kind"])
    if parameters.get("period") in PERIODS:
        asked = replace(asked, period=parameters["period"])
    return asked


def listed(asked: Asked, visitor: Visitor, group_ids: Sequence[int]) -> Listed:
    """One page of a list. `group_ids` are the groups the visitor reads; no list holds messages or deleted topics."""
    topics: QuerySet[Topic] = Topic.objects.filter(deleted_at=None, group__isnull=False)
    topics = topics.filter(group=asked.group_id) if asked.group_id else _of_groups(topics, group_ids)
    topics = _narrowed(topics, asked)
    column = "created_at" if asked.kind == ListKind.NEW else "bumped_at"
    if asked.kind == ListKind.TOP:
        return _top(topics, asked)
    if asked.kind in PERSONAL:
        topics = _personal(topics, asked.kind, visitor)
    if asked.kind == ListKind.UNANSWERED:
        topics = topics.filter(post_count=1).exclude(kind__in=[Kind.ANNOUNCEMENT]).filter(closed_at=None)
    rows, next_before = page_before(_with_what_rows_show(topics), column, asked.before)
    pinned = _pinned(asked, group_ids)
    shown = {topic.pk for topic in pinned}
    return Listed([topic for topic in rows if topic.pk not in shown], pinned, next_before)


def page_before(rows: QuerySet[Row], column: str, before: str) -> tuple[list[Row], str]:
    """One page of rows by a moment, the newest first, from where `before` says; and what says where the next begins.

    Asks for one row more than it gives, and never counts.
    """
    if cursor := _cursor(before):
        moment, pk = cursor
        rows = rows.filter(Q(**{f"{column}__lte": moment}) & (Q(**{f"{column}__lt": moment}) | Q(pk__lt=pk)))
    found = list(rows.order_by(f"-{column}", "-pk")[: TOPICS_A_PAGE + 1])
    if len(found) <= TOPICS_A_PAGE:
        return found, ""
    last = found[TOPICS_A_PAGE - 1]
    return found[:TOPICS_A_PAGE], f"{getattr(last, column).timestamp():.6f}-{last.pk}"


def _of_groups(topics: QuerySet[Topic], group_ids: Sequence[int]) -> QuerySet[Topic]:
    """Topics of these groups. Adding 0 hides the column from the index by group, which holds all topics in the wrong
    order: the index by time has the newest few at once."""
    return topics.alias(in_group=F("group_id") + 0).filter(in_group__in=group_ids)


def _narrowed(topics: QuerySet[Topic], asked: Asked) -> QuerySet[Topic]:
    if asked.topic_kind:
        topics = topics.filter(kind=asked.topic_kind)
    if asked.tag:
        named = Tag.objects.filter(Q(slug=asked.tag) | Q(name=asked.tag)).values("pk")
        topics = topics.filter(pk__in=TaggedTopic.objects.filter(tag__in=named).values("content_object"))
    return topics


def _top(topics: QuerySet[Topic], asked: Asked) -> Listed:
    """The most liked and answered of a time. Its few pages are counted: there is no moment to go on from."""
    order = ["-like_count", "-post_count", "-pk"]
    if days := PERIODS[asked.period]:
        topics, order = _weighed(topics, timezone.now() - timedelta(days=days)), ["-likes_then", "-posts_then", "-pk"]
    page = min(int(asked.before), TOP_PAGES) if asked.before.isdecimal() else 1
    start = (max(page, 1) - 1) * TOPICS_A_PAGE
    rows = list(_with_what_rows_show(topics.order_by(*order))[start : start + TOPICS_A_PAGE + 1])
    more = len(rows) > TOPICS_A_PAGE and page < TOP_PAGES
    return Listed(rows[:TOPICS_A_PAGE], [], str(page + 1) if more else "")


def _weighed(topics: QuerySet[Topic], since: datetime) -> QuerySet[Topic]:
    """The topics somebody wrote in since then, with the likes they got and the posts written in them since.

    Of posts written since, all likes were given since, imported ones without rows included.
    """
    spoken_in = topics.filter(bumped_at__gte=since).order_by("-like_count", "-post_count")[:WEIGHED]
    written = Post.objects.filter(topic=OuterRef("pk"), deleted_at=None, created_at__gte=since)
    marks = Reaction.objects.filter(post__topic=OuterRef("pk"), post__deleted_at=None, created_at__gte=since)
    earlier = marks.filter(post__created_at__lt=since)
    return Topic.objects.filter(pk__in=spoken_in.values("pk")).annotate(
        likes_then=_total(written, Sum("like_count")) + _total(earlier, Count("pk")),
        posts_then=_total(written, Count("pk")),
    )


def _total(rows: QuerySet[Any], total: Aggregate) -> Coalesce:
    """One number of all these rows, as part of another query."""
    every = rows.order_by().annotate(every=Value(1)).values("every").annotate(total=total)
    return Coalesce(Subquery(every.values("total")), 0)


def _pinned(asked: Asked, group_ids: Sequence[int]) -> list[Topic]:
    """What is pinned stands first on the first page of its group's latest list; what everybody was asked, before what
    is unanswered."""
    if asked.kind == ListKind.UNANSWERED and not (asked.group_id or asked.before or asked.tag or asked.topic_kind):
        return _asked_of_everybody(group_ids)
    if not asked.group_id or asked.kind != ListKind.LATEST or asked.before or asked.tag or asked.topic_kind:
        return []
    pinned = Topic.objects.filter(group=asked.group_id, deleted_at=None, pinned_until__gt=timezone.now())
    return list(_with_what_rows_show(pinned.order_by("-pinned_until"))[:5])


def _asked_of_everybody(group_ids: Sequence[int]) -> list[Topic]:
    """Questions of these groups that were put to everybody, where everybody may still answer; the newest few."""
    asked = Topic.objects.filter(reach=Reach.COMMUNITY, kind=Kind.QUESTION, solution=None, deleted_at=None)
    waiting = asked.filter(closed_at=None, archived_at=None, group__archived_at=None, group__in=group_ids)
    of_all = waiting.filter(group__joining=Joining.OPEN, group__audience__in=[Audience.PUBLIC, Audience.MEMBERS])
    return list(_with_what_rows_show(of_all.order_by("-bumped_at"))[:ASKED_SHOWN])


def _with_what_rows_show(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    return topics.select_related("group", "author").prefetch_related("tags")  # type: ignore[misc]


def _cursor(before: str) -> tuple[datetime, int] | None:
    moment, _dash, pk = before.partition("-")
    try:
        return datetime.fromtimestamp(float(moment), UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


# What is one member's own ----------------------------------------------------------------------------------------


def _personal(topics: QuerySet[Topic], kind: ListKind, member: Visitor) -> QuerySet[Topic]:
    if not member.is_authenticated:
        return topics.none()
    if kind == ListKind.NEW:
        return topics.filter(new_to(member))
    if kind == ListKind.UNREAD:
        return topics.filter(unread_by(member))
    return topics.filter(pk__in=Participation.objects.filter(member=member).values("topic"))


def new_to(member: Member) -> Q:
    """Topics of others, begun since the member began to look, never opened by them and not muted."""
    opened = ReadState.objects.filter(topic=OuterRef("pk"), member=member)
    return Q(~Exists(opened), created_at__gt=member.new_since) & ~Q(author=member) & ~_muted_by(member)


def unread_by(member: Member) -> Q:
    """Topics the member has opened and tracks, by themself or through group or tag, with posts they have not read."""
    behind = ReadState.objects.filter(member=member, read_count__lt=F("topic__post_count")).values("topic")
    chosen = TopicFollow.objects.filter(topic=OuterRef("pk"), member=member)
    tracked = Exists(chosen.filter(level__gte=Follow.TRACKING))
    through = Q(group__in=_groups_at(member, Follow.TRACKING)) | _tagged_at(member, Follow.TRACKING)
    return Q(pk__in=behind) & (Q(tracked) | (through & Q(~Exists(chosen))))


def _muted_by(member: Member) -> Q:
    muted_topic = TopicFollow.objects.filter(topic=OuterRef("pk"), member=member, level=Follow.MUTED)
    muted_groups = GroupFollow.objects.filter(member=member, level=Follow.MUTED).values("group")
    muted_tags = TagFollow.objects.filter(member=member, level=Follow.MUTED).values("tag")
    tagged = TaggedTopic.objects.filter(content_object=OuterRef("pk"), tag__in=muted_tags)
    return Q(Exists(muted_topic)) | Q(group__in=muted_groups) | Q(Exists(tagged))


def _groups_at(member: Member, level: Follow) -> list[int]:
    """Groups the member follows at least so closely, by choice or by the group's default for its members."""
    chosen = dict(GroupFollow.objects.filter(member=member).values_list("group", "level"))
    default = Membership.objects.filter(member=member, group__default_follow__gte=level).values_list("group", flat=True)
    return [pk for pk, its in chosen.items() if its >= level] + [pk for pk in default if pk not in chosen]


def _tagged_at(member: Member, level: Follow) -> Q:
    tags = TagFollow.objects.filter(member=member, level__gte=level).values("tag")
    return Q(Exists(TaggedTopic.objects.filter(content_object=OuterRef("pk"), tag__in=tags)))


_UNREAD = Prepared(
    lambda member, topics: (
        ReadState.objects.filter(member=member, topic__in=topics)
        .annotate(left=F("topic__post_count") - F("read_count"))
        .values_list("topic", "left")
    )
)


def unread_counts(member: Member, topics: Sequence[int]) -> dict[int, int]:
    """How many posts of each topic the member has not read; no entry for a topic they never opened. One query."""
    return dict(_UNREAD(member.pk, topics))


def group_news(member: Member, group_ids: Sequence[int]) -> dict[int, int]:
    """How many topics in each of these groups are new to the member or have unread posts they track; two queries."""
    news: dict[int, int] = {}
    for condition in (new_to(member), unread_by(member)):
        topics = Topic.objects.filter(condition, group__in=group_ids, deleted_at=None, bumped_at__gt=member.new_since)
        for group_id in topics.order_by().values_list("group", flat=True)[:1000]:
            if group_id is not None:
                news[group_id] = news.get(group_id, 0) + 1
    return news
