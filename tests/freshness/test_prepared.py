"""Prepared questions answer as the ORM does."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.models import ReadState, Topic
from freshness.prepared import PreparedGet
from freshness.stamps import bump, numbers_of, read_once
from members.models import Member
from tests.factories import GroupFactory, MemberFactory, topic

pytestmark = pytest.mark.django_db


def test_a_row_is_what_the_orm_gives() -> None:
    member = MemberFactory()
    found = PreparedGet(Member)(member.pk)
    asked = Member.objects.get(pk=member.pk)
    assert found == asked
    names = [field.attname for field in Member._meta.concrete_fields]
    assert {name: getattr(found, name) for name in names} == {name: getattr(asked, name) for name in names}
    assert found is not None
    found.name = "Another"
    found.save()
    assert Member.objects.get(pk=member.pk).name == "Another"


def test_json_and_moments_come_back_as_python() -> None:
    written = topic(GroupFactory(), MemberFactory())
    found = PreparedGet(Topic)(written.pk)
    assert found is not None
    assert found.faces == [written.author_id]
    assert found.bumped_at == Topic.objects.get(pk=written.pk).bumped_at


def test_what_is_not_there_is_none() -> None:
    assert PreparedGet(Topic)(999_999) is None


def test_a_row_is_found_by_other_fields_that_are_unique_together() -> None:
    topic(GroupFactory(), MemberFactory())
    written = topic(GroupFactory(), MemberFactory())
    state = ReadState.objects.get(topic=written)
    found = PreparedGet(ReadState, "topic", "member")(written.pk, written.author_id)
    assert found == state
    assert found is not None
    assert found.beyond == state.beyond
    assert PreparedGet(ReadState, "topic", "member")(written.pk, 999_999) is None


def test_a_request_reads_each_stamp_once_and_again_after_a_bump() -> None:
    with read_once():
        before = numbers_of(["one", "two"])
        with CaptureQueriesContext(connection) as asked:
            assert numbers_of(["two", "one"]) == before
        assert len(asked) == 0
        bump("one")
        assert numbers_of(["one"]) == (before[0] + 1,)
    bump("two")
    assert numbers_of(["two"]) == (before[1] + 1,)
