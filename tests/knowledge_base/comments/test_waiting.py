"""Comments that wait or were flagged are an entry of the review for each page, for who may decide."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from forum.moderation.entries import entries_for
from knowledge_base.comments import operations
from knowledge_base.comments.models import PageComment
from knowledge_base.comments.told import FLAGGED
from notifications.models import Notification
from tests.forum.conftest import client_of
from tests.forum.policy_tables import PEOPLE
from tests.knowledge_base.comments.worlds import careful

pytestmark = pytest.mark.django_db

RunJobs = Callable[[], object]


def test_waiting_comments_are_an_entry_for_who_looks_after_the_page(world: SimpleNamespace) -> None:
    careful(new_members_wait=True)
    page = world.page
    made = operations.comment(page=page, author=world.olga, markdown="Qwaits.")
    assert made.is_waiting
    looking = {who for who in PEOPLE[1:] if entries_for(getattr(world, who))}
    assert looking == {"carl", "wanda", "mo", "root"}
    (entry,) = entries_for(world.carl)
    assert (entry.words, entry.where, entry.url) == ("1 comment waits", page.title, f"/c/{made.pk}/acts/")
    operations.approve_comment(comment=PageComment.objects.get(pk=made.pk), by=world.carl)
    assert entries_for(world.carl) == []


def test_flagged_comments_are_an_entry_until_somebody_has_answered(world: SimpleNamespace, run_jobs: RunJobs) -> None:
    flag = operations.flag_comment
    flag(comment=world.first, member=world.bob, reason="Rude.")
    flag(comment=world.first, member=world.eve, reason="Loud.")
    run_jobs()
    looking = {who for who in PEOPLE[1:] if entries_for(getattr(world, who))}
    assert looking == {"carl", "wanda", "mo", "root"}
    (entry,) = entries_for(world.carl)
    assert (entry.words, entry.url) == ("1 comment is flagged", f"/c/{world.first.pk}/acts/")
    acts = client_of(world.carl).get(entry.url).content.decode()
    assert "Rude." in acts
    assert world.first.html.strip() in acts  # whoever comes from the review reads what it is about
    assert "Nothing is wrong with it" in acts
    assert Notification.objects.filter(kind=FLAGGED).exists()
    assert client_of(world.carl).post(f"/c/{world.first.pk}/keep/").status_code == 302
    assert entries_for(world.carl) == []
    assert not Notification.objects.filter(kind=FLAGGED).exists()
    assert "Nothing is wrong with it" not in client_of(world.carl).get(entry.url).content.decode()
    flag(comment=world.first, member=world.bob, reason="Rude, I say.")  # the same again changes nothing
    assert entries_for(world.carl) == []
    flag(comment=world.first, member=world.olga, reason="An advertisement.")
    assert len(entries_for(world.carl)) == 1
    operations.hide_comment(comment=world.first, by=world.carl, reason="Rude.")
    assert entries_for(world.carl) == []
