"""What members looked for and did not find: counted without their names, shown to editors."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from forum.models import Group
from jobs.models import Job
from search import tasks
from search.misses import KEPT
from search.models import Miss
from tests.factories import MemberFactory, join, topic
from tests.forum.conftest import client_of
from tests.guides.admin.conftest import keepers
from tests.search.conftest import bring_up

__all__ = ["keepers"]

pytestmark = pytest.mark.django_db


def looked_for(who: object, typed: str) -> None:
    assert client_of(who).get("/search/", {"q": typed}).status_code == 200


def test_what_nobody_finds_is_counted_once_for_each_member(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    topic(groups["public"], cast.ada, "A loom of oak")
    bring_up()
    for who, typed in [
        *((cast.ada, "Qwalnut  Élan"), (cast.ada, "qwalnut elan"), (cast.bob, "qwalnut élan")),
        *((cast.visitor, "qwalnut elan"), (cast.ada, "loom"), (cast.ada, "qwalnut by:@ada"), (cast.ada, "qw" * 60)),
    ]:
        looked_for(who, typed)
    assert list(Miss.objects.values_list("words", "times")) == [("qwalnut elan", 2)]


def test_what_only_others_may_see_counts_as_not_found(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    join(groups["secret"], cast.ada)
    topic(groups["secret"], cast.ada, "Qwalnut")
    bring_up()
    looked_for(cast.ada, "qwalnut")
    assert not Miss.objects.exists()
    looked_for(cast.eve, "qwalnut")
    assert Miss.objects.get().times == 1


def test_editors_see_what_several_looked_for_and_nobody_else_does(keepers: SimpleNamespace) -> None:
    bring_up()
    for _member in range(3):
        looked_for(MemberFactory(), "qwalnut & <stain")
    looked_for(MemberFactory(), "qonce")
    page = client_of(keepers.ed).get("/admin/").content.decode()
    assert 'href="/search/?q=qwalnut%20%26%20%3Cstain"' in page
    assert "3 members" in page
    assert "qonce" not in page
    assert "qwalnut" not in client_of(keepers.kit).get("/admin/", follow=True).content.decode()


def test_what_nobody_looks_for_any_more_is_forgotten() -> None:
    now = timezone.now()
    Miss.objects.create(words="old", times=9, last_at=now - KEPT - timedelta(days=1))
    Miss.objects.create(words="new", times=1, last_at=now)
    tasks.forget_misses.call()
    assert list(Miss.objects.values_list("words", flat=True)) == ["new"]
    assert not Job.objects.exists()
