"""Who may do what with topics and posts: every function of the policy, for everybody, in every state."""

from __future__ import annotations

import inspect
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.utils import timezone

from forum import operations, policy
from forum.models import Group, Joining, Post, Topic
from tests.factories import GroupFactory, topic
from tests.forum.policy_tables import PEOPLE, Table, asked_in_turn, asked_of, row
from tests.forum.test_group_policy import IN_A_PUBLIC_GROUP

pytestmark = pytest.mark.django_db

# The topic is ada's question in an open public group; the post is bob's reply to it, the solution of nothing.
ON_AN_OPEN_TOPIC = {
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_reply":         "-      +   +    +   +   +   +   +    +     +  +",
    "can_revise_topic":  "-      -   -    +   -   -   +   +    +     +  +",
    "can_close":         "-      -   -    -   -   -   -   +    +     +  +",
    "can_pin":           "-      -   -    -   -   -   +   -    +     +  +",
    "can_move":          "-      -   -    -   -   -   -   +    +     +  +",
    "can_delete_topic":  "-      -   -    -   -   -   -   +    +     +  +",
    "can_restore_topic": "-      -   -    -   -   -   -   +    +     +  +",
    "can_solve":         "-      -   -    +   -   -   -   -    +     +  +",
    "can_revise_post":   "-      -   -    -   +   -   -   -    -     -  -",
    "can_make_wiki":     "-      -   -    -   +   -   +   +    +     +  +",
    "can_delete_post":   "-      -   -    -   +   -   -   +    +     +  +",
    "can_see_revisions": "-      +   +    +   +   +   +   +    +     +  +",
    "can_see_original":  "-      -   -    -   +   -   -   +    +     +  +",
    "can_react":         "-      +   +    +   -   +   +   +    +     +  +",
    "can_bookmark":      "-      +   +    +   +   +   +   +    +     +  +",
}  # fmt: skip
ON_A_CLOSED_TOPIC = {
    **ON_AN_OPEN_TOPIC,
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_reply":         "-      -   -    -   -   -   -   -    -     -  -",
    "can_revise_topic":  "-      -   -    -   -   -   +   +    +     +  +",
    "can_delete_post":   "-      -   -    -   -   -   -   +    +     +  +",
}  # fmt: skip
ON_AN_ARCHIVED_TOPIC = {
    **ON_A_CLOSED_TOPIC,
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_solve":         "-      -   -    -   -   -   -   -    -     -  -",
    "can_revise_post":   "-      -   -    -   -   -   -   -    -     -  -",
    "can_make_wiki":     "-      -   -    -   -   -   -   -    -     -  -",
    "can_react":         "-      -   -    -   -   -   -   -    -     -  -",
}  # fmt: skip
ON_A_DELETED_TOPIC = {
    **ON_A_CLOSED_TOPIC,
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_revise_topic":  "-      -   -    -   -   -   -   -    -     -  -",
}  # fmt: skip
# Nobody but its members and those who look after the community writes where joining is not open.
WHERE_OTHERS_ONLY_READ = {
    **ON_AN_OPEN_TOPIC,
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_reply":         "-      -   -    +   +   +   +   +    +     +  +",
}  # fmt: skip
IN_A_SECRET_GROUP = {
    **WHERE_OTHERS_ONLY_READ,
    **{
        name: row.removesuffix("+  +") + "-  +"
        for name, row in WHERE_OTHERS_ONLY_READ.items()
        if name not in ("can_see_revisions", "can_react", "can_bookmark", "can_revise_post")
    },
}  # fmt: skip
IN_A_GROUP_THAT_IS_OVER = {
    **ON_AN_OPEN_TOPIC,
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_reply":         "-      -   -    -   -   -   -   -    -     -  -",
    "can_revise_topic":  "-      -   -    -   -   -   +   +    +     +  +",
    "can_revise_post":   "-      -   -    -   -   -   -   -    -     -  -",
}  # fmt: skip
# A message that ada wrote to bob, and bob answered. Nobody's powers reach into it.
IN_A_MESSAGE = {
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_reply":         "-      -   -    +   +   -   -   -    -     -  -",
    "can_revise_topic":  "-      -   -    +   -   -   -   -    -     -  -",
    "can_close":         "-      -   -    -   -   -   -   -    -     -  -",
    "can_pin":           "-      -   -    -   -   -   -   -    -     -  -",
    "can_move":          "-      -   -    -   -   -   -   -    -     -  -",
    "can_delete_topic":  "-      -   -    -   -   -   -   -    -     -  -",
    "can_restore_topic": "-      -   -    -   -   -   -   -    -     -  -",
    "can_solve":         "-      -   -    -   -   -   -   -    -     -  -",
    "can_revise_post":   "-      -   -    -   +   -   -   -    -     -  -",
    "can_make_wiki":     "-      -   -    -   -   -   -   -    -     -  -",
    "can_delete_post":   "-      -   -    -   +   -   -   -    -     -  -",
    "takes_part":        "-      -   -    +   +   -   -   -    -     -  -",
}  # fmt: skip
ABOUT_A_POST = {
    "can_revise_post", "can_make_wiki", "can_delete_post", "can_see_revisions", "can_react", "can_bookmark",
    "can_see_original",
}  # fmt: skip
# Asked in tests of their own below.
ELSEWHERE = {
    "roles_in", "powers_in", "has_power", "can_create_group", "waiting", "rules_in_force", "rules_to_accept",
    "has_every_power", "powers_of", "takes_all", "takes_strangers", "can_publish_rules",
    "can_message", "can_move_to", "can_restore_post", "topic_acts", "post_acts", "group_acts",
    # Held in tests/forum/operations: test_hiding and test_sanctions.
    "can_hide_in", "can_hide_post", "can_sanction", "can_lift_sanction", "is_silenced",
}  # fmt: skip


def holds(everybody: SimpleNamespace, expected: Table, topic: Topic, post: Post) -> None:
    found = {
        name: asked_of(
            everybody, partial(asked_in_turn, getattr(policy, name), post if name in ABOUT_A_POST else topic)
        )
        for name in expected
    }
    assert found == {name: row(marks) for name, marks in expected.items()}


def question_in(group: Group, everybody: SimpleNamespace) -> tuple[Topic, Post]:
    found = topic(group, everybody.ada, kind="question")
    return again(found, operations.reply(topic=found, author=everybody.bob, markdown="I add it up."))


def again(topic: Topic, post: Post, **changes: object) -> tuple[Topic, Post]:
    """Both as they are in the database, after these changes to the topic."""
    Topic.objects.filter(pk=topic.pk).update(**changes)
    fresh = Post.objects.select_related("topic__group", "author").get(pk=post.pk)
    return fresh.topic, fresh


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ON_AN_OPEN_TOPIC),
        ({"closed_at": timezone.now()}, ON_A_CLOSED_TOPIC),
        ({"archived_at": timezone.now()}, ON_AN_ARCHIVED_TOPIC),
        ({"deleted_at": timezone.now()}, ON_A_DELETED_TOPIC),
    ],
    ids=["open", "closed", "archived", "deleted"],
)
def test_acts_on_a_topic_in_each_state(
    changes: dict[str, object], expected: Table, everybody: SimpleNamespace, public: Group
) -> None:
    holds(everybody, expected, *again(*question_in(public, everybody), **changes))


def test_acts_on_a_topic_where_others_only_read(everybody: SimpleNamespace, public: Group) -> None:
    topic, post = question_in(public, everybody)
    for joining in (Joining.REQUEST, Joining.INVITATION):
        Group.objects.update(joining=joining)
        holds(everybody, WHERE_OTHERS_ONLY_READ, *again(topic, post))


def test_acts_in_private_and_secret_groups(everybody: SimpleNamespace, groups: dict[str, Group]) -> None:
    """Powers of moderators end before secret groups. (That eve sees none of it, the doors ask `visible_to`.)"""
    holds(everybody, WHERE_OTHERS_ONLY_READ, *question_in(groups["private"], everybody))
    holds(everybody, IN_A_SECRET_GROUP, *question_in(groups["secret"], everybody))


@pytest.mark.parametrize(
    "over",
    [{"archived_at": timezone.now()}, {"ends_on": timezone.localdate() - timedelta(days=1)}],
    ids=["archived", "past its end"],
)
def test_acts_in_a_group_that_is_over(over: dict[str, object], everybody: SimpleNamespace, public: Group) -> None:
    topic, post = question_in(public, everybody)
    Group.objects.filter(pk=public.pk).update(**over)
    holds(everybody, IN_A_GROUP_THAT_IS_OVER, *again(topic, post))


def test_acts_in_a_message(everybody: SimpleNamespace) -> None:
    message = operations.start_message(author=everybody.ada, recipients=[everybody.bob], title="Us two", markdown="Hi.")
    holds(everybody, IN_A_MESSAGE, message, operations.reply(topic=message, author=everybody.bob, markdown="Hello."))


def test_what_is_somebodys_own(everybody: SimpleNamespace, public: Group) -> None:
    """An opening goes only with its topic, a topic only while nobody has answered; nobody marks their own words."""
    found = topic(public, everybody.ada)
    opening = found.posts.get(number=1)
    assert policy.can_delete_topic(everybody.ada, found)
    assert not policy.can_delete_topic(everybody.bob, found)
    assert policy.can_revise_post(everybody.ada, opening)
    assert not policy.can_react(everybody.ada, opening)
    for who in PEOPLE:
        assert not policy.can_delete_post(getattr(everybody, who), opening)
    operations.reply(topic=found, author=everybody.bob, markdown="One answer.")
    found.refresh_from_db()
    assert not policy.can_delete_topic(everybody.ada, found)


def test_a_wiki_post_is_revised_by_whoever_may_reply(everybody: SimpleNamespace, public: Group) -> None:
    _topic, post = question_in(public, everybody)
    operations.make_wiki(post=post, by=everybody.bob)
    fresh = Post.objects.get(pk=post.pk)
    assert asked_of(everybody, lambda who: policy.can_revise_post(who, fresh)) == "- + + + + + + + + + +"
    Topic.objects.update(closed_at=timezone.now())
    fresh = Post.objects.get(pk=post.pk)
    assert asked_of(everybody, lambda who: policy.can_revise_post(who, fresh)) == "- - - - + - - - - - -"


RESTORES = {
    #            visitor eve olga ada bob ava fay carl wanda mo root
    "its author": "-     -   -    -   +   -   -   +    +     +  +",
    "a custodian": "-    -   -    -   -   -   -   +    +     +  +",
}  # fmt: skip


@pytest.mark.parametrize("deleted_by", list(RESTORES))
def test_a_deleted_post_is_restored_by(deleted_by: str, everybody: SimpleNamespace, public: Group) -> None:
    _topic, post = question_in(public, everybody)
    post = operations.delete_post(post=post, by=everybody.bob if deleted_by == "its author" else everybody.carl)
    assert asked_of(everybody, lambda who: policy.can_restore_post(who, post)) == " ".join(RESTORES[deleted_by].split())
    for name in ABOUT_A_POST:
        ask = partial(asked_in_turn, getattr(policy, name), post)
        assert asked_of(everybody, ask) == "- - - - - - - - - - -", name


def test_moving_needs_the_power_here_and_the_right_to_write_there(
    everybody: SimpleNamespace, groups: dict[str, Group]
) -> None:
    found, _post = question_in(groups["public"], everybody)
    for target, expected in {
        #           visitor eve olga ada bob ava fay carl wanda mo root
        "members": "- - - - - - - + + + +",
        "private": "- - - - - - - + + + +",
        "secret": "- - - - - - - + + - +",
    }.items():
        assert asked_of(everybody, lambda who, t=target: policy.can_move_to(who, found, groups[t])) == expected, target
    closed = GroupFactory(joining=Joining.INVITATION)
    assert asked_of(everybody, lambda who: policy.can_move_to(who, found, closed)) == "- - - - - - - - - + +"


def test_every_function_of_the_policy_stands_in_a_table() -> None:
    public = {
        name
        for name, function in inspect.getmembers(policy, inspect.isfunction)
        if function.__module__.startswith(policy.__name__) and not name.startswith("_")
    }
    tables = ON_AN_OPEN_TOPIC, IN_A_MESSAGE, IN_A_PUBLIC_GROUP
    assert public == ELSEWHERE.union(*tables)
