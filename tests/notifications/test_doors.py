"""Every operation on notifications through what leads to it on the web or as a job: the same effects and refusals.

Most of them are what a higher floor calls when something happens there: their doors are the forum's.
"""

from __future__ import annotations

from functools import partial
from types import FunctionType, SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from forum import operations as forum
from forum import told
from forum.models import Group
from jobs.scheduling import registry
from jobs.testing import run_jobs
from notifications import kinds, operations, queries
from notifications.models import Notification
from notifications.operations import READ_KEPT
from tests import doors
from tests.doors import browser_of, same_effects, same_refusals
from tests.forum.conftest import cast, groups, nothing_remembered  # noqa: F401 - fixtures
from tests.forum.rows import nothing_changes
from tests.forum.worlds import small_world
from tests.stage import kept

pytestmark = pytest.mark.django_db

World = SimpleNamespace
Door = partial(doors.Door, ways=("page",))
# What the forum's operations write besides; the job's row and message where a job does it.
FORUM = frozenset(
    {"forum.Post", "forum.Reaction", "forum.Topic", "forum.ReadState", "forum.Group",
     "forum.Participation"}
)  # fmt: skip
JOBS = frozenset({"jobs.Job", "django_q.OrmQ"})


@kept
def world(cast: World, groups: dict[str, Group]) -> World:  # noqa: F811 - fixtures
    """ada has been told of bob's replies, one of which she likes; bob of what ada wrote within the private group."""
    world = small_world(cast, groups)
    world.theirs = forum.reply(topic=world.inside, author=cast.bob, markdown="@ada Look.")
    run_jobs()
    forum.react(post=world.post, member=cast.ada)
    world.told = Notification.objects.filter(member=cast.ada, kind=told.REPLIED).order_by("pk").first()
    return world


def liked(world: World) -> dict[str, Any]:
    return {"kind": told.LIKED, "object_id": world.post.pk, "actor": world.ada.pk}


def run(_world: World) -> None:
    run_jobs()


def thread_of(world: World) -> str:
    return f"topic:{world.question.pk}"


def read_long_ago(world: World) -> None:
    Notification.objects.filter(pk=world.told.pk).update(read_at=timezone.now() - 2 * READ_KEPT)


def prune_when_due(_world: World) -> None:
    registry["notifications.prune"].task.func()


def all_but_replies(_world: World) -> dict[str, str]:
    return {code: "on" for code, kind in kinds.registered().items() if kind.default_on and code != told.REPLIED}


def split_off(world: World) -> dict[str, Any]:
    return {"number": [str(world.replies[1].number)], "title": "A part"}


DOORS = [
    # What happens in the forum
    Door("notify", "", "ada", "",
         lambda w: {**liked(w), "members": [w.bob.pk], "thread": thread_of(w), "number": w.post.number},
         act=run, more=JOBS),
    Door("withdraw", "", "ada", "", liked, lambda w: f"/p/{w.post.pk}/unreact/", given=run, more=FORUM | JOBS),
    Door("forget", "", "carl", "", lambda w: {"thread": thread_of(w)}, lambda w: f"/t/{w.question.pk}/delete/",
         more=FORUM | JOBS),
    Door("forget_object", "", "bob", "", lambda w: {"kinds": told.KINDS_ABOUT_POSTS, "object_id": w.post.pk},
         lambda w: f"/p/{w.post.pk}/delete/", more=FORUM | JOBS),
    Door("forget_unseen", "", "ada", "", lambda w: {"member": w.ada}, act=run, more=JOBS,
         given=lambda w: (run(w), forum.leave(group=w.private, member=w.ada))),
    # What a member does
    Door("mark_read", "member", "ada", "visitor", lambda w: {"pks": [w.told.pk]}, lambda w: f"/told/{w.told.pk}/"),
    Door("mark_thread_read", "member", "ada", "visitor", lambda w: {"thread": thread_of(w)},
         lambda w: w.question.get_absolute_url(), method="get", more=FORUM),
    Door("mark_all_read", "member", "ada", "visitor", doors.none, lambda w: "/told/read/"),
    Door("set_preference", "member", "ada", "visitor", lambda w: {"kind": told.REPLIED, "wanted": False},
         lambda w: "/told/preferences/", all_but_replies),
    # What time does
    Door("prune", "", "ada", "", doors.none, given=read_long_ago, act=prune_when_due),
]  # fmt: skip
# Its door gives what it carries a topic and a number that are not there before: see `test_what_is_split_is_carried`.
ELSEWHERE = {"carry"}
IDS = [door.operation for door in DOORS]


@pytest.mark.parametrize("door", DOORS, ids=IDS)
def test_every_door_has_the_operations_effects(door: doors.Door, world: World) -> None:
    same_effects(operations, door, world)


@pytest.mark.parametrize("door", [door for door in DOORS if door.may_not], ids=lambda door: door.operation)
def test_no_door_lets_a_visitor_in(door: doors.Door, world: World) -> None:
    same_refusals(operations, door, world)


def test_what_is_split_is_carried(world: World) -> None:
    browser_of(world, "carl").post(f"/t/{world.question.pk}/split/", split_off(world))
    row = Notification.objects.get(kind=told.REPLIED, object_id=world.replies[1].pk)
    assert (row.thread, row.number) != (thread_of(world), world.replies[1].number)
    now = {"thread": row.thread, "number": row.number}
    Notification.objects.filter(pk=row.pk).update(thread=thread_of(world), number=world.replies[1].number)
    operations.carry(kinds=told.KINDS_ABOUT_POSTS, object_id=row.object_id, **now)
    assert Notification.objects.filter(pk=row.pk).values("thread", "number").get() == now


def test_others_notifications_are_refused_by_the_operation_and_the_door(world: World) -> None:
    with nothing_changes():
        operations.mark_read(member=world.eve, pks=[world.told.pk])
        assert browser_of(world, "eve").post(f"/told/{world.told.pk}/").status_code == 404
        with pytest.raises(ValidationError):
            operations.set_preference(member=world.ada, kind="shopping", wanted=True)
    assert queries.unread_count(world.ada)


def test_every_operation_has_a_door() -> None:
    public = {
        name
        for name, each in vars(operations).items()
        if isinstance(each, FunctionType) and each.__module__ == operations.__name__ and not name.startswith("_")
    }
    assert {door.operation for door in DOORS} | ELSEWHERE == public
