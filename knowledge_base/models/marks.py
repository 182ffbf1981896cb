"""What readers make of a page: favourites, whether it helped, ticks, and the topic about it.

Kept beside the page, not on it: Wagtail's revisions bring back all a page holds, and would bring back old counts.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Topic
from members.models import Member

from .page import KnowledgePage

REASON_MAX = 500


class PageTally(models.Model):
    """The counts of a page."""

    page = models.OneToOneField(KnowledgePage, models.CASCADE, primary_key=True, related_name="tally")
    favourites = models.PositiveIntegerField(default=0)
    helped = models.PositiveIntegerField(default=0)
    did_not_help = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-did_not_help"], name="tally_least_helpful")]


class Favourite(models.Model):
    """A member's mark on a page they want to find again."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="favourites", db_index=False)
    page = models.ForeignKey(KnowledgePage, models.CASCADE, related_name="favourite_rows")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "page"], name="favourite_once")]
        indexes = [models.Index(fields=["member", "-created_at"], name="favourite_newest")]


class Verdict(models.Model):
    """Whether a page helped a member, and what was missing where it did not."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    page = models.ForeignKey(KnowledgePage, models.CASCADE, related_name="verdicts")
    helped = models.BooleanField(_("it helped"))
    reason = models.CharField(_("what was missing"), max_length=REASON_MAX, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "page"], name="verdict_once")]
        ordering: ClassVar[list[str]] = ["-created_at"]


class Tick(models.Model):
    """A member's tick in a page's checklist: `item` is the block's id and the position in it."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    page = models.ForeignKey(KnowledgePage, models.CASCADE, related_name="+")
    item = models.CharField(max_length=50)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "page", "item"], name="tick_once")]


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def number_about(self, page_id: int) -> int:
        """The number of the topic about a page, or of that into which it was merged; 0 where it was deleted, or none
        was opened yet."""
        topics = self.filter(page=page_id).values_list(Coalesce("topic__merged_into", "topic"))
        return Topic.objects.filter(pk__in=topics, deleted_at=None).values_list("pk", flat=True).first() or 0


class Discussion(models.Model):
    """The topic about a page."""

    page = models.OneToOneField(KnowledgePage, models.CASCADE, primary_key=True, related_name="discussion")
    topic = models.OneToOneField(Topic, models.CASCADE, related_name="discusses")

    objects = DiscussionQuerySet.as_manager()
