"""The feed of a question: valid, and of what everybody reads."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum import operations as forum
from forum.models import Group
from tests.atom import read
from tests.factories import join, topic
from tests.forum.conftest import client_of
from tests.knowledge_making import guide, shelf
from tests.search.conftest import bring_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    join(groups["secret"], cast.ada)
    cast.chair = topic(groups["public"], cast.ada, "Pricing <b>& chairs", markdown="Which wood?", tags=["wood"])
    cast.answer = forum.reply(topic=cast.chair, author=cast.bob, markdown="Oak is ||dear||, and slow to grow.")
    topic(groups["secret"], cast.ada, "Oak among us", markdown="Oak.")
    guide(shelf("Library"), "Working with oak")
    bring_up()
    return cast


def test_it_holds_what_everybody_finds_whoever_asks(talk: SimpleNamespace) -> None:
    for who in (talk.visitor, talk.ada, talk.root):
        feed = read(client_of(who).get("/search/feed/?q=oak"))
        assert feed.self == f"{settings.SITE_URL}/search/feed/?q=oak"
        assert {entry.title for entry in feed.entries} == {"Pricing <b>& chairs", "Working with oak"}
        [found] = [entry for entry in feed.entries if entry.title.startswith("Pricing")]
        assert found.address == f"{settings.SITE_URL}{talk.answer.get_absolute_url()}"
        assert found.authors == ["Bob"]
        assert "dear" not in found.summary


def test_filters_narrow_it_and_the_newest_comes_first(talk: SimpleNamespace) -> None:
    titles = [entry.title for entry in read(Client().get("/search/feed/?q=oak+in:guides")).entries]
    assert titles == ["Working with oak"]
    assert read(client_of(talk.ada).get("/search/feed/?q=is:mine")).entries == []


def test_who_asks_again_is_told_that_nothing_changed(talk: SimpleNamespace) -> None:
    first = Client().get("/search/feed/?q=oak")
    again = Client().get("/search/feed/?q=oak", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("typed", ["", "+", "%22%22", "x" * 5_000])
def test_a_question_that_asks_for_nothing_has_no_feed(typed: str, talk: SimpleNamespace) -> None:
    assert Client().get(f"/search/feed/?q={typed}").status_code == 404


def test_the_page_of_results_leads_to_it(talk: SimpleNamespace) -> None:
    page = client_of(talk.eve).get("/search/?q=oak+%22slow+to%22").content.decode()
    assert page.count("/search/feed/?q=oak+%22slow+to%22") == 2


def test_its_queries_do_not_grow(talk: SimpleNamespace, groups: dict[str, Group]) -> None:
    numbers = []
    for count in (1, 8):
        for number in range(count):
            topic(groups["public"], talk.bob, f"Oak {count} {number}")
        bring_up()
        Client().get("/search/feed/?q=oak")
        with CaptureQueriesContext(connection) as captured:
            Client().get("/search/feed/?q=oak")
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 20
