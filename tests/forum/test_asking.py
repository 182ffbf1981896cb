"""Whom a question is put to: the group that fits best, and who there may know."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import asking
from forum.models import Group, GroupRole, Kind, Role
from forum.where_to_start import where_to_start
from members.models import Member
from tests.factories import GroupFactory, MemberFactory, join, topic
from tests.forum.conftest import client_of
from tests.search.conftest import bring_up

pytestmark = pytest.mark.django_db
TITLE = "Which price for a chair of oak?"


def advisor(group: Group, handle: str, *, trade: str = "", role: Role = Role.ADVISOR) -> Member:
    member: Member = MemberFactory(handle=handle, name=handle.title(), trade=trade)
    join(group, member)
    GroupRole.objects.create(group=group, member=member, role=role)
    return member


@pytest.fixture
def places(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    """Oak is talked about in a group for all and, by other words, in a secret one of which ada is not."""
    cast.oak = GroupFactory(name="Wood", slug="wood", purpose="Chairs.")
    cast.ledgers = GroupFactory(name="Ledgers", slug="ledgers", purpose="Books.")
    cast.kin = GroupFactory(name="Kin", slug="kin", purpose="Us.", audience="secret", joining="invitation")
    join(cast.ledgers, cast.ada)
    join(cast.kin, cast.bob)
    topic(cast.oak, cast.bob, "Price of an oak chair", kind=Kind.QUESTION)
    topic(cast.oak, cast.bob, "Oak for a chair")
    topic(cast.ledgers, cast.ada, "A book to keep")
    topic(cast.kin, cast.bob, TITLE)
    bring_up()
    return cast


def shown(member: Member, **asked: str) -> str:
    return client_of(member).get("/search/known/", {"title": TITLE, "kind": "question", **asked}).content.decode()


def test_the_group_is_where_it_is_talked_about_among_those_where_one_may_write(places: SimpleNamespace) -> None:
    for who, name in {"ada": "Wood", "eve": "Wood", "bob": "Kin"}.items():
        page = shown(getattr(places, who), group=str(places.ledgers.pk))
        assert f"<strong>{name}</strong>" in page, who
        assert ("Kin" in page) is (who == "bob")


def test_one_s_own_group_goes_before_another_that_fits_a_little_better(places: SimpleNamespace) -> None:
    groups = [group for group, _announces in where_to_start(places.ada)]
    fitting = {places.oak.pk: 1.0, places.ledgers.pk: 0.5}
    assert asking.best_group(places.ada, groups, fitting) == places.ledgers
    assert asking.best_group(places.ada, groups, {places.oak.pk: 1.0, places.ledgers.pk: 0.1}) == places.oak


def test_where_nothing_fits_it_is_where_one_writes_most_and_never_where_one_may_not_write(
    places: SimpleNamespace,
) -> None:
    groups = [group for group, _announces in where_to_start(places.ada)]
    assert asking.best_group(places.ada, groups, {}) == places.ledgers
    assert asking.best_group(places.ada, groups, {places.kin.pk: 9.0}) == places.ledgers
    assert asking.best_group(places.eve, groups, {}) is None
    Group.objects.filter(pk=places.oak.pk).update(is_introductions=True)
    groups = [group for group, _announces in where_to_start(places.ada)]
    assert asking.best_group(places.ada, groups, {places.oak.pk: 9.0}) == places.ledgers


def test_advisors_and_mentors_are_named_those_first_who_know_of_it(places: SimpleNamespace) -> None:
    advisor(places.oak, "una", trade="Bookkeeper")
    advisor(places.oak, "vera", trade="Chair maker", role=Role.MENTOR)
    advisor(places.oak, "wim", role=Role.FACILITATOR)
    gone = advisor(places.oak, "xena", trade="Chair maker")
    Member.objects.filter(pk=gone.pk).update(is_active=False)
    GroupRole.objects.create(group=places.oak, member=places.ada, role=Role.ADVISOR)
    assert [each.member.handle for each in asking.helpers(places.ada, places.oak, TITLE)] == ["vera", "una"]
    page = shown(places.ada, group=str(places.oak.pk))
    assert all(words in page for words in ("Vera", "Group mentor · Chair maker", "Una"))
    assert not any(words in page for words in ("Wim", "Xena", 'name="there"'))


def test_who_is_in_a_closed_group_is_told_to_nobody_outside(places: SimpleNamespace) -> None:
    advisor(places.kin, "una")
    assert asking.helpers(places.ada, places.kin, TITLE) == []
    assert [each.member.handle for each in asking.helpers(places.bob, places.kin, TITLE)] == ["una"]


def test_it_is_for_questions_of_members(places: SimpleNamespace) -> None:
    assert 'name="there"' in shown(places.ada, group=str(places.ledgers.pk))
    assert 'name="there"' not in shown(places.ada, group=str(places.ledgers.pk), kind="introduction")
    assert 'name="there"' not in shown(places.visitor, group=str(places.ledgers.pk))


def test_the_form_chooses_the_group_where_none_was_chosen(places: SimpleNamespace) -> None:
    client = client_of(places.ada)
    chosen = f'<option value="{places.oak.pk}" selected>'
    assert chosen in client.get("/ask/", {"title": TITLE}).content.decode()
    page = client.get("/ask/", {"title": TITLE, "group": "ledgers"}).content.decode()
    assert chosen not in page
    assert f'name="there" value="{places.oak.pk}"' in page
    typed = {"title": TITLE, "markdown": "Begun", "kind": "question", "group": str(places.ledgers.pk)}
    page = client.post("/ask/", {**typed, "there": str(places.oak.pk)}).content.decode()
    assert chosen in page
    assert "Begun" in page
    assert f'value="{places.ledgers.pk}" selected' in client.post("/ask/", {**typed, "look": "1"}).content.decode()
    assert f'value="{places.ledgers.pk}" selected' in client.get("/ask/").content.decode()


def test_its_queries_do_not_grow(places: SimpleNamespace) -> None:
    numbers = []
    for count in (1, 3):
        for number in range(count):
            advisor(places.oak, f"una{count}{number}", trade="Chair maker")
        shown(places.ada)
        with CaptureQueriesContext(connection) as queries:
            asking.beside(places.ada, {"title": TITLE, "kind": "question"})
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 18
