"""Doors to the feeds of guides. They show what visitors may read, whoever asks."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.feeds import ENTRIES_MAX, Entry, Feed, answer, tag_id
from knowledge_base.addresses import address_at, root_path
from knowledge_base.freshness import PAGES
from knowledge_base.models import Contribution, KnowledgePage, KnowledgePageQuerySet
from knowledge_base.page_context import read_types

VISITOR = AnonymousUser()


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The newest pages for everybody."""

    def make() -> Feed:
        return Feed(_("New in the guides"), "/guides/", _entries(KnowledgePage.objects.visible_to(VISITOR)))

    return answer(request, keys=[PAGES], make=make)


@require_safe
def shelf(request: HttpRequest, page_id: int) -> HttpResponse:
    """The newest pages of one shelf and of those on it; 404 unless everybody reads it."""

    def make() -> Feed:
        seen = KnowledgePage.objects.visible_to(VISITOR)
        found = get_object_or_404(seen, pk=page_id)
        if not found.specific_class.is_shelf:
            raise Http404
        address = address_at(found.url_path, root_path())
        return Feed(found.title, address, _entries(seen.descendant_of(found)), found.summary)

    return answer(request, keys=[PAGES], make=make)


def _entries(pages: KnowledgePageQuerySet) -> list[Entry]:
    root = root_path()
    pages = pages.filter(content_type__in=read_types(), first_published_at__isnull=False)
    newest = pages.order_by("-first_published_at", "-pk").prefetch_related("contributions__member", "tags")
    return [
        Entry(
            id=tag_id("page", page.pk, page.first_published_at),
            title=page.title,
            address=address_at(page.url_path, root),
            published=page.first_published_at,
            updated=page.last_published_at or page.first_published_at,
            authors=[row.member.name for row in page.contributions.all() if row.part == Contribution.Part.AUTHOR],
            summary=page.summary,
            tags=[tag.name for tag in page.tags.all()],
            language=page.language,
        )
        for page in newest[:ENTRIES_MAX]
    ]
