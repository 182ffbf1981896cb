"""When somebody proves that imported words are theirs: their comments go to the member."""

from __future__ import annotations

from typing import Any

from knowledge_base.freshness import touch_page
from members.models import Member

from .models import PageComment


def hand_over_comments(sender: object, *, member: Member, unclaimed: Member, **_more: Any) -> None:
    """Make a member the author of what an unclaimed person wrote; part of the claim's own transaction."""
    comments = PageComment.objects.filter(user=unclaimed)
    pages = set(comments.values_list("page", flat=True))
    comments.update(user=member)
    for page_id in sorted(pages):
        touch_page(page_id)
