"""What is held before anybody has read it is found by nobody, and counted nowhere; what is let through is."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from forum import operations as forum
from forum.models import Group, Post, Topic
from forum.moderation import operations
from forum.moderation.matching import key_of
from forum.moderation.models import Case, WatchedWord
from search import tasks
from search.finding import search
from search.language import read
from search.models import SearchEntry
from tests.factories import topic
from tests.forum.conftest import client_of

from .conftest import all_true, bring_up

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

# Where a topic of a public group and its newest post show.
PLACES = ("/", "/latest/", "/g/the-public/", "/feeds/latest/", "/feeds/groups/the-public/", "/search/?q=qzheld")


@pytest.fixture
def public(groups: dict[str, Group]) -> Group:
    return groups["public"]


@pytest.fixture
def asked(everybody: SimpleNamespace, public: Group) -> Topic:
    WatchedWord.objects.create(words="qzheld", key=key_of("qzheld"))
    started = topic(public, everybody.ada, "A chair")
    bring_up()
    return started


def found(word: str, w: SimpleNamespace) -> tuple[int, int]:
    tasks.feed_index.call()
    page = search(w.eve, read(word))
    return len(page.entries), page.total


def shown(w: SimpleNamespace, *more: str) -> set[str]:
    """Where the word shows to somebody who may not read it."""
    pages = {address: client_of(w.eve).get(address, follow=True) for address in (*PLACES, *more)}
    assert {page.status_code for page in pages.values()} == {200}
    return {address for address, page in pages.items() if "qzheld of" in page.content.decode().lower()}


def test_a_held_reply_is_found_by_nobody(everybody: SimpleNamespace, asked: Topic, public: Group) -> None:
    public.refresh_from_db()
    bumped = public.bumped_at
    held = forum.reply(topic=asked, author=everybody.bob, markdown="Qzheld of wood.")
    assert not SearchEntry.objects.there().filter(source="post", source_id=held.pk).exists()
    assert all_true()
    assert found("qzheld", everybody) == (0, 0)
    assert shown(everybody, asked.get_absolute_url(), f"/feeds/topics/{asked.pk}/") == set()
    public.refresh_from_db()
    assert public.bumped_at == bumped
    operations.approve(case=Case.objects.get(), by=everybody.carl)
    assert all_true()
    assert found("qzheld", everybody) == (1, 1)
    public.refresh_from_db()
    assert public.bumped_at == Post.objects.get(pk=held.pk).created_at


def test_a_held_topic_is_found_by_nobody(everybody: SimpleNamespace, asked: Topic, public: Group) -> None:
    public.refresh_from_db()
    before = public.bumped_at, public.topic_count
    forum.start_topic(group=public, author=everybody.bob, title="Qzheld of wood", markdown="Write to me.")
    assert all_true()
    assert found("qzheld", everybody) == (0, 0)
    assert shown(everybody, "/m/bob/") == set()
    public.refresh_from_db()
    assert (public.bumped_at, public.topic_count) == before
    operations.approve(case=Case.objects.get(), by=everybody.carl)
    assert all_true()
    assert found("qzheld", everybody) == (1, 1)


def test_a_post_that_is_held_when_it_is_revised_is_found_no_more(everybody: SimpleNamespace, asked: Topic) -> None:
    said = forum.reply(topic=asked, author=everybody.bob, markdown="Qzwood.")
    assert found("qzwood", everybody) == (1, 1)
    forum.revise_post(post=said, editor=everybody.bob, markdown="Qzwood, and qzheld of wood.")
    assert all_true()
    assert found("qzwood", everybody) == (0, 0)
    assert shown(everybody, asked.get_absolute_url()) == set()
