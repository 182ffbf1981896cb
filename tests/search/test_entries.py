"""Entries are true with every operation: what is written is what a look at the thing itself would give."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import Page

from forum import operations as forum
from forum.models import Group, Kind, Post, Topic
from guides.models import GuidePage
from jobs.models import Job, Status
from knowledge_base.comments import operations as comments
from members import operations as members
from members.models import Member
from search import operations
from search.models import Fed, Flag, SearchEntry, Source
from search.sources import SOURCES
from tests.factories import GroupFactory, MemberFactory, posts, topic
from tests.knowledge_making import guide, shelf
from tests.search.conftest import all_true
from tests.stage import kept


@kept
def world(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    cast.groups = groups
    cast.talk = topic(groups["public"], cast.ada, "Pricing a chair", tags=["pricing"], kind=Kind.QUESTION)
    cast.replies = posts(cast.talk, cast.bob, 3)
    cast.other = topic(groups["public"], cast.ada, "Late payers")
    cast.shelf = shelf("Library")
    cast.guide = guide(cast.shelf, "Chairs that last", summary="You choose the wood.")
    cast.comment = comments.comment(page=cast.guide, author=cast.ada, markdown="It *helped* me.")
    cast.gone = forum.delete_post(post=posts(cast.other, cast.bob, 1)[0], by=cast.bob)
    operations.refresh_everything()
    SearchEntry.objects.filter(fed=Fed.GONE).delete()
    SearchEntry.objects.update(fed=Fed.YES)
    return cast


def again(topic: Topic) -> Topic:
    return Topic.objects.get(pk=topic.pk)


ACTS: dict[str, Callable[[Any], Any]] = {
    "start_topic": lambda w: topic(w.groups["secret"], w.ada, "Hush", tags=["quiet", "still"]),
    "reply": lambda w: forum.reply(topic=w.talk, author=w.bob, markdown="See ![a](upload:1)"),
    "revise_post": lambda w: forum.revise_post(post=w.replies[0], editor=w.bob, markdown="Other words."),
    "delete_post": lambda w: forum.delete_post(post=w.replies[0], by=w.bob),
    "restore_post": lambda w: forum.restore_post(post=w.gone, by=w.mo),
    "react": lambda w: forum.react(post=w.replies[1], member=w.ada),
    "accept_solution": lambda w: forum.accept_solution(post=w.replies[1], by=w.ada),
    "accept_another": lambda w: [forum.accept_solution(post=w.replies[n], by=w.ada) for n in (0, 1)],
    "take_back_solution": lambda w: [
        forum.accept_solution(post=w.replies[1], by=w.ada),
        forum.take_back_solution(topic=again(w.talk), by=w.ada),
    ],
    "revise_topic": lambda w: forum.revise_topic(
        topic=w.talk, editor=w.ada, title="Pricing a table", kind=Kind.DISCUSSION, tags=["tables"]
    ),
    "close_topic": lambda w: forum.close_topic(topic=w.talk, by=w.wanda),
    "archive_topic": lambda w: forum.archive_topic(topic=w.talk, by=w.wanda),
    "move_topic": lambda w: forum.move_topic(topic=w.talk, by=w.wanda, group=w.groups["secret"]),
    "delete_topic": lambda w: forum.delete_topic(topic=w.talk, by=w.wanda),
    "restore_topic": lambda w: [
        forum.delete_topic(topic=w.talk, by=w.wanda),
        forum.restore_topic(topic=again(w.talk), by=w.wanda),
    ],
    "split_topic": lambda w: forum.split_topic(topic=w.talk, by=w.wanda, posts=w.replies[1:], title="Wood apart"),
    "merge_topics": lambda w: forum.merge_topics(topic=w.other, into=w.talk, by=w.wanda),
    "start_message": lambda w: forum.start_message(author=w.ada, recipients=[w.bob], title="You", markdown="Only you."),
    "create_group": lambda w: forum.create_group(by=w.root, name="Weavers", slug="weavers", purpose="To weave."),
    "revise_group": lambda w: forum.revise_group(group=w.groups["private"], by=w.wanda, name="Another name"),
    "revise_profile": lambda w: members.revise_profile(
        member=w.ada, by=w.ada, name="Ada L", trade="Weaver", bio="I am."
    ),
    "change_handle": lambda w: members.change_handle(member=w.ada, by=w.ada, handle="adal"),
    "revise_account": lambda w: members.revise_account(member=w.eve, by=w.root, states={"is_active": False}),
    "comment": lambda w: comments.comment(page=w.guide, author=w.bob, markdown="Me too."),
    "revise_comment": lambda w: comments.revise_comment(comment=w.comment, editor=w.ada, markdown="Other words."),
    "delete_comment": lambda w: comments.delete_comment(comment=w.comment, by=w.ada),
    "restore_comment": lambda w: [
        comments.delete_comment(comment=w.comment, by=w.mo),
        comments.restore_comment(comment=w.comment, by=w.mo),
    ],
    "hide_comment": lambda w: comments.hide_comment(comment=w.comment, by=w.mo, reason="Not here."),
    "like_comment": lambda w: comments.like_comment(comment=w.comment, member=w.bob),
    "publish": lambda w: guide(w.shelf, "Tables that last"),
    "publish_again": lambda w: [setattr(w.guide, "title", "Chairs"), w.guide.save_revision().publish()],
    "unpublish": lambda w: w.guide.unpublish(),
    "delete_page": lambda w: Page.objects.get(pk=w.guide.pk).delete(),
    "delete_shelf": lambda w: Page.objects.get(pk=w.shelf.pk).delete(),
    "a_draft": lambda w: [setattr(w.guide, "title", "Not yet"), w.guide.save_revision()],
}


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS)
def test_entries_are_true_after(act: str, world: SimpleNamespace) -> None:
    assert all_true()
    ACTS[act](world)
    assert all_true()


def entry(thing: Any, source: Source = Source.POST) -> SearchEntry:
    found: SearchEntry = SearchEntry.objects.get(source=source, source_id=thing.pk)
    return found


@pytest.mark.django_db
def test_what_an_entry_says(world: SimpleNamespace) -> None:
    forum.accept_solution(post=world.replies[1], by=world.ada)
    forum.react(post=world.replies[1], member=world.ada)
    opening = entry(world.talk.posts.get(number=1))
    assert (opening.kind, opening.title, opening.text, opening.tag_names) == (
        "topic",
        "Pricing a chair",
        "I never know.",
        ["pricing"],
    )
    assert opening.flags == Flag.QUESTION | Flag.SOLVED
    assert opening.replies == 3
    reply = entry(world.replies[1])
    assert (reply.kind, reply.title, reply.likes, reply.flags) == ("reply", "", 1, Flag.SOLUTION)
    page = entry(world.guide, Source.PAGE)
    assert (page.kind, page.title) == ("guide", "Chairs that last")
    assert page.text == "You choose the wood."
    assert entry(world.comment, Source.COMMENT).text == "It helped me."


@pytest.mark.django_db
def test_how_far_the_index_is_behind(world: SimpleNamespace) -> None:
    post = world.replies[0]
    forum.react(post=post, member=world.ada)
    assert entry(post).fed == Fed.MARKS  # it may be found meanwhile
    forum.revise_post(post=post, editor=world.bob, markdown="Other words.")
    assert entry(post).fed == Fed.OLDER
    forum.delete_post(post=post, by=world.bob)
    assert entry(post).fed == Fed.GONE
    forum.restore_post(post=post, by=world.mo)
    assert entry(post).fed == Fed.OLDER
    new = forum.reply(topic=world.talk, author=world.bob, markdown="New.")
    forum.revise_post(post=new, editor=world.bob, markdown="Newer.")
    assert (entry(new).fed, entry(new).text) == (Fed.NOT_YET, "Newer.")


@pytest.mark.django_db
def test_a_refused_act_leaves_no_entry(world: SimpleNamespace) -> None:
    before = list(SearchEntry.objects.order_by("pk").values())
    with transaction.atomic():
        forum.reply(topic=world.talk, author=world.bob, markdown="Words.")
        transaction.set_rollback(True)
    assert list(SearchEntry.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_many_writes_ask_for_one_feeding(world: SimpleNamespace) -> None:
    Job.objects.all().delete()
    posts(world.talk, world.bob, 5)
    feeding = Job.objects.filter(task="search.tasks.feed_index", status=Status.READY)
    assert feeding.count() == 1


@pytest.mark.django_db
def test_a_claimed_persons_words_are_the_members(world: SimpleNamespace) -> None:
    unclaimed = MemberFactory(handle="old-ada", email="old@example.org")
    operations.refresh_everything()
    written = posts(world.talk, unclaimed, 2)
    Member.objects.filter(pk=unclaimed.pk).update(claimed=False)  # as an import leaves who wrote
    members.claim_words(member=world.ada, email="old@example.org")
    assert {entry(post).author_id for post in written} == {world.ada.pk}
    assert all_true()


@pytest.mark.django_db
def test_entries_of_many_posts_take_few_queries(
    world: SimpleNamespace, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    talk = topic(GroupFactory(), world.ada)
    posts(talk, world.bob, 30)
    keys = list(Post.objects.filter(topic=talk).values_list("pk", flat=True))
    with django_assert_max_num_queries(5):
        SOURCES[Source.POST].entries_of(keys)


@pytest.mark.django_db
def test_a_page_that_was_made_live_without_being_published_has_an_entry(world: SimpleNamespace) -> None:
    page = world.shelf.add_child(instance=GuidePage(title="Benches", slug="benches"))
    operations.refresh(Source.PAGE, [page.pk])
    assert entry(page, Source.PAGE).created_at.year == 2000
    assert all_true()
