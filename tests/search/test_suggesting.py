"""What is listed while one types: titles that fit, of what one may see."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import operations as forum
from forum.models import Group
from members.models import Visitor
from search.index.store import store
from search.suggesting import SHOWN, suggested
from tests.factories import GroupFactory, MemberFactory, join, topic
from tests.forum.conftest import client_of
from tests.knowledge_making import guide, shelf
from tests.search.conftest import ENGINES, bring_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def things(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    join(groups["secret"], cast.ada)
    cast.talk = topic(groups["public"], cast.ada, "Qwalnut or oak", markdown="Which qwalnutty wood?", tags=["qwood"])
    forum.reply(topic=cast.talk, author=cast.bob, markdown="Qwalnuts grow slowly.")
    topic(groups["secret"], cast.ada, "Qwalnut prices among us")
    topic(groups["public"], cast.bob, "Another chair", markdown="Of qwalnut.")
    guide(shelf("Library"), "Working with qwalnut")
    GroupFactory(name="Qwalnut circle", slug="qwalnut-circle")
    MemberFactory(name="Qwalna Otieno", handle="qwalna")
    bring_up()
    return cast


def titles(visitor: Visitor, typed: str) -> set[str]:
    return {str(result.title).replace("<mark>", "").replace("</mark>", "") for result in suggested(visitor, typed)}


EVERYBODYS = {"Qwalnut or oak", "Working with qwalnut", "Qwalnut circle"}


@ENGINES
def test_titles_that_begin_so_are_listed_each_once(things: SimpleNamespace) -> None:
    assert titles(things.eve, "qwal") == {*EVERYBODYS, "Qwalna Otieno"}
    assert titles(things.eve, "qwalnut") == EVERYBODYS
    assert titles(things.eve, "oak qwa") >= {"Qwalnut or oak"}
    assert titles(things.eve, "@qwalna") == {"Qwalna Otieno"}
    assert titles(things.eve, "qwoo") == {"Qwalnut or oak"}


@ENGINES
def test_everybody_sees_what_is_for_them(things: SimpleNamespace) -> None:
    assert titles(things.ada, "qwalnut") == {*EVERYBODYS, "Qwalnut prices among us"}
    assert titles(things.visitor, "qwal") == EVERYBODYS
    Group.objects.filter(slug="the-public").update(audience="secret")
    assert "Qwalnut or oak" not in titles(things.eve, "qwal")


@pytest.mark.parametrize("typed", ["", " ", "q", "*", '"', "-qwalnut", "in:guides", "x" * 5_000, "zzqqy"])
def test_too_little_or_nothing_lists_nothing(typed: str, things: SimpleNamespace) -> None:
    assert suggested(things.eve, typed) == []
    assert client_of(things.eve).get("/search/suggest/", {"q": typed}).status_code == 200


def test_a_word_that_is_typed_to_its_end_is_that_word(things: SimpleNamespace) -> None:
    assert titles(things.eve, "qwal ") == set()


def test_without_an_index_nothing_is_listed(things: SimpleNamespace) -> None:
    store().condemn(store().current)
    assert suggested(things.eve, "qwal") == []


@ENGINES
def test_the_list_is_short_and_takes_few_queries(
    things: SimpleNamespace, groups: dict[str, Group], engine: str
) -> None:
    for number in range(12):
        topic(groups["public"], things.bob, f"Qwalnut {number}")
    bring_up()
    client = client_of(things.eve)
    client.get("/search/suggest/?q=qwal")
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/search/suggest/?q=qwal").content.decode()
    assert answer.count("<li>") == SHOWN
    assert len(captured) <= {"whoosh": 18, "database": 24}[engine]
