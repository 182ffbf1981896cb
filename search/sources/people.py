"""Members and groups: who somebody is and what a group is for, as their own pages say."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from forum.models import Group
from markup import to_plain
from members.models import MemberQuerySet
from search.models import Kind, SearchEntry, Source
from search.places import Sort, place

BATCH = 500


def member_entries(members: MemberQuerySet) -> Iterator[SearchEntry]:
    """The entries of those of these members whose profile other members may open."""
    for member in members.filter(is_active=True, is_approved=True).order_by("pk").iterator(chunk_size=BATCH):
        yield SearchEntry(
            source=Source.MEMBER,
            source_id=member.pk,
            kind=Kind.MEMBER,
            place=place(Sort.PEOPLE),
            title=member.name,
            text="\n".join(part for part in (member.trade, member.place, member.bio) if part),
            tags=member.handle,
            author_id=member.pk,
            language=member.language,
            created_at=member.joined_at,
            active_at=member.joined_at,
        )


def group_entries(groups: QuerySet[Group]) -> Iterator[SearchEntry]:
    """The entries of these groups, secret ones too: who may know of one finds it."""
    for group in groups.order_by("pk").iterator(chunk_size=BATCH):
        yield SearchEntry(
            source=Source.GROUP,
            source_id=group.pk,
            kind=Kind.GROUP,
            place=place(Sort.CARD, group.pk),
            group_id=group.pk,
            title=group.name,
            text=f"{group.purpose}\n{to_plain(group.description_html)}".strip(),
            tags=group.slug,
            created_at=group.created_at,
            active_at=group.created_at,
        )
