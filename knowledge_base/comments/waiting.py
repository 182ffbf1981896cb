"""Comments that wait for approval, and those that were flagged, for who looks after them: entries of the review."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, Exists, Min, OuterRef
from django.utils.translation import ngettext

from forum.models import GroupRole
from forum.moderation.entries import Entry
from knowledge_base.models import KnowledgePage
from members.models import Member

from .models import HANDS, PageComment, PageCommentQuerySet

Words = Callable[[int], str]


def comments_of(member: Member) -> list[Entry]:
    """For each page with comments that this member may approve, or that were flagged; two queries for each. Each leads
    to where the first of them is decided."""
    return [
        *_entries(member, PageComment.objects.waiting(), _waiting_in_words),
        *_entries(member, PageComment.objects.flagged(), _flagged_in_words),
    ]


def _entries(member: Member, comments: PageCommentQuerySet, words: Words) -> list[Entry]:
    comments = comments.filter(page__in=KnowledgePage.objects.visible_to(member))
    if not member.is_staff:
        hands = GroupRole.objects.filter(group=OuterRef("page__discussion_group"), member=member, role__in=HANDS)
        comments = comments.filter(Exists(hands))
    rows = comments.order_by().values("page").annotate(count=Count("pk"), first=Min("pk"))
    of_page = {row["page"]: row for row in rows}
    pages = KnowledgePage.objects.filter(pk__in=of_page).order_by("title") if of_page else []
    return [
        Entry(words=words(of_page[page.pk]["count"]), where=page.title, url=f"/c/{of_page[page.pk]['first']}/acts/")
        for page in pages
    ]


def _waiting_in_words(count: int) -> str:
    return ngettext("%(count)d comment waits", "%(count)d comments wait", count) % {"count": count}


def _flagged_in_words(count: int) -> str:
    return ngettext("%(count)d comment is flagged", "%(count)d comments are flagged", count) % {"count": count}
