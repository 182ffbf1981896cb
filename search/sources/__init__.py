"""How each sort of thing becomes an entry. A source gives the entries of those of its things that can be found; what it
leaves out is deleted, hidden, waiting or not published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from forum.models import Group, Post
from knowledge_base.comments.models import PageComment
from knowledge_base.models import KnowledgePage
from members.models import Member
from search.models import SearchEntry, Source

from . import comments, pages, people, posts


@dataclass(frozen=True)
class Things:
    """The things of one table, and how they become entries."""

    all: Callable[[], Any]
    entries: Callable[[Any], Iterator[SearchEntry]]

    def entries_of(self, ids: list[int]) -> list[SearchEntry]:
        return list(self.entries(self.all().filter(pk__in=ids)))


SOURCES: dict[Source, Things] = {
    Source.PAGE: Things(KnowledgePage.objects.all, pages.entries_of),
    Source.GROUP: Things(Group.objects.all, people.group_entries),
    Source.MEMBER: Things(Member.objects.get_queryset, people.member_entries),
    Source.POST: Things(Post.objects.all, posts.entries_of),
    Source.COMMENT: Things(PageComment.objects.all, comments.entries_of),
}
