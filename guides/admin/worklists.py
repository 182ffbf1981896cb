"""What waits for an editor. Each list is cut off where a person would stop reading."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from wagtail.models import ReferenceIndex

from forum.models import Follow, Kind, Post, Topic, TopicFollow
from guides.distil.models import Consent, Distillation, leaving
from knowledge_base.models import Discussion, KnowledgePageQuerySet, PageTally, Verdict
from members.models import Member

from .rights import every_page_looked_after_by, looked_after_by

SHOWN = 5  # rows of a panel: it is a first page, and the reports have the rest
REASONS_SHOWN = 3  # the newest words of readers under a page that did not help


def due_pages(member: Member) -> KnowledgePageQuerySet:
    """Published pages past the day on which somebody wanted to look at them again, the longest overdue first."""
    pages = looked_after_by(member).live().filter(review_on__lt=timezone.localdate())
    overdue: KnowledgePageQuerySet = pages.order_by("review_on", "pk")
    return overdue


def least_helpful(member: Member) -> QuerySet[PageTally]:
    """The counts of the pages that helped the fewest, with `page.reasons`: what readers missed, newest first."""
    said = Verdict.objects.filter(helped=False).exclude(reason="").order_by("-created_at", "-pk")
    reasons = Prefetch("page__verdicts", said[:REASONS_SHOWN], to_attr="reasons")
    tallies = PageTally.objects.filter(did_not_help__gt=0, page__in=looked_after_by(member).live().values("pk"))
    return tallies.select_related("page").prefetch_related(reasons).order_by("-did_not_help", "helped", "pk")[:SHOWN]


def topics_without_a_guide(member: Member) -> QuerySet[Any]:
    """Topics this member may read that no page quotes, grew out of or is discussed in, with `followers`: the most asked
    first, by replies, likes and followers together."""
    following = TopicFollow.objects.filter(topic=OuterRef("pk"), level__gte=Follow.TRACKING).order_by()
    counted = following.values("topic").annotate(number=Count("pk")).values("number")
    topics = (
        Topic.objects.visible_to(member)
        .filter(kind__in=[Kind.DISCUSSION, Kind.QUESTION], post_count__gt=1)
        .exclude(Exists(Discussion.objects.filter(topic=OuterRef("pk"))))
        .exclude(Exists(Distillation.objects.filter(topic=OuterRef("pk"))))
        .exclude(pk__in=Post.objects.filter(pk__in=quoted_posts()).values("topic"))
    )
    followed: Any = topics.annotate(followers=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
    asked = followed.annotate(asked=F("post_count") + F("like_count") + F("followers"))
    most: QuerySet[Any] = asked.select_related("group").order_by("-asked", "-bumped_at")
    return most


def quoted_posts() -> QuerySet[Any]:
    """The numbers of all posts that a page quotes, drafts included. Wagtail's reference index keeps them."""
    quotations = ReferenceIndex.objects.filter(to_content_type=ContentType.objects.get_for_model(Post))
    numbers: QuerySet[Any] = quotations.values_list(Cast("to_object_id", BigIntegerField()))
    return numbers


def distilled_drafts(member: Member) -> QuerySet[Any]:
    """What grew out of topics and no reader sees yet, newest first, with `waiting`: how many words are asked for; and
    `leaving`: how many must go from what readers see. These come first."""
    pages = looked_after_by(member)
    asked = Count("quotes", filter=Q(quotes__consent=Consent.ASKED))
    made = Distillation.objects.annotate(waiting=asked, leaving=Count("quotes", filter=leaving("quotes__")))
    waits = Q(page__in=pages.filter(has_unpublished_changes=True).values("pk")) | Q(leaving__gt=0)
    newest: QuerySet[Any] = made.filter(waits, page__in=pages.values("pk")).select_related("page", "by")
    return newest.order_by(Case(When(leaving__gt=0, then=0), default=1), "-created_at", "-pk")[:SHOWN]


def drafts_of(member: Member) -> QuerySet[Any]:
    """Pages with changes that no reader sees yet, begun or last changed by this member, newest first."""
    mine = Q(owner=member) | Q(latest_revision__user=member)
    drafts = every_page_looked_after_by(member).filter(mine, has_unpublished_changes=True)
    drafts = drafts.prefetch_workflow_states().annotate_approved_schedule()
    newest: QuerySet[Any] = drafts.order_by("-latest_revision_created_at", "-pk")[:SHOWN]
    return newest
