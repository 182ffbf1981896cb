"""What is found, in which order, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum import operations as forum
from forum.models import Group, Kind, Post, Topic
from knowledge_base.comments import operations as comments
from search import operations, tasks
from search.finding import search
from search.index.building import rebuild
from search.index.reading import holder
from search.index.store import store
from search.language import read
from search.models import SearchEntry
from search.places import places_seen_by
from tests.factories import GroupFactory, MemberFactory, join, posts, topic
from tests.forum.conftest import client_of
from tests.knowledge_making import guide, shelf
from tests.search.conftest import ENGINES, Find, bring_up, look
from tests.stage import kept

pytestmark = pytest.mark.django_db


@kept
def talk(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    public = groups["public"]
    cast.groups = groups
    cast.pricing = topic(
        public, cast.ada, "Pricing a chair", markdown="What does an oak chair cost?", tags=["cash flow"]
    )
    cast.answer = forum.reply(topic=cast.pricing, author=cast.bob, markdown="Count the **timber**, then your hours.")
    cast.late = topic(public, cast.bob, "Late payers", markdown="A client pays late.", kind=Kind.QUESTION)
    cast.idea = forum.reply(topic=cast.late, author=cast.ada, markdown="Send an invoice with a date on it.")
    cast.alone = topic(public, cast.eve, "A stall at the market", markdown="Which permit?", kind=Kind.QUESTION)
    cast.library = shelf("Library")
    cast.guide = guide(cast.library, "Oak and what it costs", summary="You choose timber for a chair.")
    return cast


def test_words_are_found_in_titles_texts_and_by_their_stems(talk: SimpleNamespace, find: Find) -> None:
    assert find(talk.eve, "market") == ["A stall at the market"]
    assert find(talk.eve, "permits") == ["A stall at the market"]
    assert set(find(talk.eve, "timber")) == {"Pricing a chair", "Oak and what it costs"}


@ENGINES
def test_what_has_all_words_comes_first_and_what_has_some_follows(talk: SimpleNamespace, find: Find) -> None:
    found = find(talk.eve, "late invoice")
    assert found[0] == "Late payers"
    assert find(talk.eve, "invoice nosuchword") == ["Late payers"]


def test_a_topic_is_found_by_words_that_its_posts_hold_between_them(talk: SimpleNamespace) -> None:
    bring_up()
    results = look(talk.eve, "oak hours")
    assert results[0].address == talk.answer.get_absolute_url() or results[0].topic == talk.pricing
    assert [result.topic for result in results].count(talk.pricing) == 1


def test_the_post_that_answers_best_stands_for_its_topic(talk: SimpleNamespace) -> None:
    bring_up()
    [result] = look(talk.eve, "timber in:topics")
    assert (result.address, result.number, result.by) == (talk.answer.get_absolute_url(), 2, "Bob")
    assert str(result.passage) == "Count the <mark>timber</mark>, then your hours."


@ENGINES
def test_a_title_of_just_these_words_comes_first(talk: SimpleNamespace, find: Find) -> None:
    for number in range(5):
        topic(talk.groups["public"], talk.ada, f"Late payers and late payers {number}", markdown="Late payers. " * 9)
    assert find(talk.eve, "late payers")[0] == "Late payers"


@ENGINES
def test_phrases_and_words_left_out(talk: SimpleNamespace, find: Find) -> None:
    assert find(talk.eve, '"pays late"') == ["Late payers"]
    assert find(talk.eve, '"late pays"') == []
    assert find(talk.eve, "timber -hours") == ["Oak and what it costs"]
    assert find(talk.eve, 'chair -"oak chair"') == ["Oak and what it costs"]
    assert set(find(talk.eve, "in:topics -invoice -timber -oak")) == {"A stall at the market", "Late payers"}


@ENGINES
def test_beginnings_of_words_of_a_title(talk: SimpleNamespace, find: Find) -> None:
    assert find(talk.eve, "mark*") == ["A stall at the market"]


def test_beginnings_of_words_of_a_text(talk: SimpleNamespace, find: Find) -> None:
    """Another engine looks for these in titles and tags alone."""
    assert set(find(talk.eve, "timb*")) == {"Pricing a chair", "Oak and what it costs"}


STATES: list[tuple[str, list[str]]] = [
    ("in:topics", ["A stall at the market", "Late payers", "Pricing a chair"]),
    ("in:guides", ["Oak and what it costs"]),
    ("in:members ada", ["Ada"]),
    ("in:groups members", ["The members group"]),
    ("by:@ada in:topics", ["Late payers", "Pricing a chair"]),
    ('tag:"cash flow"', ["Pricing a chair"]),
    ("tag:nosuchtag", []),
    ("group:the-public order:oldest", ["Pricing a chair", "Late payers", "A stall at the market", "The public group"]),
    ("group:the-secret", []),
    ("is:question", ["A stall at the market", "Late payers"]),
    ("is:solved", ["Late payers"]),
    ("is:unsolved", ["A stall at the market"]),
    ("is:unanswered", ["A stall at the market"]),
    ("is:closed", ["Pricing a chair"]),
    ("is:mine in:topics", ["A stall at the market"]),
    ("is:bookmarked", ["Late payers"]),
    ("has:solution in:topics", ["Late payers"]),
    ("has:file", []),
    ("likes:1", ["Late payers"]),
    ("likes:>1", []),
    ("within:1d in:guides", ["Oak and what it costs"]),
    ("before:2001", []),
    ("lang:en in:guides", ["Oak and what it costs"]),
    ("lang:fr", []),
    ("-in:topics -in:members -in:groups", ["Oak and what it costs"]),
]


@ENGINES
@pytest.mark.parametrize(("typed", "expected"), STATES)
def test_filters(typed: str, expected: list[str], talk: SimpleNamespace, find: Find) -> None:
    forum.accept_solution(post=talk.idea, by=talk.bob)
    forum.react(post=talk.idea, member=talk.bob)
    forum.close_topic(topic=talk.pricing, by=talk.wanda)
    forum.bookmark(post=talk.idea, member=talk.eve)
    for age, each in enumerate((talk.alone, talk.late, talk.pricing)):
        Post.objects.filter(topic=each).update(created_at=timezone.now() - timedelta(hours=1 + age))
    found = find(talk.eve, typed)
    assert (found if "order:" in typed else sorted(found)) == (expected if "order:" in typed else sorted(expected))


@ENGINES
def test_orders(talk: SimpleNamespace, find: Find) -> None:
    ages = {talk.alone: 3, talk.late: 1, talk.pricing: 2}
    for each, age in ages.items():
        Post.objects.filter(topic=each).update(created_at=timezone.now() - timedelta(days=age))
        Topic.objects.filter(pk=each.pk).update(bumped_at=timezone.now() - timedelta(days=10 - age))
    assert find(talk.eve, "in:topics order:newest") == ["Late payers", "Pricing a chair", "A stall at the market"]
    assert find(talk.eve, "in:topics order:oldest") == ["A stall at the market", "Pricing a chair", "Late payers"]


@ENGINES
def test_counts_and_pages(talk: SimpleNamespace) -> None:
    for number in range(45):
        topic(talk.groups["public"], talk.ada, f"Bench {number}", markdown="About a bench.")
    bring_up()
    pages = [search(talk.eve, read("bench"), number=number) for number in (1, 2, 3, 4)]
    assert [(len(page.entries), page.more) for page in pages] == [(20, True), (20, True), (5, False), (0, False)]
    assert pages[0].total == pages[0].counts["topics"] == 45
    assert len({entry.pk for page in pages for entry in page.entries}) == 45


# Who sees what ---------------------------------------------------------------------------------------------------


@kept
def hidden_words(everybody: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    """The same word in every place."""
    w = everybody
    w.groups = groups
    w.topics = {name: topic(group, w.ada, f"Qword {name}") for name, group in groups.items()}
    w.message = forum.start_message(author=w.ada, recipients=[w.bob], title="Qword message", markdown="Hush.")
    w.to_mentors = forum.start_message_to_mentors(
        author=w.ada, group=groups["public"], title="Qword mentors", markdown="Hush."
    )
    library = shelf("Library")
    w.open = guide(library, "Qword open")
    w.closed = guide(library, "Qword closed", audience="groups", groups=(groups["private"],))
    w.members = guide(library, "Qword inside", audience="members")
    comments.comment(page=w.closed, author=w.ada, markdown="Qword said")
    return w


@pytest.fixture
def hidden(hidden_words: SimpleNamespace) -> SimpleNamespace:
    """The same, in an index: that is of each test."""
    bring_up()
    return hidden_words


PEOPLE = ("visitor", "ada", "bob", "eve", "wanda", "carl", "mo", "root", "olga")


@ENGINES
@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_finds_what_they_see_and_nothing_else(who: str, hidden: SimpleNamespace) -> None:
    visitor = getattr(hidden, who)
    seen = set(Topic.objects.visible_to(visitor).values_list("title", flat=True))
    found = {result.topic.title for result in look(visitor, "qword") if result.topic}
    assert found == seen
    pages = {str(result.entry.title) for result in look(visitor, "qword -in:topics -in:messages") if result.where}
    assert ("Qword closed" in pages) == (who in ("ada", "bob", "wanda", "carl", "root"))
    assert ("Qword inside" in pages) == (who != "visitor")
    comments_found = look(visitor, "qword in:comments")
    assert len(comments_found) == (1 if who in ("ada", "bob", "wanda", "carl", "root") else 0)
    counts = search(visitor, read("qword")).counts
    assert counts["topics"] + counts["messages"] == len(seen)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_place_is_seen_by_whom_the_floors_below_say(who: str, hidden: SimpleNamespace) -> None:
    visitor = getattr(hidden, who)
    places = places_seen_by(visitor)
    entries = SearchEntry.objects.filter(kind__in=("topic", "message"))
    seen = set(Topic.objects.visible_to(visitor).values_list("pk", flat=True))
    assert {entry.topic_id for entry in entries if entry.place in places} == seen


@ENGINES
def test_what_somebody_no_longer_sees_is_gone_at_once(hidden: SimpleNamespace) -> None:
    """Before the index is fed again: in results, in counts, and for each way out of sight."""
    w = hidden

    def found(who: Any) -> tuple[set[str], int]:
        page = search(who, read("qword in:topics"))
        return {entry.title for entry in page.entries}, page.counts["topics"]

    assert found(w.bob) == ({f"Qword {name}" for name in w.groups}, 4)
    forum.leave(group=w.groups["secret"], member=w.bob)
    assert found(w.bob) == ({"Qword public", "Qword members", "Qword private"}, 3)
    forum.revise_group(group=w.groups["members"], by=w.wanda, audience="private")
    assert found(w.eve) == ({"Qword public"}, 1)
    forum.move_topic(topic=w.topics["public"], by=w.wanda, group=w.groups["private"])
    assert found(w.eve) == (set(), 0)
    forum.delete_topic(topic=w.topics["private"], by=w.wanda)
    assert found(w.ada) == ({"Qword members", "Qword secret"}, 2)
    w.open.unpublish()
    assert "Qword open" not in {entry.title for entry in search(w.ada, read("qword in:guides")).entries}


@pytest.mark.parametrize("fed", ["before the index is read", "after it was read"])
def test_what_is_fed_while_one_asks_is_found_as_it_is(
    fed: str, hidden: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever the feeding ends between two questions of one search: nothing as it was, and nothing missed."""
    newest, w = holder.newest, hidden

    def meanwhile(place: Any) -> Any:
        if fed == "before the index is read":
            tasks.feed_index.call()
        held = newest(place)
        tasks.feed_index.call()
        return held

    forum.move_topic(topic=w.topics["public"], by=w.wanda, group=w.groups["private"])
    with monkeypatch.context() as patch:
        patch.setattr(holder, "newest", meanwhile)
        page = search(w.eve, read("qword in:topics"))
    assert ([entry.title for entry in page.entries], page.counts["topics"]) == (["Qword members"], 1)
    forum.revise_topic(topic=w.topics["members"], editor=w.wanda, title="Qword anew", kind="discussion", tags=[])
    with monkeypatch.context() as patch:
        patch.setattr(holder, "newest", meanwhile)
        page = search(w.eve, read("qword in:topics"))
    expected = 1 if fed == "before the index is read" else 0
    assert (len(page.entries), page.counts["topics"]) == (expected, expected)
    assert search(w.eve, read("qword in:topics")).total == 1


@ENGINES
def test_words_taken_out_of_a_post_do_not_find_it(hidden: SimpleNamespace) -> None:
    post = posts(hidden.topics["public"], hidden.ada, 1)[0]
    forum.revise_post(post=post, editor=hidden.ada, markdown="Qmistake here.")
    bring_up()
    assert look(hidden.eve, "qmistake") != []
    forum.revise_post(post=post, editor=hidden.ada, markdown="Nothing here.")
    assert look(hidden.eve, "qmistake") == []
    tasks.feed_index.call()
    assert look(hidden.eve, "qmistake") == []
    assert look(hidden.eve, "nothing here") != []


@ENGINES
def test_a_filter_by_a_hidden_name_is_as_one_by_no_name(hidden: SimpleNamespace) -> None:
    for who in (hidden.visitor, hidden.eve):
        for typed in ("group:the-secret", "group:no-such-group"):
            page = search(who, read(typed))
            assert (page.entries, page.total, sum(page.counts.values())) == ([], 0, 0)


# The page --------------------------------------------------------------------------------------------------------


@ENGINES
def test_the_page_takes_a_bounded_number_of_queries(
    cast: SimpleNamespace, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client, library = client_of(cast.ada), shelf("Library")
    for count in (1, 3):
        group = GroupFactory()
        join(group, cast.ada)
        for number in range(count):
            topic(group, MemberFactory(), f"Qrow {count} {number}")
            comments.comment(page=guide(library, f"Qrow page {count} {number}"), author=cast.ada, markdown="Qrow.")
        bring_up()
        client.get("/search/?q=qrow")
        with django_assert_max_num_queries(30):
            page = client.get("/search/?q=qrow").content.decode()
        assert page.count('class="found__item"') >= 3 * count


def test_what_is_typed_is_shown_as_text(cast: SimpleNamespace) -> None:
    topic(
        GroupFactory(), cast.ada, "<script>alert(1)</script> chairs", markdown="`<img src=x onerror=alert(1)>` chairs"
    )
    bring_up()
    page = client_of(cast.ada).get("/search/", {"q": '"><script>alert(1)</script> chairs'}).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<mark>chairs</mark>" in page


def test_a_text_that_is_too_long_is_refused_with_its_beginning(cast: SimpleNamespace) -> None:
    answer = Client().get("/search/", {"q": "chair " * 20_000})
    assert answer.status_code == 422
    assert "too long" in answer.content.decode()
    assert "chair chair" in answer.content.decode()


@ENGINES
def test_nothing_found_offers_to_ask(cast: SimpleNamespace) -> None:
    bring_up()
    page = client_of(cast.ada).get("/search/", {"q": "nowhere to be found"}).content.decode()
    assert "Nothing found" in page
    assert 'href="/ask/?title=nowhere%20to%20be%20found"' in page


@ENGINES
def test_a_result_that_was_deleted_meanwhile_is_left_out(hidden: SimpleNamespace) -> None:
    """As by an act past all operations."""
    Post.objects.filter(topic=hidden.topics["public"]).update(deleted_at=timezone.now())
    assert "Qword public" not in {result.topic.title for result in look(hidden.ada, "qword") if result.topic}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=60) | st.text(alphabet='"-*:@#()qword inisgroup\n\t', max_size=60))
def test_no_question_is_an_error(typed: str, hidden: SimpleNamespace) -> None:
    for visitor in (hidden.visitor, hidden.ada):
        assert search(visitor, read(typed)).rebuilding is False


def test_an_index_without_anything_finds_nothing(db: None, cast: SimpleNamespace) -> None:
    operations.refresh_everything()
    SearchEntry.objects.all().delete()
    rebuild(store())
    assert search(cast.ada, read("chairs -table order:newest")).entries == []
