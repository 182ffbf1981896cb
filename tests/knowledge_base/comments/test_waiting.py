"""Comments that wait are an entry of the review for each page, for who may approve them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from forum.moderation.entries import entries_for
from knowledge_base.comments import operations
from knowledge_base.comments.models import PageComment
from tests.forum.policy_tables import PEOPLE
from tests.knowledge_base.comments.worlds import careful

pytestmark = pytest.mark.django_db


def test_waiting_comments_are_an_entry_for_who_looks_after_the_page(world: SimpleNamespace) -> None:
    careful(new_members_wait=True)
    page = world.page
    made = operations.comment(page=page, author=world.olga, markdown="Qwaits.")
    assert made.is_waiting
    looking = {who for who in PEOPLE[1:] if entries_for(getattr(world, who))}
    assert looking == {"carl", "wanda", "mo", "root"}
    (entry,) = entries_for(world.carl)
    assert (entry.words, entry.where, entry.url) == ("1 comment waits", page.title, f"{page.get_url()}#comments")
    operations.approve_comment(comment=PageComment.objects.get(pk=made.pk), by=world.carl)
    assert entries_for(world.carl) == []
