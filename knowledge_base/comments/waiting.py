"""Comments that wait for approval, for who looks after them: an entry of the review for each page."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import ngettext

from forum.models import GroupRole
from forum.moderation.entries import Entry
from knowledge_base.models import KnowledgePage
from members.models import Member

from .models import HANDS, PageComment


def comments_of(member: Member) -> list[Entry]:
    """The pages with comments that this member may approve; two queries."""
    waiting = PageComment.objects.waiting().filter(page__in=KnowledgePage.objects.visible_to(member))
    if not member.is_staff:
        hands = GroupRole.objects.filter(group=OuterRef("page__discussion_group"), member=member, role__in=HANDS)
        waiting = waiting.filter(Exists(hands))
    counts = dict(waiting.order_by().values_list("page").annotate(count=Count("pk")))
    pages = KnowledgePage.objects.filter(pk__in=counts).order_by("title")
    return [
        Entry(
            words=ngettext("%(count)d comment waits", "%(count)d comments wait", counts[page.pk])
            % {"count": counts[page.pk]},
            where=page.title,
            url=f"{page.get_url()}#comments",
        )
        for page in pages
    ]
