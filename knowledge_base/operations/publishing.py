"""What is noted when a page is published, and what editors take out of its history."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from forum.operations.access import require
from knowledge_base import policy
from knowledge_base.freshness import touch_page
from knowledge_base.models import KnowledgePage, PublishedRevision, RevisionCircle
from knowledge_base.models.audience import readers_of
from members.models import Member


@transaction.atomic
def note_published(*, page: KnowledgePage, revision: Revision) -> PublishedRevision:
    """Note that these words stand on the page from now on, and who reads them. Noted again, the later counts."""
    for_members, circles = readers_of(page)
    noted, _is_new = PublishedRevision.objects.update_or_create(
        revision=revision, defaults={"page_id": page.pk, "published_at": timezone.now(), "for_members": for_members}
    )
    noted.circles.all().delete()
    RevisionCircle.objects.bulk_create(
        RevisionCircle(published=noted, depth=depth, group_id=group_id)
        for depth, group_ids in circles.items()
        for group_id in group_ids
    )
    return noted


@transaction.atomic
def leave_out_revision(*, published: PublishedRevision, by: Member) -> PublishedRevision:
    """Take a revision out of what readers can look back at. Raises PermissionDenied."""
    require(policy.can_edit(by, published.page.specific))
    if published.left_out_at is None:
        published.left_out_at, published.left_out_by = timezone.now(), by
        published.save(update_fields=["left_out_at", "left_out_by"])
        touch_page(published.page_id)
    return published


@transaction.atomic
def restore_revision(*, published: PublishedRevision, by: Member) -> PublishedRevision:
    """Let readers look back at it again. Raises PermissionDenied."""
    require(policy.can_edit(by, published.page.specific))
    published.left_out_at, published.left_out_by = None, None
    published.save(update_fields=["left_out_at", "left_out_by"])
    touch_page(published.page_id)
    return published


@transaction.atomic
def withdraw_revisions(*, page_id: int, since: datetime) -> None:
    """Take all that stood on a page since then out of what readers can look back at: words in it were taken back."""
    published = PublishedRevision.objects.filter(page=page_id, left_out_at=None, published_at__gte=since)
    if published.update(left_out_at=timezone.now()):
        touch_page(page_id)
