"""What an operation refuses leaves nothing: no row, no job, no notification, no stamp."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from forum import operations
from forum.models import Follow, Group, Kind, Role
from tests.factories import MemberFactory
from tests.forum.rows import nothing_changes

pytestmark = pytest.mark.django_db

World = SimpleNamespace
LONG = "x" * 33_000

# Every operation, with somebody who may not: eve is in no group, ada and bob have no role in theirs.
FORBIDDEN: dict[str, Callable[[World], Any]] = {
    "accept_solution": lambda w: operations.accept_solution(post=w.post, by=w.bob),
    "add_to_message": lambda w: operations.add_to_message(topic=w.message, by=w.eve, member=w.wanda),
    "approve_request": lambda w: operations.approve_request(request=w.request, by=w.ada),
    "archive_topic": lambda w: operations.archive_topic(topic=w.question, by=w.fay),
    "bookmark": lambda w: operations.bookmark(post=deleted(w), member=w.ada),
    "close_topic": lambda w: operations.close_topic(topic=w.question, by=w.ada),
    "create_group": lambda w: operations.create_group(by=w.ada, name="Mine", slug="mine", purpose="Mine."),
    "decline_invitation": lambda w: operations.decline_invitation(group=w.private, member=w.eve),
    "decline_request": lambda w: operations.decline_request(request=w.request, by=w.eve),
    "delete_post": lambda w: operations.delete_post(post=w.post, by=w.ada),
    "delete_topic": lambda w: operations.delete_topic(topic=w.question, by=w.ada),
    "give_role": lambda w: operations.give_role(group=w.public, member=w.ada, role=Role.MENTOR, by=w.carl),
    "greet": lambda w: operations.greet(group=w.public, member=w.ada, by=w.carl),
    "hide_post": lambda w: operations.hide_post(post=w.post, by=w.ada),
    "invite": lambda w: operations.invite(group=w.private, member=w.eve, by=w.ada),
    "join": lambda w: operations.join(group=w.private, member=w.eve),
    "lift_sanction": lambda w: operations.lift_sanction(
        sanction=operations.warn(member=w.eve, by=w.root, group=None, words="Too loud."), by=w.ada
    ),
    "make_wiki": lambda w: operations.make_wiki(post=w.post, by=w.ada),
    "merge_topics": lambda w: operations.merge_topics(topic=w.question, into=w.other, by=w.ada),
    "move_topic": lambda w: operations.move_topic(topic=w.question, by=w.ada, group=w.groups["members"]),
    "pin_topic": lambda w: operations.pin_topic(topic=w.question, by=w.carl, until=w.tomorrow),
    "publish_rules": lambda w: operations.publish_rules(by=w.wanda, rules=[("Be kind", "")]),
    "react": lambda w: operations.react(post=w.post, member=w.bob),
    "remove_post": lambda w: operations.remove_post(post=w.post, by=w.ada),
    "reopen_topic": lambda w: operations.reopen_topic(topic=w.question, by=w.ada),
    "reply": lambda w: operations.reply(topic=w.inside, author=w.eve, markdown="Hello."),
    "request_to_join": lambda w: operations.request_to_join(group=w.private, member=w.eve),
    "restore_post": lambda w: operations.restore_post(post=w.post, by=w.carl),
    "restore_topic": lambda w: operations.restore_topic(topic=w.question, by=w.fay),
    "revise_group": lambda w: operations.revise_group(group=w.public, by=w.carl, name="Ours"),
    "revise_post": lambda w: operations.revise_post(post=w.post, editor=w.root, markdown="Not his words."),
    "revise_topic": lambda w: operations.revise_topic(
        topic=w.question, editor=w.bob, title="Other", kind="question", tags=[]
    ),
    "silence": lambda w: operations.silence(member=w.eve, by=w.ada, group=w.public, words="Too loud.", days=1),
    "split_topic": lambda w: operations.split_topic(topic=w.question, by=w.ada, posts=w.replies, title="A part"),
    "start_message": lambda w: operations.start_message(
        author=w.ada, recipients=[w.bob, MemberFactory(claimed=False)], title="All of you", markdown="Hello."
    ),
    "start_message_to_mentors": lambda w: operations.start_message_to_mentors(
        author=w.eve, group=w.private, title="Let me in", markdown="Please."
    ),
    "start_topic": lambda w: operations.start_topic(group=w.private, author=w.eve, title="Hello there", markdown="Hi."),
    "store_upload": lambda w: operations.store_upload(member=inactive(w), name="a.txt", data=b"a"),
    "suspend": lambda w: operations.suspend(member=w.eve, by=w.wanda, words="Too loud.", days=1),
    "take_back_solution": lambda w: operations.take_back_solution(topic=w.question, by=w.bob),
    "take_role": lambda w: operations.take_role(group=w.public, member=w.carl, role=Role.CUSTODIAN, by=w.fay),
    "unarchive_topic": lambda w: operations.unarchive_topic(topic=w.question, by=w.ada),
    "release_post": lambda w: operations.release_post(post=operations.hide_post(post=w.post, by=w.wanda), by=w.ada),
    "unhide_post": lambda w: operations.unhide_post(post=operations.hide_post(post=w.post, by=w.wanda), by=w.ada),
    "unmake_wiki": lambda w: operations.unmake_wiki(post=w.post, by=w.ada),
    "unpin_topic": lambda w: operations.unpin_topic(topic=w.question, by=w.ada),
    "warn": lambda w: operations.warn(member=w.eve, by=w.ada, group=w.public, words="Too loud."),
    "withdraw_reaction": lambda w: operations.withdraw_reaction(post=marked_and_archived(w), member=w.ada),
    "withdraw_request": lambda w: operations.withdraw_request(request=w.request, by=w.wanda),
}  # fmt: skip
# These concern nobody but the member who asks, or take nothing that somebody else may not.
ANYBODYS = {
    "accept_rules": "what is in force may be accepted by every member",
    "choose_reading": "one's own preference",
    "clear_new": "one's own list",
    "discard_draft": "one's own draft",
    "follow_group": "one's own preference; what may not be seen is never told",
    "follow_tag": "one's own preference; what may not be seen is never told",
    "follow_topic": "one's own preference; what may not be seen is never told",
    "hold_post": "what enough flags and watched words do; who may flag is asked before",
    "keep_draft": "one's own draft",
    "leave": "one's own membership; who is not in the group has nothing to leave",
    "mark_shown": "one's own reading",
    "count_views": "nobody asks for it",
    "remove_bookmark": "one's own bookmark",
}
# What no operation takes, whoever brings it.
UNACCEPTABLE: dict[str, list[Callable[[World], Any]]] = {
    "accept_rules": [lambda w: operations.accept_rules(member=w.ada, version=replaced_rules(w))],
    "accept_solution": [
        lambda w: operations.accept_solution(post=w.opening, by=w.ada),
        lambda w: operations.accept_solution(post=deleted(w), by=w.ada),
    ],
    "add_to_message": [lambda w: operations.add_to_message(topic=crowded(w), by=w.ada, member=w.eve)],
    "approve_request": [lambda w: operations.approve_request(request=decided(w), by=w.wanda)],
    "bookmark": [
        lambda w: operations.bookmark(post=w.post, member=w.ada, remind_at=timezone.now() - timedelta(minutes=1))
    ],
    "choose_reading": [lambda w: operations.choose_reading(member=w.ada, reading="upside-down")],
    "create_group": [
        lambda w: operations.create_group(by=w.root, name="", slug="nameless", purpose="None."),
        lambda w: operations.create_group(by=w.root, name="New", slug="new", purpose="Reserved."),
        lambda w: operations.create_group(by=w.root, name="Two", slug=w.public.slug, purpose="Taken."),
        lambda w: operations.create_group(by=w.root, name="<b>\n</b>", slug="lines", purpose="Two lines."),
        lambda w: operations.create_group(by=w.root, name="Blue", slug="blue", purpose="Ink.", colour="red;x:y"),
        lambda w: operations.create_group(
            by=w.root, name="Past", slug="past", purpose="Over.",
            starts_on=w.tomorrow.date(), ends_on=timezone.localdate(),
        ),
    ],
    "decline_request": [lambda w: operations.decline_request(request=decided(w), by=w.wanda)],
    "follow_group": [lambda w: operations.follow_group(group=w.public, member=w.ada, level=9)],
    "follow_tag": [lambda w: operations.follow_tag(tag=w.question.tags.get(), member=w.ada, level=-1)],
    "follow_topic": [lambda w: operations.follow_topic(topic=w.question, member=w.ada, level=4)],
    "give_role": [
        lambda w: operations.give_role(group=w.public, member=w.ada, role="queen", by=w.wanda),
        lambda w: operations.give_role(group=w.public, member=w.eve, role=Role.MENTOR, by=w.wanda),
    ],
    "greet": [lambda w: operations.greet(group=w.public, member=w.eve, by=w.wanda)],
    "invite": [
        lambda w: operations.invite(group=w.private, member=w.ada, by=w.wanda),
        lambda w: operations.invite(group=w.private, member=inactive(w), by=w.wanda),
    ],
    "keep_draft": [
        lambda w: operations.keep_draft(member=w.ada, purpose="shopping", markdown="Milk."),
        lambda w: operations.keep_draft(member=w.ada, purpose="reply:1 or 1=1", markdown="Milk."),
        lambda w: operations.keep_draft(member=w.ada, purpose="topic", markdown=2 * LONG),
    ],
    "leave": [lambda w: operations.leave(group=w.public, member=w.wanda)],
    "merge_topics": [
        lambda w: operations.merge_topics(topic=w.question, into=w.question, by=w.wanda),
        lambda w: operations.merge_topics(topic=w.question, into=deleted_topic(w), by=w.wanda),
    ],
    "pin_topic": [
        lambda w: operations.pin_topic(topic=w.question, by=w.wanda, until=timezone.now() - timedelta(days=1)),
        lambda w: operations.pin_topic(topic=w.question, by=w.wanda, until=timezone.now() + timedelta(days=400)),
    ],
    "publish_rules": [
        lambda w: operations.publish_rules(by=w.root, rules=[]),
        lambda w: operations.publish_rules(by=w.root, rules=[("Rule", "")] * 13),
        lambda w: operations.publish_rules(by=w.root, rules=[("", "A rule without a name.")]),
        lambda w: operations.publish_rules(by=w.root, rules=[("x" * 101, "")]),
    ],
    "react": [lambda w: operations.react(post=w.post, member=w.ada, code="laser")],
    "reply": [
        lambda w: operations.reply(topic=w.question, author=w.bob, markdown=" \n\t "),
        lambda w: operations.reply(topic=w.question, author=w.bob, markdown=LONG),
        lambda w: operations.reply(topic=w.question, author=w.bob, markdown="To what?", parent=deleted(w)),
        lambda w: operations.reply(topic=w.question, author=w.bob, markdown="Elsewhere.", parent=w.other.posts.get()),
    ],
    "restore_topic": [lambda w: operations.restore_topic(topic=merged_topic(w), by=w.wanda)],
    "revise_group": [
        lambda w: operations.revise_group(group=w.public, by=w.wanda, audience="friends"),
        lambda w: operations.revise_group(group=w.public, by=w.wanda, name="x" * 81),
    ],
    "revise_post": [lambda w: operations.revise_post(post=w.post, editor=w.bob, markdown="")],
    "revise_topic": [
        lambda w: operations.revise_topic(topic=w.question, editor=w.ada, title="", kind="question", tags=[]),
        lambda w: operations.revise_topic(topic=w.question, editor=w.ada, title="A title", kind="message", tags=[]),
        lambda w: operations.revise_topic(
            topic=w.question, editor=w.ada, title="A title", kind="question", tags=list("abcdef")
        ),
    ],
    "split_topic": [
        lambda w: operations.split_topic(topic=w.question, by=w.wanda, posts=[], title="Nothing"),
        lambda w: operations.split_topic(topic=w.question, by=w.wanda, posts=[w.opening], title="The opening"),
        lambda w: operations.split_topic(
            topic=w.question, by=w.wanda, posts=[*w.replies, w.other.posts.get()], title="Two"
        ),
        lambda w: operations.split_topic(topic=w.question, by=w.wanda, posts=w.replies, title=""),
    ],
    "start_message": [
        lambda w: operations.start_message(author=w.ada, recipients=[], title="To nobody", markdown="Hello."),
        lambda w: operations.start_message(author=w.ada, recipients=[w.ada], title="To myself", markdown="Hello."),
        lambda w: operations.start_message(author=w.ada, recipients=many(), title="To all", markdown="Hello."),
        lambda w: operations.start_message(author=w.ada, recipients=[w.bob], title="x", markdown="Hello."),
    ],
    "start_topic": [
        lambda w: operations.start_topic(group=w.public, author=w.ada, title="\u200b\u202e ", markdown="Hello."),
        lambda w: operations.start_topic(group=w.public, author=w.ada, title="x" * 201, markdown="Hello."),
        lambda w: operations.start_topic(group=w.public, author=w.ada, title="A title", markdown="\x00"),
        lambda w: operations.start_topic(group=w.public, author=w.ada, title="A title", markdown="Hi.", kind="secret"),
        lambda w: operations.start_topic(group=w.public, author=w.ada, title="A tag", markdown="Hi.", tags=[31 * "x"]),
    ],
    "store_upload": [
        lambda w: operations.store_upload(member=w.ada, name="page.html", data=b"<script>alert(1)</script>"),
        lambda w: operations.store_upload(member=w.ada, name="drawing.svg", data=b"<svg onload='alert(1)'/>"),
        lambda w: operations.store_upload(member=w.ada, name="report.pdf", data=b"<html>no report</html>"),
        lambda w: operations.store_upload(member=w.ada, name="empty.txt", data=b""),
        lambda w: operations.store_upload(member=w.ada, name="program.txt", data=b"MZ\x00\x00"),
        lambda w: operations.store_upload(member=w.ada, name="broken.png", data=b"\x89PNG\r\n\x1a\n" + b"\x00" * 40),
    ],
    "take_role": [lambda w: operations.take_role(group=w.public, member=w.wanda, role=Role.MENTOR, by=w.root)],
}  # fmt: skip


def deleted(world: World) -> Any:
    return operations.delete_post(post=world.replies[1], by=world.carl)


def deleted_topic(world: World) -> Any:
    return operations.delete_topic(topic=world.other, by=world.carl)


def merged_topic(world: World) -> Any:
    operations.merge_topics(topic=world.other, into=world.question, by=world.wanda)
    return world.other


def inactive(world: World) -> Any:
    return MemberFactory(handle="gone", is_active=False)


def many() -> Any:
    return MemberFactory.create_batch(21)


def crowded(world: World) -> Any:
    people = MemberFactory.create_batch(19)
    return operations.start_message(author=world.ada, recipients=people, title="A crowd", markdown="Hello.")


def marked_and_archived(world: World) -> Any:
    operations.react(post=world.post, member=world.ada)
    operations.archive_topic(topic=world.question, by=world.carl)
    return world.post


def decided(world: World) -> Any:
    operations.withdraw_request(request=world.request, by=world.eve)
    return world.request


def replaced_rules(world: World) -> Any:
    first = operations.publish_rules(by=world.root, rules=[("Be kind", "")])
    operations.publish_rules(by=world.root, rules=[("Be kinder", "")])
    return first


class PreparedError(Exception):
    """Raised in place of the act that is tried, once everything for it is there."""


def tries(act: Callable[[World], Any], name: str, world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """The very call that is to be refused, with what had to be made for it made already."""
    asked: dict[str, Any] = {}

    def remember(**arguments: Any) -> Any:
        asked.update(arguments)
        raise PreparedError

    operation = getattr(operations, name)
    with monkeypatch.context() as patch:
        patch.setattr(operations, name, remember)
        with pytest.raises(PreparedError):
            act(world)
    return lambda: operation(**asked)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_who_may_not_is_refused_and_leaves_nothing(name: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = tries(FORBIDDEN[name], name, world, monkeypatch)
    with nothing_changes(), pytest.raises(PermissionDenied):
        attempt()


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, acts in UNACCEPTABLE.items() for number in range(len(acts))]
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    name: str, number: int, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = tries(UNACCEPTABLE[name][number], name, world, monkeypatch)
    with nothing_changes(), pytest.raises(ValidationError):
        attempt()


@pytest.mark.parametrize("state", ["closed", "archived", "deleted", "over"])
def test_where_nothing_is_added_no_reply_leaves_anything(state: str, world: World) -> None:
    if state == "over":
        Group.objects.filter(pk=world.public.pk).update(archived_at=timezone.now())
    else:
        type(world.question).objects.filter(pk=world.question.pk).update(**{f"{state}_at": timezone.now()})
    with nothing_changes(), pytest.raises(PermissionDenied):
        operations.reply(topic=world.question, author=world.bob, markdown="Too late.")


@pytest.mark.parametrize("kind", [Kind.MESSAGE, Kind.ANNOUNCEMENT])
def test_members_start_neither_messages_in_groups_nor_announcements(kind: str, world: World) -> None:
    with nothing_changes(), pytest.raises((PermissionDenied, ValidationError)):
        operations.start_topic(group=world.public, author=world.ada, title="Hear, hear", markdown="News.", kind=kind)


def test_a_topic_turns_into_an_announcement_only_by_who_may_announce(world: World) -> None:
    with nothing_changes(), pytest.raises(PermissionDenied):
        operations.revise_topic(topic=world.question, editor=world.ada, title="News", kind="announcement", tags=[])
    operations.revise_topic(topic=world.question, editor=world.fay, title="News", kind="announcement", tags=[])


def test_nobody_writes_before_accepting_the_rules(world: World) -> None:
    version = operations.publish_rules(by=world.root, rules=[("Be kind", "")])
    for write in (
        lambda: operations.reply(topic=world.question, author=world.bob, markdown="Hello."),
        lambda: operations.start_topic(group=world.public, author=world.bob, title="Hello there", markdown="Hello."),
        lambda: operations.start_message(author=world.bob, recipients=[world.ada], title="Psst", markdown="Hello."),
    ):
        with nothing_changes(), pytest.raises(PermissionDenied):
            write()
    operations.accept_rules(member=world.bob, version=version)
    assert operations.reply(topic=world.question, author=world.bob, markdown="Hello.").number == 4


def test_a_groups_rules_are_accepted_before_writing_in_it_alone(world: World) -> None:
    version = operations.publish_rules(by=world.wanda, rules=[("Numbers stay here", "")], group=world.private)
    with nothing_changes(), pytest.raises(PermissionDenied):
        operations.reply(topic=world.inside, author=world.bob, markdown="Hello.")
    operations.reply(topic=world.question, author=world.bob, markdown="Elsewhere.")
    operations.accept_rules(member=world.bob, version=version)
    operations.reply(topic=world.inside, author=world.bob, markdown="Hello.")


def test_every_operation_is_refused_somewhere_and_takes_its_arguments_by_name() -> None:
    assert FORBIDDEN.keys() | ANYBODYS.keys() == set(operations.__all__)
    assert not FORBIDDEN.keys() & ANYBODYS.keys()
    for name in operations.__all__:
        parameters = inspect.signature(getattr(operations, name)).parameters.values()
        assert {each.kind for each in parameters} <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
        assert not [each.name for each in parameters if "HttpRequest" in str(each.annotation)]


def test_nothing_is_decided_twice(world: World) -> None:
    operations.withdraw_request(request=world.request, by=world.eve)
    with nothing_changes(), pytest.raises(ValidationError):
        operations.withdraw_request(request=world.request, by=world.eve)


def test_levels_of_following_are_the_known_ones(world: World) -> None:
    for level in Follow.values:
        operations.follow_topic(topic=world.question, member=world.ada, level=level)
