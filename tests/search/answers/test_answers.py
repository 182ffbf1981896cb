"""What is known already is read before a question is asked, and whoever it helped says so."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import operations as forum
from forum.models import Group, Kind, Topic
from knowledge_base.models import Audience
from search.answers.counting import most_helpful
from search.answers.finding import READ_IN_PLACE, find
from search.models import About, Helped
from tests.factories import join, topic
from tests.forum.conftest import client_of
from tests.knowledge_making import guide, shelf
from tests.search.conftest import ENGINES, bring_up

pytestmark = pytest.mark.django_db
LONG = "And then a third. " * 100
TITLE = "Which price for a chair of oak?"


@pytest.fixture
def known(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    join(groups["secret"], cast.ada)
    for group in groups.values():
        join(group, cast.bob)
    cast.solved = topic(groups["public"], cast.ada, "Price of an oak chair", kind=Kind.QUESTION, markdown="Which?")
    solution = forum.reply(topic=cast.solved, author=cast.bob, markdown="Wood and hours, and *then* a third.")
    forum.accept_solution(post=solution, by=cast.ada)
    cast.hidden = topic(groups["secret"], cast.ada, "Our own price of oak chairs", markdown="Nobody knows.")
    library = shelf("Library")
    cast.guide = guide(library, "What a chair of oak costs", summary="Wood, hours.", body=[("text", f"<p>{LONG}</p>")])
    cast.closed = guide(library, "Chairs of oak for members", audience=Audience.MEMBERS, summary="Oak.")
    bring_up()
    return cast


@ENGINES
def test_each_reader_is_offered_what_they_see(known: SimpleNamespace) -> None:
    for_all = {"Price of an oak chair", "What a chair of oak costs"}
    for who, more in {"visitor": set(), "eve": {"Chairs of oak for members"}}.items():
        assert {answer.result.name for answer in find(getattr(known, who), TITLE).answers} == for_all | more
    assert "Our own price of oak chairs" in {answer.result.name for answer in find(known.ada, TITLE).answers}


def test_the_solution_and_the_beginning_of_a_page_are_read_in_place(known: SimpleNamespace) -> None:
    texts = {answer.result.name: answer for answer in find(known.visitor, TITLE).answers}
    solved = texts["Price of an oak chair"]
    assert (solved.is_solved, solved.text) == (True, "Wood and hours, and then a third.")
    assert len(texts["What a chair of oak costs"].text) <= READ_IN_PLACE


@pytest.mark.parametrize("typed", ["", "a", "of the", "   ", "?", "\x00"])
def test_what_says_nothing_yet_is_not_looked_for(typed: str, known: SimpleNamespace) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert not find(known.eve, typed).answers
    assert len(queries) == 0


def test_a_title_is_words_and_no_search(known: SimpleNamespace) -> None:
    for typed in (f'{TITLE} -chair in:members "no such phrase"', f"is:unsolved {TITLE}", TITLE * 2_000):
        assert "Price of an oak chair" in {answer.result.name for answer in find(known.visitor, typed).answers}


def test_it_is_offered_while_one_types_and_without_scripts(known: SimpleNamespace) -> None:
    client = client_of(known.eve)
    typed = {"title": TITLE, "markdown": "I have *begun*.", "kind": "question", "tags": "oak"}
    pages = [
        client.get("/search/known/", {"title": TITLE}),
        client.get("/ask/", {"title": TITLE}),
        client.post("/ask/", {**typed, "look": "1"}),
    ]
    for answer in pages:
        assert answer.status_code == 200
        assert "Wood and hours, and then a third." in answer.content.decode()
        assert "Our own price" not in answer.content.decode()
    looked = pages[-1].content.decode()
    assert all(words in looked for words in (TITLE, "I have *begun*.", 'value="oak"'))
    assert not Topic.objects.filter(title=TITLE).exists()


def test_enter_in_the_title_never_says_that_something_helped(known: SimpleNamespace) -> None:
    page = client_of(known.eve).get("/ask/", {"title": TITLE}).content.decode()
    buttons = re.findall(r"<button[^>]*>", page[page.index("data-composer data-draft") :])
    assert any('name="helped"' in button for button in buttons)
    assert buttons[0] == "<button hidden>"


def test_who_was_helped_says_so_once_and_is_led_there(known: SimpleNamespace) -> None:
    client = client_of(known.eve)
    for _time in range(2):
        there = client.post("/search/helped/", {"helped": f"topic:{known.solved.pk}", "title": TITLE})
        assert there["Location"] == known.solved.get_absolute_url()
    client.post("/search/helped/", {"helped": f"page:{known.closed.pk}"})
    client_of(known.bob).post("/search/helped/", {"helped": f"topic:{known.solved.pk}"})
    assert Helped.objects.count() == 3
    assert [(row.title, row.times) for row in most_helpful(known.root)] == [
        ("Price of an oak chair", 2),
        ("Chairs of oak for members", 1),
    ]


def test_what_one_does_not_see_has_not_helped_and_is_counted_for_nobody(known: SimpleNamespace) -> None:
    client = client_of(known.eve)
    message = forum.start_message(author=known.ada, recipients=[known.eve], title="Chairs", markdown="Oak")
    for wrong in (f"topic:{known.hidden.pk}", f"topic:{message.pk}", "topic:", "post:1", "", "page:99999999999999999"):
        assert client.post("/search/helped/", {"helped": wrong}).status_code == 404
    assert client.get("/search/helped/", {"helped": f"topic:{known.solved.pk}"}).status_code == 405
    assert not Helped.objects.exists()
    Helped.objects.create(member=known.ada, about=About.TOPIC, thing_id=known.hidden.pk)
    assert most_helpful(known.eve) == []


def test_the_editors_see_what_helped(known: SimpleNamespace) -> None:
    Helped.objects.create(member=known.ada, about=About.PAGE, thing_id=known.guide.pk)
    page = client_of(known.root).get("/admin/").content.decode()
    assert "Answered before it was asked" in page
    assert "What a chair of oak costs" in page


def test_hostile_words_come_out_as_words(known: SimpleNamespace, groups: dict[str, Group]) -> None:
    topic(groups["public"], known.ada, "<b>Walnut</b> price", markdown="<script>alert(1)</script> `<img src=x>` walnut")
    bring_up()
    page = client_of(known.eve).get("/search/known/", {"title": "walnut price"}).content.decode()
    assert "&lt;b&gt;Walnut" in page
    assert not any(tag in page for tag in ("<script", "<img", "<b>Walnut"))


def test_its_queries_do_not_grow(known: SimpleNamespace, groups: dict[str, Group]) -> None:
    numbers = []
    for count in (1, 6):
        for number in range(count):
            topic(groups["public"], known.bob, f"Oak chair {count} {number}")
        bring_up()
        find(known.eve, TITLE)
        with CaptureQueriesContext(connection) as queries:
            find(known.eve, TITLE)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 16
