"""Posts go from one topic to another: what leads to them, who hears of them and who has read them goes along."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.conf import settings

from forum import operations
from forum.lists import unread_counts
from forum.models import Follow, OldAddress, ReadState, Topic, TopicFollow
from tests.factories import posts, topic
from tests.forum.conftest import client_of
from tests.forum.operations.test_counts import read, true
from tests.forum.rows import nothing_changes

pytestmark = pytest.mark.django_db

World = SimpleNamespace


def levels(topic: Topic) -> dict[str, int]:
    return dict(TopicFollow.objects.filter(topic=topic).values_list("member__handle", "level"))


# Which topic is meant --------------------------------------------------------------------------------------------

MEANT = [
    "{id}", "/t/{id}/", "/t/{slug}/{id}/", "/t/{slug}/{id}", "/t/{slug}/{id}/?page=3#p-46", "/t/{slug}/{id}/2/",
    "/p/{post}/", "  /p/{post}/  ", "http://testserver/t/{slug}/{id}/?reading=threads", "{site}/p/{post}/",
]  # fmt: skip
NOT_MEANT = [
    "", "/g/the-public/", "/p/", "/t/slug/", "slug", "https://elsewhere.example/t/{slug}/{id}/", "/tags/{id}/", "-{id}",
    "9999999999999999999999",
]  # fmt: skip


def merge_into(world: World, address: str) -> None:
    """Sends the form with an address of `other`, or of its second post."""
    other, post = world.other, posts(world.other, world.bob, 1)[0]
    words = address.format(id=other.pk, slug=other.slug, post=post.pk, site=settings.SITE_URL)
    client_of(world.carl).post(f"/t/{world.question.pk}/merge/", {"into": words})


@pytest.mark.parametrize("address", MEANT)
def test_a_topic_is_merged_into_the_one_an_address_means(address: str, world: World) -> None:
    merge_into(world, address)
    assert Topic.objects.get(pk=world.question.pk).merged_into == world.other


@pytest.mark.parametrize("address", NOT_MEANT)
def test_an_address_of_no_topic_merges_nothing(address: str, world: World) -> None:
    merge_into(world, address)
    assert not Topic.objects.filter(merged_into__isnull=False).exists()


def test_the_address_of_a_topic_one_does_not_see_merges_nothing(world: World) -> None:
    with nothing_changes():
        answer = client_of(world.carl).post(f"/t/{world.question.pk}/merge/", {"into": f"/t/{world.message.pk}/"})
    assert answer.status_code == 404


# Merge -----------------------------------------------------------------------------------------------------------


def test_who_followed_a_merged_topic_follows_where_it_went(world: World) -> None:
    TopicFollow.objects.all().delete()
    chosen = {
        "ada": (Follow.WATCHING, None),
        "bob": (Follow.TRACKING, Follow.WATCHING),
        "carl": (Follow.WATCHING, Follow.MUTED),
        "eve": (Follow.MUTED, Follow.NORMAL),
        "fay": (Follow.MUTED, Follow.MUTED),
        "wanda": (Follow.MUTED, None),
        "mo": (None, Follow.TRACKING),
    }
    for name, (merged, target) in chosen.items():
        for each, level in ((world.question, merged), (world.other, target)):
            if level is not None:
                operations.follow_topic(topic=each, member=getattr(world, name), level=level)
    operations.merge_topics(topic=world.question, into=world.other, by=world.carl)
    assert levels(world.other) == {
        "ada": Follow.WATCHING,
        "bob": Follow.WATCHING,
        "carl": Follow.WATCHING,
        "eve": Follow.NORMAL,
        "fay": Follow.MUTED,
        "mo": Follow.TRACKING,
    }
    assert levels(world.question) == {}


def test_former_addresses_lead_where_a_topic_was_merged(world: World) -> None:
    OldAddress.objects.create(path="/former/1", topic=world.question)
    OldAddress.objects.create(path="/former/1/2", topic=world.question, post=world.post)
    operations.merge_topics(topic=world.question, into=world.other, by=world.carl)
    client = client_of(world.visitor)
    assert client.get("/former/1/")["Location"] == world.other.get_absolute_url()
    assert client.get("/former/1/2/", follow=True).status_code == 200


def test_looks_go_along_with_what_was_looked_at(world: World) -> None:
    operations.count_views(topic_id=world.question.pk, count=5)
    operations.count_views(topic_id=world.other.pk, count=2)
    assert operations.merge_topics(topic=world.question, into=world.other, by=world.carl).view_count == 7
    operations.count_views(topic_id=world.question.pk, count=1)  # by a process that had counted before the merge
    assert list(
        Topic.objects.order_by("pk")
        .filter(pk__in=(world.question.pk, world.other.pk))
        .values_list("view_count", flat=True)
    ) == [0, 8]


# Split -----------------------------------------------------------------------------------------------------------


def test_former_addresses_lead_to_posts_that_were_split_off(world: World) -> None:
    OldAddress.objects.create(path="/former/1/2", topic=world.question, post=world.post)
    operations.split_topic(topic=world.question, by=world.carl, posts=[world.post], title="A part of it")
    operations.delete_topic(topic=world.question, by=world.carl)
    assert client_of(world.visitor).get("/former/1/2/", follow=True).status_code == 200


def test_who_had_read_split_posts_has_read_them_where_they_are(world: World) -> None:
    posts(world.question, world.bob, 8)
    read(world.question, world.eve, 1, 20)
    read(world.question, world.mo, 9, 11)
    read(world.question, world.fay, 1, 2)
    moving = list(world.question.posts.filter(number__in=[3, 4, 5, 9, 10]))
    new = operations.split_topic(topic=world.question, by=world.carl, posts=moving, title="A part of it")
    true()
    assert unread_counts(world.eve, [new.pk]) == {new.pk: 0}
    assert ReadState.objects.get(topic=new, member=world.eve).upto == 5
    state = ReadState.objects.get(topic=new, member=world.mo)
    assert (state.upto, state.beyond, state.read_count) == (0, [[4, 5]], 2)
    assert not ReadState.objects.filter(topic=new, member=world.fay).exists()
    for number in (1, 2, 11):
        assert ReadState.objects.get(topic=world.question, member=world.eve).has_read(number)


def test_who_heard_of_a_topic_hears_of_what_was_split_off_it(world: World) -> None:
    chosen = {"eve": Follow.WATCHING, "fay": Follow.TRACKING, "mo": Follow.NORMAL, "carl": Follow.MUTED}
    for name, level in chosen.items():
        operations.follow_topic(topic=world.question, member=getattr(world, name), level=level)
    new = operations.split_topic(topic=world.question, by=world.carl, posts=world.replies, title="A part of it")
    assert levels(new) == {
        "ada": Follow.TRACKING,
        "bob": Follow.TRACKING,
        "eve": Follow.WATCHING,
        "fay": Follow.TRACKING,
    }


@pytest.mark.parametrize(("level", "then"), [(None, Follow.TRACKING), (Follow.MUTED, Follow.MUTED)])
def test_the_author_of_a_split_topic_follows_it_as_the_old_one(level: int | None, then: int, world: World) -> None:
    """Imported authors follow nothing yet; their own topic they do, as whoever begins one."""
    TopicFollow.objects.filter(member=world.bob).delete()
    if level is not None:
        operations.follow_topic(topic=world.question, member=world.bob, level=level)
    new = operations.split_topic(topic=world.question, by=world.carl, posts=[world.post], title="A part of it")
    assert levels(new)["bob"] == then


def test_all_replies_can_be_chosen_a_page_at_a_time(world: World) -> None:
    found = topic(world.public, world.ada, "A long one")
    posts(found, world.bob, 101)
    client, address = client_of(world.carl), f"/t/{found.pk}/choose/"
    first = client.get(address).content.decode()
    assert first.count('name="number"') == 100
    assert 'href="?after=101"' in first
    second = client.get(f"{address}?after=101").content.decode()
    assert second.count('name="number"') == 1
    assert 'value="102"' in second
    assert "?after=" not in second


def test_a_page_whose_posts_have_left_says_so(world: World) -> None:
    found = topic(world.public, world.ada, "A long one")
    posts(found, world.bob, 45)
    moving = list(found.posts.filter(number__range=(21, 40)))
    operations.split_topic(topic=found, by=world.carl, posts=moving, title="A part of it")
    client = client_of(world.eve)
    said = [client.get(f"{found.get_absolute_url()}?page={page}").content.decode() for page in (1, 2, 3)]
    assert ["moved to a topic of their own" in words.partition("data-topic=")[2] for words in said] == [
        False,
        True,
        False,
    ]
