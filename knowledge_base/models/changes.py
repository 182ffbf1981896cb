"""What stood on a page and who could read it when it came to stand there: the ground of "what changed".

Wagtail keeps drafts and published revisions alike, and does not know who read a page at that time.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from forum.models import Group, Membership
from members.models import Visitor

from .page import KnowledgePage


class PublishedRevisionQuerySet(models.QuerySet["PublishedRevision"]):
    def visible_to(self, visitor: Visitor) -> PublishedRevisionQuerySet:
        """Revisions that editors leave in, of pages that this visitor reads, and could have read then as well: as
        somebody signed in, and as a member of the groups they are in today."""
        shown = self.filter(left_out_at=None, page__in=KnowledgePage.objects.visible_to(visitor).values("pk"))
        if not visitor.is_authenticated:
            return shown.filter(for_members=False)
        if visitor.is_superuser:
            return shown
        mine = Membership.objects.filter(member=visitor.pk).values("group")
        met = RevisionCircle.objects.filter(published=OuterRef("published"), depth=OuterRef("depth"), group__in=mine)
        unmet = RevisionCircle.objects.filter(~Exists(met), published=OuterRef("pk"))
        return shown.filter(~Exists(unmet))


class PublishedRevision(models.Model):
    """A revision of Wagtail's that was published, with its readers at that moment."""

    page = models.ForeignKey(KnowledgePage, models.CASCADE, related_name="published_revisions", db_index=False)
    revision = models.OneToOneField("wagtailcore.Revision", models.CASCADE, related_name="+")
    published_at = models.DateTimeField()
    # Whether one had to be signed in, be it for the page or for a shelf above it.
    for_members = models.BooleanField(default=False)
    left_out_at = models.DateTimeField(null=True, blank=True)
    left_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PublishedRevisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["page", "-published_at"], name="published_revision_newest")]

    def __str__(self) -> str:
        return f"{self.page_id}/{self.pk}"


class RevisionCircle(models.Model):
    """One of the groups that could read a revision: of those of each depth, the page's or a shelf's, one had to be the
    reader's. Without a group, nobody's: it is gone, or none was chosen."""

    published = models.ForeignKey(PublishedRevision, models.CASCADE, related_name="circles", db_index=False)
    depth = models.PositiveSmallIntegerField()  # of the page or shelf in Wagtail's tree
    group = models.ForeignKey(Group, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["published", "depth"], name="revision_circle_place")]
