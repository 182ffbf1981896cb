"""Whether all who read a page may look back at what it said before."""

from __future__ import annotations

from datetime import datetime

from .models import KnowledgePage, PublishedRevision
from .models.audience import Circles, readers_of

REVISIONS_MAX = 20  # the latest; what is older is of use to editors alone, who find it in the admin


def changed_at(page: KnowledgePage) -> datetime | None:
    """When the page was changed last, if all who read it may look back at what it said before."""
    revisions = PublishedRevision.objects.filter(page=page.pk, left_out_at=None).prefetch_related("circles")
    shown = list(revisions[:REVISIONS_MAX])
    if len(shown) < 2:
        return None
    for_members, circles = readers_of(page)
    shown = [each for each in shown if for_members >= each.for_members and _as_wide(each, circles)]
    return shown[0].published_at if len(shown) > 1 else None


def _as_wide(revision: PublishedRevision, now: Circles) -> bool:
    """Whether everybody whom the page is for now was among those whom it was for then."""
    then: Circles = {}
    for circle in revision.circles.all():
        then.setdefault(circle.depth, set()).add(circle.group_id)
    return all(any(group_ids <= wide for group_ids in now.values() if None not in group_ids) for wide in then.values())
