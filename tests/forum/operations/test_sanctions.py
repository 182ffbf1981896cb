"""Warned, silenced, suspended: what a member may not do then, where, until when, and who may say so."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from forum import operations, policy
from forum.models import Group, Kind, Sanction
from forum.models.topics import members_who_see
from members.models import Member
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.forum.policy_tables import PEOPLE, asked_of, row

pytestmark = pytest.mark.django_db
SILENCE, SUSPENSION = Sanction.Kind.SILENCE, Sanction.Kind.SUSPENSION


def fresh(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def test_who_is_silenced_in_a_group_writes_elsewhere(everybody: SimpleNamespace, groups: dict[str, Group]) -> None:
    public, open_to_members = groups["public"], groups["members"]
    found = topic(public, everybody.ada)
    own = operations.reply(topic=found, author=everybody.bob, markdown="Mine.")
    operations.silence(member=everybody.bob, by=everybody.carl, group=public, words="Please calm down.", days=3)
    bob = fresh(everybody.bob)
    opening = found.posts.get(number=1)
    assert policy.is_silenced(bob, public)
    assert not policy.is_silenced(bob, open_to_members)
    assert not policy.is_silenced(bob, None)
    for may in (
        policy.can_reply(bob, found),
        policy.can_start_topic(bob, public),
        policy.can_react(bob, opening),
        policy.can_revise_post(bob, own),
        policy.writes_in(bob, public),
    ):
        assert not may
    assert policy.can_start_topic(bob, open_to_members)
    assert policy.can_message(bob, everybody.ada)
    assert policy.can_delete_post(bob, own)
    assert client_of(bob).get(found.get_absolute_url()).status_code == 200
    with pytest.raises(PermissionDenied):
        operations.reply(topic=found, author=bob, markdown="Again.")


def test_who_is_silenced_everywhere_writes_nowhere(everybody: SimpleNamespace, public: Group) -> None:
    message = operations.start_message(author=everybody.ada, recipients=[everybody.bob], title="To you", markdown="Hi.")
    operations.silence(member=everybody.bob, by=everybody.mo, group=None, words="Enough.", days=None)
    bob = fresh(everybody.bob)
    assert message.kind == Kind.MESSAGE
    assert not policy.can_reply(bob, message)
    assert not policy.can_message(bob, everybody.ada)
    assert not policy.can_start_topic(bob, public)
    with pytest.raises(PermissionDenied):
        operations.store_upload(member=bob, name="a.txt", data=b"a")


def test_a_silence_ends_by_itself_and_by_hand(everybody: SimpleNamespace, public: Group) -> None:
    given = operations.silence(member=everybody.bob, by=everybody.carl, group=public, words="", days=3)
    Sanction.objects.filter(pk=given.pk).update(
        starts_at=timezone.now() - timedelta(days=4), ends_at=timezone.now() - timedelta(days=1)
    )
    assert policy.writes_in(fresh(everybody.bob), public)
    given = operations.silence(member=everybody.bob, by=everybody.carl, group=public, words="", days=3)
    other = operations.silence(member=everybody.bob, by=everybody.mo, group=None, words="", days=9)
    for by in (everybody.bob, everybody.ada, everybody.olga):
        with pytest.raises(PermissionDenied):
            operations.lift_sanction(sanction=given, by=by)
    operations.lift_sanction(sanction=other, by=everybody.mo)
    assert fresh(everybody.bob).silenced_until == given.ends_at
    operations.lift_sanction(sanction=given, by=everybody.wanda)
    assert fresh(everybody.bob).silenced_until is None
    assert policy.writes_in(fresh(everybody.bob), public)


def test_who_is_suspended_is_signed_out_everywhere_and_told_nothing(everybody: SimpleNamespace, public: Group) -> None:
    client, found = client_of(everybody.bob), topic(public, everybody.ada)
    assert client.get("/bookmarks/").status_code == 200
    given = operations.suspend(member=everybody.bob, by=everybody.mo, words="Spam.", days=30)
    assert client.get("/bookmarks/").status_code == 302
    assert everybody.bob not in members_who_see(found)
    operations.lift_sanction(sanction=given, by=everybody.mo)
    assert client_of(everybody.bob).get("/bookmarks/").status_code == 200
    assert everybody.bob in members_who_see(found)


def test_who_may_sanction_a_member(everybody: SimpleNamespace, public: Group) -> None:
    def may(member: Member, group: Group | None, kind: str) -> str:
        return asked_of(everybody, lambda who: policy.can_sanction(who, member, group, kind))  # type: ignore[arg-type]

    #        visitor eve olga ada bob ava fay carl wanda mo root
    assert may(everybody.bob, public, SILENCE) == row("- - - - - - - + + + +")
    assert may(everybody.bob, None, SILENCE) == row("- - - - - - - - - + +")
    assert may(everybody.bob, None, SUSPENSION) == row("- - - - - - - - - + +")
    assert may(everybody.bob, public, SUSPENSION) == row("- - - - - - - - - - -")
    assert may(everybody.fay, public, SILENCE) == row("- - - - - - - - - + +")
    assert may(everybody.mo, None, SUSPENSION) == row("- - - - - - - - - - +")
    assert may(everybody.root, None, SUSPENSION) == row("- - - - - - - - - - -")
    for who in PEOPLE[1:-2]:
        with pytest.raises(PermissionDenied):
            operations.suspend(member=everybody.root, by=getattr(everybody, who), words="", days=1)
    assert not Sanction.objects.exists()


@pytest.mark.parametrize(("days", "words"), [(0, ""), (-1, ""), (9999, ""), (1, "x" * 2001)])
def test_what_cannot_be_given(days: int, words: str, everybody: SimpleNamespace, public: Group) -> None:
    with pytest.raises(ValidationError):
        operations.silence(member=everybody.bob, by=everybody.carl, group=public, words=words, days=days)
    assert not Sanction.objects.exists()
    assert fresh(everybody.bob).silenced_until is None


def test_members_without_a_sanction_cost_no_query(
    everybody: SimpleNamespace, public: Group, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert not policy.is_silenced(everybody.ada, public)
