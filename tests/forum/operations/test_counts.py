"""What is counted stays true, whatever is done: every number is compared with the rows it stands for."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import pytest

from forum import operations
from forum.lists import ListKind, asked_for, listed, unread_counts
from forum.models import Group, Participation, Post, ReactionKind, ReadState, Topic
from forum.models.posts import path_under
from members.models import Member
from tests.factories import posts, topic
from tests.forum.rows import nothing_changes
from tests.stage import kept

pytestmark = pytest.mark.django_db

World = SimpleNamespace


def true() -> None:
    """Every count of every topic and group is what counting would say."""
    for each in Topic.objects.all():
        readable = Post.objects.filter(topic=each, deleted_at=None)
        assert each.post_count == readable.count(), each
        assert each.last_number == max(Post.objects.filter(topic=each).values_list("number", flat=True), default=0)
        assert each.like_count == sum(readable.values_list("like_count", flat=True)), each
        written: dict[int, int] = {}
        for author in readable.values_list("author", flat=True):
            written[author] = written.get(author, 0) + 1
        assert dict(Participation.objects.filter(topic=each).values_list("member", "posts")) == written, each
        assert each.faces[0] == each.author_id
        assert len(set(each.faces)) == len(each.faces) <= 4
        paths_are_true(each)
        for state in ReadState.objects.filter(topic=each):
            assert state.read_count == sum(1 for post in readable if state.has_read(post.number)), (each, state.member)
            ranges = [[1, state.upto], *state.beyond]
            assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges)), ranges
    for group in Group.objects.all():
        assert group.topic_count == group.topics.filter(deleted_at=None).count(), group
        assert group.member_count == group.memberships.count(), group
    for post in Post.objects.all():
        given: dict[str, int] = {}
        for code in post.reaction_rows.values_list("code", flat=True):
            given[code] = given.get(code, 0) + 1
        assert post.reactions == given
        assert post.like_count == sum(given.values())


def paths_are_true(topic: Topic) -> None:
    for post in topic.posts.select_related("parent"):
        assert post.path == path_under(post.parent.path if post.parent else "", post.number)
        assert post.parent is None or post.parent.topic_id == topic.pk
    in_tree = list(topic.posts.order_by("path"))
    for post in in_tree:  # a reply stands behind what it answers, with nothing of another thread between
        if post.parent is not None:
            start = in_tree.index(post.parent)
            assert all(each.path.startswith(post.parent.path[:16]) for each in in_tree[start : in_tree.index(post) + 1])


def fresh(topic: Topic) -> Topic:
    return Topic.objects.get(pk=topic.pk)


def read(topic: Topic, member: Member, first: int, last: int) -> ReadState | None:
    """Show a member a page of these numbers."""
    topic = fresh(topic)
    numbers = list(topic.posts.filter(deleted_at=None, number__range=(first, last)).values_list("number", flat=True))
    return operations.mark_shown(
        topic=topic, member=member, numbers=numbers, span=(first, min(last, topic.last_number))
    )


def unread(topic: Topic, member: Member) -> int | None:
    return unread_counts(member, [topic.pk]).get(topic.pk)


# Topics and posts -----------------------------------------------------------------------------------------------


def test_counts_of_what_is_written(world: World) -> None:
    true()
    question = fresh(world.question)
    assert (question.post_count, question.last_number, question.reply_count) == (3, 3, 2)
    assert question.faces == [world.ada.pk, world.bob.pk]
    assert question.last_author_id == world.bob.pk
    assert question.bumped_at == world.replies[1].created_at


def test_faces_are_who_began_and_the_last_three(world: World) -> None:
    for author in (world.wanda, world.carl, world.fay, world.ada, world.wanda):
        operations.reply(topic=world.question, author=author, markdown="And I say.")
    assert fresh(world.question).faces == [world.ada.pk, world.carl.pk, world.fay.pk, world.wanda.pk]


def test_counts_of_what_is_deleted_and_restored(world: World) -> None:
    operations.react(post=world.post, member=world.ada)
    read(world.question, world.eve, 1, 20)
    operations.delete_post(post=world.post, by=world.bob)
    true()
    assert (fresh(world.question).post_count, fresh(world.question).last_number) == (2, 3)
    assert unread(world.question, world.eve) == 0
    operations.restore_post(post=world.post, by=world.bob)
    true()
    assert fresh(world.question).post_count == 3
    assert unread(world.question, world.eve) == 0


def test_a_number_is_never_given_twice(world: World) -> None:
    operations.delete_post(post=world.replies[1], by=world.bob)
    assert operations.reply(topic=world.question, author=world.bob, markdown="Again.").number == 4
    true()


def test_deleting_a_topic_twice_counts_once(world: World) -> None:
    """Two custodians press the same button."""
    operations.delete_topic(topic=world.question, by=world.carl)
    operations.delete_topic(topic=world.question, by=world.wanda)
    true()
    operations.restore_topic(topic=world.question, by=world.carl)
    operations.restore_topic(topic=world.question, by=world.wanda)
    true()
    assert fresh(world.question).deleted_by_id is None


def test_moving_counts_in_the_other_group(world: World) -> None:
    operations.pin_topic(topic=world.question, by=world.wanda, until=world.tomorrow)
    for _twice in range(2):
        operations.move_topic(topic=world.question, by=world.wanda, group=world.groups["members"])
        true()
    assert fresh(world.question).group == world.groups["members"]
    assert not fresh(world.question).is_pinned


def test_joining_and_leaving_twice_counts_once(world: World) -> None:
    for _twice in range(2):
        operations.join(group=world.public, member=world.eve)
        true()
    for _twice in range(2):
        operations.leave(group=world.public, member=world.eve)
        true()


def test_reactions_are_one_a_member(world: World) -> None:
    other = ReactionKind.objects.exclude(code="like")[0].code
    for code in ("like", "like", other, "like"):
        operations.react(post=world.post, member=world.ada, code=code)
        true()
    operations.react(post=world.post, member=world.eve)
    assert fresh(world.question).like_count == 2
    for _twice in range(2):
        operations.withdraw_reaction(post=world.post, member=world.ada)
        true()
    assert fresh(world.question).like_count == 1


# Split and merge ------------------------------------------------------------------------------------------------


@kept
def branched(world: World) -> World:
    """1 opening, 2 and 3 by bob, 4 answers 2, 5 answers 4, 6 answers 3, 7 answers 5, and so on, deeper than shown."""
    parents = {4: 2, 5: 4, 6: 3, 7: 5, 8: 7, 9: 8, 10: 9}
    for number, parent in parents.items():
        found = world.question.posts.get(number=parent)
        author = world.ada if number % 2 else world.carl
        post = operations.reply(topic=world.question, author=author, markdown=f"Reply {number}.", parent=found)
        assert post.number == number
    true()
    return world


def test_replies_stand_under_what_they_answer(branched: World) -> None:
    order = [post.number for post in branched.question.posts.order_by("path")]
    assert order == [1, 2, 4, 5, 7, 8, 9, 10, 3, 6]
    depths = {post.number: post.depth for post in branched.question.posts.all()}
    assert depths == {1: 0, 2: 0, 3: 0, 4: 1, 5: 2, 6: 1, 7: 3, 8: 4, 9: 4, 10: 4}


def test_to_answer_the_opening_is_to_answer_the_topic(world: World) -> None:
    post = operations.reply(topic=world.question, author=world.bob, markdown="Here.", parent=world.opening)
    assert post.parent is None
    assert post.depth == 0


def test_split_posts_keep_their_order_and_their_threads(branched: World) -> None:
    read(branched.question, branched.eve, 1, 20)
    moving = list(branched.question.posts.filter(number__in=[4, 5, 6]))
    operations.react(post=moving[0], member=branched.ada)
    new = operations.split_topic(topic=branched.question, by=branched.carl, posts=moving, title="A part of it")
    true()
    assert [post.number for post in new.posts.order_by("number")] == [1, 2, 3]
    assert new.posts.get(number=2).parent == new.posts.get(number=1)
    assert new.posts.get(number=3).parent is None
    assert new.author == moving[0].author
    assert (fresh(new).post_count, fresh(new).like_count) == (3, 1)
    left = fresh(branched.question)
    assert (left.post_count, left.last_number) == (7, 10)
    assert left.posts.get(number=7).parent is None  # what it answered has left
    assert unread(branched.question, branched.eve) == 0


def test_splitting_off_the_solution_leaves_the_question_unsolved(branched: World) -> None:
    operations.accept_solution(post=branched.post, by=branched.ada)
    operations.split_topic(topic=branched.question, by=branched.carl, posts=[branched.post], title="A part of it")
    assert fresh(branched.question).solution is None
    true()


def test_merged_posts_follow_and_what_was_read_stays_read(branched: World) -> None:
    posts(branched.other, branched.bob, 3)
    read(branched.question, branched.eve, 1, 5)
    read(branched.other, branched.eve, 1, 20)
    read(branched.question, branched.fay, 1, 20)
    operations.merge_topics(topic=branched.question, into=branched.other, by=branched.carl)
    true()
    merged = fresh(branched.other)
    assert (merged.post_count, merged.last_number) == (14, 14)
    assert [post.markdown for post in merged.posts.order_by("number")][4:6] == ["I never know.", "Reply 0."]
    assert unread(merged, branched.eve) == 5
    assert unread(merged, branched.fay) == 4
    assert ReadState.objects.get(topic=merged, member=branched.fay).first_unread == 1
    emptied = fresh(branched.question)
    assert (emptied.merged_into, emptied.post_count, emptied.solution) == (merged, 0, None)


def test_merging_a_merged_topic_leads_all_the_way(world: World) -> None:
    third = topic(world.public, world.bob, "A third one")
    operations.merge_topics(topic=world.question, into=world.other, by=world.carl)
    operations.merge_topics(topic=world.other, into=third, by=world.carl)
    true()
    assert fresh(world.question).merged_into == fresh(world.other).merged_into == third


def test_deleted_posts_go_with_a_merge_and_can_be_restored_there(world: World) -> None:
    operations.delete_post(post=world.post, by=world.bob)
    operations.merge_topics(topic=world.question, into=world.other, by=world.carl)
    true()
    operations.restore_post(post=Post.objects.get(pk=world.post.pk), by=world.bob)
    true()


# Read state -----------------------------------------------------------------------------------------------------


@kept
def long(world: World) -> Topic:
    found = topic(world.public, world.ada, "A long one")
    posts(found, world.bob, 59)
    return fresh(found)


def test_who_jumps_to_the_end_has_not_read_the_middle(world: World, long: Topic) -> None:
    read(long, world.eve, 1, 20)
    read(long, world.eve, 41, 60)
    state = ReadState.objects.get(topic=long, member=world.eve)
    assert (state.upto, state.beyond, state.first_unread) == (20, [[41, 60]], 21)
    assert unread(long, world.eve) == 20
    operations.reply(topic=long, author=world.bob, markdown="One more.")
    assert unread(long, world.eve) == 21
    read(long, world.eve, 21, 40)
    state.refresh_from_db()
    assert (state.upto, state.beyond) == (60, [])
    assert unread(long, world.eve) == 1
    true()


def test_a_page_read_again_writes_nothing(world: World, long: Topic) -> None:
    read(long, world.eve, 1, 20)
    with nothing_changes():
        read(long, world.eve, 1, 20)


def test_deleted_posts_between_are_not_left_unread(world: World, long: Topic) -> None:
    for number in (5, 20, 21, 60):
        operations.delete_post(post=long.posts.get(number=number), by=world.bob)
    for first in (1, 21, 41):
        read(long, world.eve, first, first + 19)
    assert unread(long, world.eve) == 0
    assert ReadState.objects.get(topic=long, member=world.eve).first_unread == 61
    true()


def test_what_was_deleted_unread_is_unread_when_it_is_back(world: World, long: Topic) -> None:
    read(long, world.eve, 1, 20)
    operations.delete_post(post=long.posts.get(number=30), by=world.bob)
    operations.restore_post(post=long.posts.get(number=30), by=world.bob)
    assert unread(long, world.eve) == 40
    true()


def test_what_nobody_could_read_meanwhile_is_unread_when_it_is_back(world: World, long: Topic) -> None:
    """fay read it before it went; eve came when it was gone; bob, who wrote it and the rest, was here all along."""
    read(long, world.fay, 1, 20)
    operations.delete_post(post=long.posts.get(number=5), by=world.bob)
    operations.delete_post(post=long.posts.get(number=30), by=world.bob)
    read(long, world.eve, 1, 20)
    read(long, world.eve, 21, 40)
    operations.reply(topic=long, author=world.bob, markdown="Sixty-one.")
    for number in (5, 30):
        operations.restore_post(post=long.posts.get(number=number), by=world.bob)
    state = ReadState.objects.get(topic=long, member=world.eve)
    assert (state.upto, state.beyond, state.first_unread) == (4, [[6, 29], [31, 40]], 5)
    assert unread(long, world.fay) == 61 - 20
    assert unread(long, world.eve) == 61 - 38
    assert unread(long, world.bob) == 1  # the opening
    true()
    read(long, world.eve, 1, 20)
    assert unread(long, world.eve) == 61 - 39
    true()


def test_who_writes_at_the_end_has_read_only_that(world: World, long: Topic) -> None:
    operations.reply(topic=long, author=world.eve, markdown="Straight to the end.")
    assert unread(long, world.eve) == 60
    assert ReadState.objects.get(topic=long, member=world.eve).first_unread == 1
    true()


def test_lists_of_what_is_new_and_unread(world: World) -> None:
    def shown(kind: ListKind) -> set[str]:
        found = listed(
            asked_for(kind, None, {}), world.fay, Group.objects.readable_by(world.fay).values_list("pk", flat=True)
        )
        return {each.title for each in found.topics}

    everything = {world.question.title, world.other.title, world.inside.title}
    assert shown(ListKind.NEW) == everything
    assert shown(ListKind.UNREAD) == set()  # what was never opened is new, and not unread
    read(world.question, world.fay, 1, 20)
    assert shown(ListKind.NEW) == everything - {world.question.title}
    operations.reply(topic=world.question, author=world.bob, markdown="News.")
    assert shown(ListKind.UNREAD) == {world.question.title}
    operations.follow_topic(topic=world.question, member=world.fay, level=0)
    assert shown(ListKind.UNREAD) == set()
    operations.clear_new(member=world.fay)
    world.fay.refresh_from_db()
    assert shown(ListKind.NEW) == set()
    assert shown(ListKind.MINE) == set()
    operations.reply(topic=world.other, author=world.fay, markdown="Mine.")
    assert shown(ListKind.MINE) == {world.other.title}
