"""What a visitor sees, asked as a prepared question, is what the queryset says: for every sort of visitor."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.models import Group, Topic
from members.models import Member
from members.seeing import PreparedFor
from tests.factories import topic
from tests.forum.conftest import cast, everybody, groups, nothing_remembered

__all__ = ["cast", "everybody", "groups", "nothing_remembered"]

pytestmark = pytest.mark.django_db


def test_it_answers_as_the_queryset_does(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    talks = [topic(group, cast.ada, f"In {name} of all") for name, group in groups.items()]
    readable = PreparedFor(lambda visitor: Group.objects.readable_by(visitor).order_by("pk").values_list("pk"))
    seen = PreparedFor(
        lambda visitor, ids: Topic.objects.visible_to(visitor).filter(pk__in=ids).order_by("pk").values_list("pk")
    )
    ids = [talk.pk for talk in talks]
    for _twice in range(2):  # the second time, everything is written
        for who in (cast.visitor, cast.ada, cast.bob, cast.eve, cast.mo, cast.root, cast.visitor):
            assert readable(who) == list(Group.objects.readable_by(who).order_by("pk").values_list("pk"))
            wanted = Topic.objects.visible_to(who).filter(pk__in=ids).order_by("pk").values_list("pk")
            assert seen(who, ids) == list(wanted)
    assert readable(cast.root) != readable(cast.eve) != readable(cast.visitor)


def test_what_hangs_on_more_than_powers_is_refused(cast: SimpleNamespace) -> None:
    """It would be written for one member, and asked for all."""
    greedy = PreparedFor(lambda visitor: Topic.objects.filter(author__name=visitor.name).values_list("pk"))
    with pytest.raises(Member.DoesNotExist):
        greedy(cast.ada)


def test_of_nothing_it_asks_nothing(cast: SimpleNamespace) -> None:
    seen = PreparedFor(lambda visitor, ids: Topic.objects.visible_to(visitor).filter(pk__in=ids).values_list("pk"))
    with CaptureQueriesContext(connection) as captured:
        assert seen(cast.ada, []) == []
    assert len(captured) == 0
