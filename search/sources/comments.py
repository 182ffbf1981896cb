"""Comments that everybody reads who reads their page."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge_base.comments.models import PageComment, PageCommentQuerySet
from markup import to_plain
from search.models import Kind, SearchEntry, Source
from search.places import Sort, place

BATCH = 500


def entries_of(comments: PageCommentQuerySet) -> Iterator[SearchEntry]:
    """The entries of those of these comments that are shown. Whether their page is published, its place tells."""
    found = comments.shown().select_related("user", "page")
    for comment in found.order_by("pk").iterator(chunk_size=BATCH):
        yield _entry(comment)


def _entry(comment: PageComment) -> SearchEntry:
    return SearchEntry(
        source=Source.COMMENT,
        source_id=comment.pk,
        kind=Kind.COMMENT,
        place=place(Sort.PAGE, comment.page_id),
        text=to_plain(comment.html),
        author_id=comment.user_id,
        language=comment.user.language if comment.user else comment.page.language,
        created_at=comment.submit_date,
        active_at=comment.edited_at or comment.submit_date,
        likes=comment.like_count,
    )
