"""Who may do what with groups and with people."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest
from django.utils import timezone

from forum import operations, policy
from forum.models import Audience, Group, Joining, Kind, MembershipRequest
from members.models import Member
from tests.factories import GroupFactory, MemberFactory
from tests.forum.policy_tables import PEOPLE, Table, asked_in_turn, asked_of, row

pytestmark = pytest.mark.django_db

GROUP_POWERS = {
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "is_in":             "-      -   -    +   +   +   +   +    +     -  -",
    "can_manage_group":  "-      -   -    -   -   -   -   -    +     +  +",
    "can_admit":         "-      -   -    -   -   -   +   +    +     +  +",
    "can_greet":         "-      -   -    -   -   -   +   -    +     +  +",
    "can_restore_in":    "-      -   -    -   -   -   -   +    +     +  +",
    "can_leave":         "-      -   -    +   +   +   +   +    +     -  -",
    "can_message_mentors": "-    +   +    +   +   +   +   +    -     +  +",
}  # fmt: skip
IN_A_PUBLIC_GROUP = {
    **GROUP_POWERS,
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_join":          "-      +   +    -   -   -   -   -    -     +  +",
    "can_request_to_join": "-    -   -    -   -   -   -   -    -     -  -",
    "can_see_members":   "-      +   +    +   +   +   +   +    +     +  +",
    "writes_in":         "-      +   +    +   +   +   +   +    +     +  +",
    "can_start_topic":   "-      +   +    +   +   +   +   +    +     +  +",
}  # fmt: skip
IN_A_PRIVATE_GROUP = {
    **GROUP_POWERS,
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_join":          "-      -   -    -   -   -   -   -    -     -  -",
    "can_request_to_join": "-    +   +    -   -   -   -   -    -     +  +",
    "can_see_members":   "-      -   -    +   +   +   +   +    +     +  +",
    "writes_in":         "-      -   -    +   +   +   +   +    +     +  +",
    "can_start_topic":   "-      -   -    +   +   +   +   +    +     +  +",
    "can_message_mentors": "-    -   -    +   +   +   +   +    -     +  +",
}  # fmt: skip
OVER = {
    **IN_A_PUBLIC_GROUP,
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_admit":         "-      -   -    -   -   -   -   -    -     -  -",
    "can_join":          "-      -   -    -   -   -   -   -    -     -  -",
    "writes_in":         "-      -   -    -   -   -   -   -    -     -  -",
    "can_start_topic":   "-      -   -    -   -   -   -   -    -     -  -",
}  # fmt: skip


@pytest.mark.parametrize(
    ("audience", "changes", "expected"),
    [
        ("public", {}, IN_A_PUBLIC_GROUP),
        ("private", {}, IN_A_PRIVATE_GROUP),
        ("public", {"archived_at": timezone.now()}, OVER),
    ],
    ids=["public", "private", "over"],
)
def test_acts_on_a_group(
    audience: str, changes: dict[str, object], expected: Table, everybody: SimpleNamespace, groups: dict[str, Group]
) -> None:
    Group.objects.filter(pk=groups[audience].pk).update(**changes)
    group = Group.objects.get(pk=groups[audience].pk)
    found = {name: asked_of(everybody, partial(asked_in_turn, getattr(policy, name), group)) for name in expected}
    assert found == {name: row(marks) for name, marks in expected.items()}


def test_who_is_invited_may_join_and_nobody_else(everybody: SimpleNamespace, groups: dict[str, Group]) -> None:
    for audience in Audience.values:
        for joining in Joining.values:
            group = groups[audience]
            Group.objects.filter(pk=group.pk).update(joining=joining)
            group.refresh_from_db()
            free = joining == Joining.OPEN and audience != Audience.SECRET
            assert policy.can_join(everybody.eve, group) == free, (audience, joining)
            operations.invite(group=group, member=everybody.eve, by=everybody.wanda)
            assert policy.can_join(everybody.eve, group), (audience, joining)
            assert not policy.can_request_to_join(everybody.eve, group)
            MembershipRequest.objects.all().delete()


def test_who_asks_waits_and_asks_no_second_time(everybody: SimpleNamespace, private: Group) -> None:
    operations.request_to_join(group=private, member=everybody.eve)
    assert policy.waiting(private, everybody.eve, MembershipRequest.Way.REQUEST)
    assert not policy.can_request_to_join(everybody.eve, private)
    assert not policy.can_join(everybody.eve, private)


def test_announcements_need_the_power(everybody: SimpleNamespace, public: Group) -> None:
    row = asked_of(everybody, lambda who: policy.can_start_topic(who, public, Kind.ANNOUNCEMENT))
    #              visitor eve olga ada bob ava fay carl wanda mo root
    assert row == "- - - - - - + - + + +"
    assert asked_of(everybody, lambda who: policy.can_start_topic(who, public, Kind.MESSAGE)) == "- " * 10 + "-"


def test_groups_are_created_by_staff_and_by_whom_they_named(everybody: SimpleNamespace) -> None:
    assert asked_of(everybody, policy.can_create_group) == "- - - - - - - - - + +"
    everybody.eve.may_create_groups = True
    assert policy.can_create_group(everybody.eve)


def test_messages_reach_active_members_who_have_claimed_their_name(everybody: SimpleNamespace) -> None:
    assert asked_of(everybody, lambda who: policy.can_message(who, everybody.bob)) == "- + + + - + + + + + +"
    for change in ({"is_active": False}, {"is_approved": False}, {"claimed": False}):
        unreachable = MemberFactory(**change)
        assert asked_of(everybody, lambda who, u=unreachable: policy.can_message(who, u)) == "- " * 10 + "-"


def test_profiles_are_shown_to_members(everybody: SimpleNamespace) -> None:
    shown = Member.objects.filter(handle="bob")
    assert asked_of(everybody, lambda who: shown.visible_to(who).exists()) == "- + + + + + + + + + +"
    for change in ({"is_active": False}, {"is_active": True, "is_approved": False}):
        Member.objects.filter(handle="bob").update(**change)
        assert asked_of(everybody, lambda who: shown.visible_to(who).exists()) == "- - - - - - - - - + +"


def test_groups_without_another_mentor_cannot_be_written_to(everybody: SimpleNamespace) -> None:
    lonely = GroupFactory()
    for who in PEOPLE:
        assert not policy.can_message_mentors(getattr(everybody, who), lonely)


@pytest.mark.parametrize("audience", ["public", "members", "private", "secret"])
@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("is_over", [True, False])
def test_who_is_known_by_mail_alone_begins_topics_where_strangers_may(
    audience: str, wanted: bool, is_over: bool, groups: dict[str, Group]
) -> None:
    group = groups[audience]
    group.takes_strangers, group.archived_at = wanted, timezone.now() if is_over else None
    stranger = MemberFactory(handle="zoe", claimed=False)
    may = audience == "public" and wanted and not is_over
    assert policy.takes_strangers(group) is may
    asked = {kind: policy.can_start_topic(stranger, group, kind) for kind in Kind}
    assert asked == {kind: may and kind in (Kind.QUESTION, Kind.DISCUSSION) for kind in Kind}
