"""Who reads a page, and whether all of them may look back at what it said before."""

from __future__ import annotations

from datetime import datetime

from .models import Audience, KnowledgePage, PublishedRevision

REVISIONS_MAX = 20  # the latest; what is older is of use to editors alone, who find it in the admin

Circles = dict[int, set[int | None]]


def readers_of(page: KnowledgePage) -> tuple[bool, Circles]:
    """Whether a page is for members alone, and the groups that its shelves and itself are for, by their depth. A group
    of None stands for nobody."""
    places = dict(KnowledgePage.objects.ancestor_of(page, inclusive=True).values_list("pk", "depth"))
    closed = KnowledgePage.objects.filter(pk__in=places).exclude(audience=Audience.PUBLIC)
    audiences = dict(closed.values_list("pk", "audience"))
    found: Circles = {places[pk]: set() for pk, audience in audiences.items() if audience == Audience.GROUPS}
    chosen = KnowledgePage.audience_groups.through.objects.filter(knowledgepage__in=audiences)
    for pk, group_id in chosen.values_list("knowledgepage", "group"):
        if audiences[pk] == Audience.GROUPS:
            found[places[pk]].add(group_id)
    return bool(audiences), {depth: group_ids or {None} for depth, group_ids in found.items()}


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
