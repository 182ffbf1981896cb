"""Pages of knowledge that are published, each with all that is to be read on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from guides.models import GuidePage, ModulePage, TemplatePage, TrainingPage
from knowledge_base.comparing import words_of
from knowledge_base.models import ArticlePage, FAQPage, KnowledgePage, KnowledgePageQuerySet, LessonPage
from search.models import TAGS_MAX, TITLE_MAX, Kind, SearchEntry, Source
from search.places import Sort, place

KINDS: dict[type[KnowledgePage], Kind] = {
    GuidePage: Kind.GUIDE,
    TrainingPage: Kind.TRAINING,
    ModulePage: Kind.MODULE,
    TemplatePage: Kind.TEMPLATE,
    ArticlePage: Kind.ARTICLE,
    LessonPage: Kind.LESSON,
    FAQPage: Kind.FAQ,
}
BATCH = 100
UNKNOWN = datetime(2000, 1, 1, tzinfo=UTC)  # of a page that was made live without being published


def entries_of(pages: KnowledgePageQuerySet) -> Iterator[SearchEntry]:
    """The entries of those of these pages that are published and of a kind that is read (shelves only lead on)."""
    found: Any = pages.live().type(*KINDS).order_by("pk").specific()
    for page in found.iterator(chunk_size=BATCH):
        yield _entry(page)


def _entry(page: KnowledgePage) -> SearchEntry:
    author = page.contributions.order_by("sort_order").values_list("member", flat=True).first()
    published = page.first_published_at or page.latest_revision_created_at or UNKNOWN
    return SearchEntry(
        source=Source.PAGE,
        source_id=page.pk,
        kind=KINDS[type(page)],
        place=place(Sort.PAGE, page.pk),
        title=page.title[:TITLE_MAX],
        # The title stands first among the words of a page.
        text=words_of(page).partition("\n")[2],
        tags="\n".join(page.tags.values_list("name", flat=True))[:TAGS_MAX],
        author_id=author,
        language=page.language,
        created_at=published,
        active_at=page.last_published_at or published,
    )
