"""What hands do to what others wrote is in the log, without words; what members do to their own is not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from wagtail.models import ModelLogEntry

from forum import operations
from forum.models import Group, Role
from tests.factories import topic

pytestmark = pytest.mark.django_db


def logged() -> list[tuple[str, str, str]]:
    """What was done, by whom, to what; in order. Empties the log."""
    entries = ModelLogEntry.objects.filter(action__startswith="forum.").order_by("pk")
    rows = [(entry.action.removeprefix("forum."), entry.user.handle, entry.label) for entry in entries]
    entries.delete()
    return rows


def test_hands_are_noted_and_authors_are_not(everybody: SimpleNamespace, groups: dict[str, Group]) -> None:
    found = topic(groups["public"], everybody.ada, "Qtitle")
    post = operations.reply(topic=found, author=everybody.bob, markdown="Qsaid.")
    own = operations.reply(topic=found, author=everybody.carl, markdown="Mine.")
    operations.delete_post(post=own, by=everybody.carl)
    operations.restore_post(post=own, by=everybody.carl)
    assert logged() == []
    carl = everybody.carl
    operations.close_topic(topic=found, by=carl)
    operations.reopen_topic(topic=found, by=carl)
    operations.delete_post(post=post, by=carl)
    operations.restore_post(post=post, by=carl)
    operations.hide_post(post=post, by=carl)
    operations.unhide_post(post=post, by=carl)
    operations.move_topic(topic=found, by=everybody.mo, group=groups["members"])
    operations.delete_topic(topic=found, by=carl)
    operations.restore_topic(topic=found, by=carl)
    whole, one = f"topic/{found.pk}", f"post/{post.pk}"
    assert logged() == [
        ("closed", "carl", whole),
        ("reopened", "carl", whole),
        ("deleted", "carl", one),
        ("restored", "carl", one),
        ("hidden", "carl", one),
        ("restored", "carl", one),
        ("moved", "mo", whole),
        ("deleted", "carl", whole),
        ("restored", "carl", whole),
    ]


def test_roles_and_sanctions_are_noted(everybody: SimpleNamespace, public: Group) -> None:
    operations.give_role(group=public, member=everybody.bob, role=Role.ADVISOR, by=everybody.wanda)
    operations.take_role(group=public, member=everybody.bob, role=Role.ADVISOR, by=everybody.wanda)
    operations.take_role(group=public, member=everybody.bob, role=Role.ADVISOR, by=everybody.wanda)
    given = operations.warn(member=everybody.bob, by=everybody.carl, group=public, words="Qwords.")
    operations.lift_sanction(sanction=given, by=everybody.wanda)
    assert logged() == [
        ("role_given", "wanda", "@bob"),
        ("role_ended", "wanda", "@bob"),
        ("sanctioned", "carl", "@bob"),
        ("lifted", "wanda", "@bob"),
    ]
