"""Every operation through every door that leads to it: the same effects, the same refusals.

The importers write in their own way, many rows at a time; a test at the end holds what they count to what operations
count. No command changes the forum but by an importer, and the demo calls the operations themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from forum import operations
from forum.models import Group, Topic
from jobs.models import Job
from notifications.models import Notification
from tests.doors import FRAGMENT, Door, same_effects, same_mistakes, same_refusals
from tests.forum.conftest import client_of
from tests.forum.doors_table import DOORS, people
from tests.forum.operations.test_counts import true
from tests.forum.rows import nothing_changes
from tests.forum.worlds import small_world
from tests.stage import kept

pytestmark = pytest.mark.django_db

World = SimpleNamespace
IDS = [f"{door.operation}-{number}" for number, door in enumerate(DOORS)]


@kept
def world(cast: World, groups: dict[str, Group]) -> World:
    return people(small_world(cast, groups))


@pytest.mark.parametrize("door", DOORS, ids=IDS)
def test_every_door_has_the_operations_effects(door: Door, world: World) -> None:
    same_effects(operations, door, world)


@pytest.mark.parametrize("door", [door for door in DOORS if door.may_not], ids=lambda door: door.operation)
def test_every_door_refuses_whom_the_operation_refuses(door: Door, world: World) -> None:
    same_refusals(operations, door, world)


@pytest.mark.parametrize("door", [door for door in DOORS if door.wrong], ids=lambda door: door.operation)
def test_every_door_refuses_what_the_operation_refuses(door: Door, world: World) -> None:
    """On the page one came from or in the form, with words; and the fragment with a status of its own."""
    same_mistakes(operations, door, world)
    assert door.wrong is not None
    address = (door.wrong_address or door.address)(world)
    with nothing_changes():
        answer = client_of(getattr(world, door.may)).post(address, door.wrong[1](world), headers=FRAGMENT)
    assert answer.status_code == 422


@pytest.mark.any_database
def test_no_door_opens_by_a_link(world: World) -> None:
    """Scanners and previews follow links: GET changes nothing, but that what was shown was read."""
    for door in DOORS:
        if door.act is None and door.operation != "mark_shown":
            client = client_of(getattr(world, door.may))
            with nothing_changes():
                assert client.get(door.address(world)).status_code in (200, 302, 404, 405), door.operation


def rules_of(world: World) -> None:
    """What there is to accept."""
    operations.publish_rules(by=world.root, rules=[("Be kind", "To all.")])


@pytest.mark.any_database
def test_no_door_opens_to_another_site(world: World) -> None:
    """A form on another site has no token of ours."""
    rules_of(world)
    for door in DOORS:
        if door.act is None and door.method == "post":
            client = Client(enforce_csrf_checks=True)
            client.force_login(getattr(world, door.may))
            with nothing_changes():
                assert client.post(door.address(world), door.sent(world)).status_code == 403, door.operation


ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "\x01//evil.example", "evil",
    "/follow//evil.example/", "///evil.example", "http:evil.example",
]  # fmt: skip


def test_no_door_leads_to_another_site(world: World) -> None:
    for elsewhere in ELSEWHERE:
        for address, data in (
            ("/me/reading/", {"reading": "threads"}),
            ("/rules/accept/", {}),
            (f"/p/{world.post.pk}/react/", {"code": "laser"}),
            ("/g/the-public/follow/", {"level": "3"}),
        ):
            answer = client_of(world.ada).post(address, {**data, "next": elsewhere}, headers={"Referer": elsewhere})
            # A path of ours may hold any word; what leaves this site is another host, or a scheme.
            left = urlsplit(urljoin(f"http://testserver{address}", answer.get("Location", "/")))
            assert (left.scheme, left.netloc) == ("http", "testserver"), (elsewhere, address)
        page = client_of(world.ada).get("/rules/accept/", {"next": elsewhere}).content.decode()
        assert f'href="{elsewhere}"' not in page


# Decided in the review, whose doors tests/forum/moderation/test_doors.py walks.
IN_REVIEW = {
    "hide_post",
    "hold_post",
    "release_post",
    "unhide_post",
    "remove_post",
    "warn",
    "silence",
    "suspend",
    "lift_sanction",
}


def test_every_operation_has_a_door() -> None:
    assert {door.operation for door in DOORS} | IN_REVIEW == set(operations.__all__)


# The importers ---------------------------------------------------------------------------------------------------


IMPORTED: dict[str, Any] = {
    "id": 1,
    "title": "How much wood for a chair?",
    "slug": "how-much-wood",
    "category": "Wood",
    "tags": ["oak"],
    "views": 3,
    "posts_count": 3,
    "posts": [
        {"number": 1, "username": "ann", "created": "2020-01-01T10:00:00Z", "raw": "How much **wood**?", "cooked": ""},
        {
            "number": 2,
            "username": "ben",
            "created": "2020-01-01T11:00:00Z",
            "raw": "Two.",
            "cooked": "",
            "reply_to": None,
        },
        {
            "number": 3,
            "username": "ann",
            "created": "2020-01-01T12:00:00Z",
            "raw": "@ben Thanks",
            "cooked": "",
            "reply_to": 2,
        },
    ],
}


def test_importers_write_what_operations_would(
    world: World, tmp_path: Path, run_jobs: Callable[..., list[Job]]
) -> None:
    """The same counts, numbers, threads and HTML; and nobody is told."""
    run_jobs()
    told = Notification.objects.count()
    file = tmp_path / "topics.jsonl"
    file.write_text(json.dumps(IMPORTED) + "\n")
    for _twice in range(2):
        call_command("import_discourse", str(file), verbosity=0)
    imported = Topic.objects.get(title=IMPORTED["title"])
    true()
    written = operations.start_topic(
        group=imported.group,
        author=world.ada,
        title=IMPORTED["title"],
        markdown=IMPORTED["posts"][0]["raw"],
        tags=["oak"],
    )
    second = operations.reply(topic=written, author=world.bob, markdown="Two.")
    operations.reply(topic=written, author=world.ada, markdown="@bob Thanks", parent=second)
    written.refresh_from_db()
    for name in ("post_count", "last_number", "excerpt", "like_count", "kind"):
        assert getattr(imported, name) == getattr(written, name), name
    assert list(imported.tags.names()) == list(written.tags.names())
    for mine, theirs in zip(written.posts.order_by("number"), imported.posts.order_by("number"), strict=True):
        assert (mine.number, mine.path) == (theirs.number, theirs.path)
        assert mine.html.replace("bob", "ben") == theirs.html.replace("/m/ben/", "/m/ben/")
    Topic.objects.filter(pk=written.pk).delete()
    assert Notification.objects.count() == told
