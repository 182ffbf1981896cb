"""What stands beside topics and pages is about the same, and is what its reader may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import operations as forum
from forum.models import Group, Topic
from knowledge_base.models import Audience
from search.models import About, Fed, Related, SearchEntry
from search.places import places_seen_by, places_seen_by_all_members
from search.related import looking, tasks
from search.related.shown import related_to
from tests.factories import join, topic
from tests.forum.conftest import client_of
from tests.knowledge_making import guide, shelf
from tests.search.conftest import ENGINES, bring_up

pytestmark = pytest.mark.django_db
READERS = ("visitor", "eve", "ada", "root")


def looked_for() -> None:
    """Until there is nothing to look for: what is new has others looked at again."""
    bring_up()
    while due():
        tasks.look_for_related.call()


def due(now: datetime | None = None) -> list[tuple[str, int]]:
    """What is looked for next."""
    now = now or timezone.now()
    topics = looking.due(About.TOPIC, now).values_list("topic_id", flat=True)
    return [("topic", pk) for pk in topics] + [
        ("page", pk) for pk in looking.due(About.PAGE, now).values_list("source_id", flat=True)
    ]


@pytest.fixture
def talk(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    """Oak is talked and written about in groups of every audience; flour in one."""
    for group in groups.values():
        join(group, cast.ada)
    cast.oak = {
        name: topic(group, cast.ada, f"Pricing oak chairs, {name}", markdown="Oak is dear: which price for a chair?")
        for name, group in groups.items()
    }
    cast.flour = topic(groups["public"], cast.ada, "Millet flour", markdown="Where is the mill that grinds it fine?")
    library = shelf("Library")
    cast.guide = guide(library, "A price for oak chairs", summary="Oak is dear, and a chair has its price.")
    cast.members_guide = guide(library, "Oak chairs and prices", audience=Audience.MEMBERS, summary="Dear oak.")
    looked_for()
    return cast


def titles(found: dict[str, Any]) -> set[str]:
    return {each["title"] for each in [*found["topics"], *found["pages"]]}


@ENGINES
def test_each_reader_is_shown_what_they_see_of_it(talk: SimpleNamespace) -> None:
    for_all = {"Pricing oak chairs, public", "A price for oak chairs"}
    for_members = for_all | {"Pricing oak chairs, members", "Oak chairs and prices"}
    expected = {"visitor": for_all, "eve": for_members, "ada": for_members, "root": for_members}
    for who in READERS:
        for name, about in talk.oak.items():
            shown = titles(related_to(getattr(talk, who), About.TOPIC, about.pk))
            assert shown == expected[who] - {f"Pricing oak chairs, {name}"}
        shown = titles(related_to(getattr(talk, who), About.PAGE, talk.guide.pk))
        assert shown == expected[who] - {"A price for oak chairs"}
    assert titles(related_to(talk.root, About.TOPIC, talk.flour.pk)) == set()


def test_a_closed_group_has_its_own_beside_its_own(talk: SimpleNamespace, groups: dict[str, Group]) -> None:
    another = topic(groups["secret"], talk.ada, "Oak chairs and their price", markdown="Oak is dear.")
    looked_for()
    assert another.title in titles(related_to(talk.ada, About.TOPIC, talk.oak["secret"].pk))
    assert another.title not in titles(related_to(talk.ada, About.TOPIC, talk.oak["public"].pk))
    assert another.title not in titles(related_to(talk.eve, About.TOPIC, talk.oak["secret"].pk))


def test_what_all_members_see_is_what_any_one_sees_who_is_in_no_group(talk: SimpleNamespace) -> None:
    assert places_seen_by_all_members() == places_seen_by(talk.eve)


@pytest.mark.parametrize("who", ["visitor", "eve"])
@pytest.mark.parametrize("way", ["deleted", "moved", "closed", "renamed"])
def test_what_goes_out_of_sight_goes_at_once(
    who: str, way: str, talk: SimpleNamespace, groups: dict[str, Group]
) -> None:
    here, there = talk.oak["public"], topic(groups["public"], talk.bob, "Oak chairs, priced", markdown="Dear oak.")
    looked_for()
    reader = client_of(getattr(talk, who))
    pages = (here.get_absolute_url(), talk.guide.url)
    assert all("Oak chairs, priced" in reader.get(address).content.decode() for address in pages)
    WAYS[way](there, groups, talk)
    if way == "closed":  # with its group, this topic's page is out of sight as well
        pages = pages[1:]
    assert all("Oak chairs, priced" not in reader.get(address).content.decode() for address in pages)


def closed(topic: Topic, groups: dict[str, Group], talk: SimpleNamespace) -> None:
    forum.revise_group(group=groups["public"], by=talk.root, audience="private", joining="invitation")


def renamed(topic: Topic, groups: dict[str, Group], talk: SimpleNamespace) -> None:
    forum.revise_topic(topic=topic, editor=talk.root, title="Something else", kind=topic.kind, tags=[])


WAYS: dict[str, Callable[[Topic, dict[str, Group], SimpleNamespace], Any]] = {
    "deleted": lambda topic, groups, talk: forum.delete_topic(topic=topic, by=talk.root),
    "moved": lambda topic, groups, talk: forum.move_topic(topic=topic, by=talk.root, group=groups["private"]),
    "closed": closed,
    "renamed": renamed,
}


def test_a_page_goes_with_its_audience(talk: SimpleNamespace) -> None:
    reader = client_of(talk.visitor)
    address = talk.oak["public"].get_absolute_url()
    assert "A price for oak chairs" in reader.get(address).content.decode()
    talk.guide.audience = Audience.MEMBERS
    talk.guide.save_revision().publish()
    assert "A price for oak chairs" not in reader.get(address).content.decode()


def test_what_is_new_stands_beside_what_was_there(talk: SimpleNamespace, groups: dict[str, Group]) -> None:
    new = topic(groups["public"], talk.bob, "Oak chairs, the price again", markdown="Dear oak.")
    bring_up()
    tasks.look_for_related.call()
    assert Related.objects.filter(looked_at=None).exists()
    tasks.look_for_related.call()
    assert new.title in titles(related_to(talk.visitor, About.PAGE, talk.guide.pk))
    assert due() == []


@pytest.mark.parametrize("change", ["title", "opening"])
def test_it_is_looked_for_again_when_its_words_change(change: str, talk: SimpleNamespace) -> None:
    assert due() == []
    if change == "title":
        renamed(talk.flour, {}, talk)
    else:
        opening = talk.flour.posts.get(number=1)
        forum.revise_post(post=opening, editor=opening.author, markdown="Where is the mill that grinds oak?")
    SearchEntry.objects.update(fed=Fed.YES)
    assert due() == [("topic", talk.flour.pk)]


def test_a_page_is_looked_for_again_when_it_is_published_anew(talk: SimpleNamespace) -> None:
    talk.guide.save_revision().publish()
    SearchEntry.objects.update(fed=Fed.YES)
    assert due() == [("page", talk.guide.pk)]


def test_it_is_looked_for_again_when_it_has_grown_old(talk: SimpleNamespace) -> None:
    later = timezone.now() + looking.GROWN_OLD + timedelta(minutes=1)
    assert len(due(later)) == Related.objects.count() == 7


def test_nothing_is_kept_beside_what_is_gone(talk: SimpleNamespace) -> None:
    forum.delete_topic(topic=talk.flour, by=talk.root)
    talk.members_guide.delete()
    assert looking.forget_gone() == 2
    assert Related.objects.count() == 5


def test_messages_have_nothing_beside_them(talk: SimpleNamespace) -> None:
    message = forum.start_message(
        author=talk.ada, recipients=[talk.bob], title="Oak chairs", markdown="Their price: oak is dear."
    )
    looked_for()
    page = client_of(talk.ada).get(message.get_absolute_url()).content.decode()
    assert "A price for oak chairs" not in page
    assert not Related.objects.filter(thing_id=message.pk, about=About.TOPIC).exists()
    for who in READERS:
        assert message.title not in titles(related_to(getattr(talk, who), About.PAGE, talk.guide.pk))


def test_it_takes_three_queries_however_much_there_is(talk: SimpleNamespace, groups: dict[str, Group]) -> None:
    for number in range(6):
        topic(groups["public"], talk.bob, f"Oak chairs {number}", markdown="The price of dear oak.")
    looked_for()
    with CaptureQueriesContext(connection) as queries:
        found = related_to(talk.eve, About.PAGE, talk.guide.pk)
    assert len(found["topics"]) == 4
    assert len(queries) <= 4  # kept, topics, pages, where the site begins


@pytest.mark.parametrize("about", ["topic", "page"])
def test_what_all_members_see_is_made_once_for_them(about: str, talk: SimpleNamespace) -> None:
    address = talk.oak["public"].get_absolute_url() if about == "topic" else talk.guide.url
    for who in ("eve", "bob", "visitor"):
        client_of(getattr(talk, who)).get(address)
    with CaptureQueriesContext(connection) as queries:
        assert "Pricing oak chairs, members" in client_of(talk.ada).get(address).content.decode()
    asked = [query["sql"] for query in queries if "search_related" in query["sql"]]
    assert asked == []


def test_beside_what_only_some_see_each_reader_is_asked_for(talk: SimpleNamespace, groups: dict[str, Group]) -> None:
    another = topic(groups["secret"], talk.ada, "Oak chairs and their price", markdown="Oak is dear.")
    looked_for()
    page = talk.oak["secret"].get_absolute_url()
    ada = client_of(talk.ada)
    assert another.title in ada.get(page).content.decode()
    forum.move_topic(topic=talk.oak["secret"], by=talk.root, group=groups["public"])
    page = talk.oak["secret"].get_absolute_url()
    for who in READERS:
        assert another.title not in client_of(getattr(talk, who)).get(page).content.decode()
