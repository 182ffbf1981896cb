"""How far a question goes: who decides it, what it changes, who is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import operations as forum
from forum.lists import ListKind, asked_for, listed
from forum.models import AskedByName, Audience, Group, GroupRole, Kind, Membership, Reach, Role, Topic, TopicEvent
from forum.reach import operations, policy, told
from forum.reach.experts import ASKED_MAX, experts
from forum.views.asked_before import own_words
from jobs.models import Job
from members.models import Member
from notifications.models import Notification
from notifications.operations import set_preference
from tests.factories import GroupFactory, MemberFactory, join, topic
from tests.forum.conftest import client_of
from tests.forum.policy_tables import Table, asked_in_turn, asked_of, row

pytestmark = pytest.mark.django_db
Run = Callable[..., list[Job]]
TITLE = "Which price for a chair?"

IN_A_PUBLIC_GROUP = {
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_choose_reach":  "-      -   -    +   -   -   -   -    +     +  +",
    "can_widen":         "-      -   -    +   -   -   -   -    +     +  +",
    "can_ask_anew":      "-      -   -    -   -   -   -   -    -     -  -",
}  # fmt: skip
IN_A_PRIVATE_GROUP = {
    **IN_A_PUBLIC_GROUP,
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_widen":         "-      -   -    -   -   -   -   -    -     -  -",
    "can_ask_anew":      "-      -   -    +   -   -   -   -    -     -  -",
}  # fmt: skip
IN_A_SECRET_GROUP = {
    **IN_A_PRIVATE_GROUP,
    #                    visitor eve olga ada bob ava fay carl wanda mo root
    "can_choose_reach":  "-      -   -    +   -   -   -   -    +     -  +",
}  # fmt: skip
NOTHING = dict.fromkeys(IN_A_PUBLIC_GROUP, "- " * 10 + "-")


def question(group: Group, author: Member, **more: Any) -> Topic:
    return topic(group, author, TITLE, **{"kind": Kind.QUESTION, **more})


def advisor(group: Group, handle: str, **more: Any) -> Member:
    member: Member = MemberFactory(handle=handle, **more)
    join(group, member)
    GroupRole.objects.create(group=group, member=member, role=Role.ADVISOR)
    return member


@pytest.mark.parametrize(
    ("audience", "changes", "expected"),
    [
        ("public", {}, IN_A_PUBLIC_GROUP),
        ("private", {}, IN_A_PRIVATE_GROUP),
        ("secret", {}, IN_A_SECRET_GROUP),
        ("public", {"closed_at": timezone.now()}, NOTHING),
        ("public", {"archived_at": timezone.now()}, NOTHING),
        ("public", {"kind": Kind.DISCUSSION}, NOTHING),
        ("public", {"reach": Reach.COMMUNITY}, {**IN_A_PUBLIC_GROUP, "can_widen": "- " * 10 + "-"}),
    ],
    ids=["public", "private", "secret", "closed", "archived", "no question", "asked of all"],
)
def test_who_decides(
    audience: str, changes: dict[str, object], expected: Table, everybody: SimpleNamespace, groups: dict[str, Group]
) -> None:
    asked = question(groups[audience], everybody.ada)
    Topic.objects.filter(pk=asked.pk).update(**changes)
    asked = Topic.objects.select_related("group").get(pk=asked.pk)
    found = {name: asked_of(everybody, partial(asked_in_turn, getattr(policy, name), asked)) for name in expected}
    assert found == {name: row(marks) for name, marks in expected.items()}


def test_where_only_members_of_the_group_write_it_is_as_in_a_closed_one(
    everybody: SimpleNamespace, public: Group
) -> None:
    asked = question(public, everybody.ada)
    Group.objects.filter(pk=public.pk).update(joining="request")
    asked = Topic.objects.select_related("group").get(pk=asked.pk)
    assert not policy.can_widen(everybody.ada, asked)
    assert policy.can_ask_anew(everybody.ada, asked)


def test_what_is_solved_or_over_waits_for_nothing(cast: SimpleNamespace, public: Group) -> None:
    asked = question(public, cast.ada)
    forum.accept_solution(post=forum.reply(topic=asked, author=cast.bob, markdown="Ten."), by=cast.ada)
    assert not policy.waits_for_solution(Topic.objects.get(pk=asked.pk))
    other = question(public, cast.ada)
    Group.objects.filter(pk=public.pk).update(archived_at=timezone.now())
    assert not policy.waits_for_solution(Topic.objects.get(pk=other.pk))


# To everybody ----------------------------------------------------------------------------------------------------


def test_everybody_is_asked_once_and_who_wants_to_hear_of_it_hears(
    cast: SimpleNamespace, groups: dict[str, Group], run_jobs: Run
) -> None:
    asked = question(groups["public"], cast.ada)
    set_preference(member=cast.eve, kind=told.WIDENED, wanted=True)
    run_jobs()
    Notification.objects.all().delete()
    for _time in range(2):
        found = operations.widen(topic=asked, by=cast.ada)
        run_jobs()
    assert found.reach == Reach.COMMUNITY
    assert [event.what for event in TopicEvent.objects.filter(topic=asked)] == ["widened"]
    assert list(Notification.objects.values_list("member__handle", "kind")) == [("eve", told.WIDENED)]


def test_who_hears_of_it_sees_it(cast: SimpleNamespace, groups: dict[str, Group], run_jobs: Run) -> None:
    asked = question(groups["members"], cast.ada)
    set_preference(member=cast.eve, kind=told.WIDENED, wanted=True)
    operations.widen(topic=asked, by=cast.ada)
    Group.objects.filter(pk=groups["members"].pk).update(audience=Audience.PRIVATE)
    run_jobs()
    assert not Notification.objects.filter(member=cast.eve).exists()


def test_a_refusal_leaves_nothing(cast: SimpleNamespace, groups: dict[str, Group], run_jobs: Run) -> None:
    set_preference(member=cast.eve, kind=told.WIDENED, wanted=True)
    for group, who in ((groups["public"], cast.bob), (groups["private"], cast.ada), (groups["secret"], cast.ada)):
        asked = question(group, cast.ada)
        with pytest.raises(PermissionDenied):
            operations.widen(topic=asked, by=who)
        with pytest.raises(PermissionDenied):
            operations.ask_by_name(topic=asked, by=cast.bob, members=[cast.eve.pk])
    run_jobs()
    assert not Notification.objects.filter(member=cast.eve).exists()
    assert not TopicEvent.objects.exists()
    assert not AskedByName.objects.exists()
    assert not Topic.objects.exclude(reach=Reach.GROUP).exists()


def rows_of(who: Any, **more: str) -> list[str]:
    ids = list(Group.objects.readable_by(who).values_list("pk", flat=True))
    return [each.title for each in listed(asked_for(ListKind.UNANSWERED, 0, more), who, ids).pinned]


def test_it_stands_before_what_is_unanswered_while_it_waits(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    asked = question(groups["members"], cast.ada)
    answer = forum.reply(topic=asked, author=cast.bob, markdown="Perhaps.")
    assert rows_of(cast.eve) == []
    operations.widen(topic=asked, by=cast.ada)
    assert (rows_of(cast.eve), rows_of(cast.visitor)) == ([TITLE], [])
    assert rows_of(cast.eve, tag="oak") == []
    page = client_of(cast.eve).get("/unanswered/").content.decode()
    assert page.count("Asked of everybody") == 1
    assert "Asked of everybody" not in client_of(cast.visitor).get("/unanswered/").content.decode()
    assert "Asked of everybody" in client_of(cast.eve).get(asked.get_absolute_url()).content.decode()
    forum.accept_solution(post=answer, by=cast.ada)
    assert rows_of(cast.eve) == []
    assert client_of(cast.eve).get(asked.get_absolute_url()).content.decode().count("Asked of everybody") == 1


def test_of_a_group_that_closed_it_is_asked_of_everybody_no_more(
    cast: SimpleNamespace, groups: dict[str, Group]
) -> None:
    asked = question(groups["public"], cast.ada)
    operations.widen(topic=asked, by=cast.ada)
    Group.objects.filter(pk=groups["public"].pk).update(audience=Audience.PRIVATE)
    assert rows_of(cast.ada) == []
    assert "Asked of everybody" not in client_of(cast.ada).get(asked.get_absolute_url()).content.decode()


def test_the_list_of_it_asks_no_query_for_each(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    numbers = []
    client_of(cast.visitor).get("/unanswered/")
    for count in (1, 3):
        for _number in range(count):
            operations.widen(topic=question(groups["public"], cast.ada), by=cast.ada)
        with CaptureQueriesContext(connection) as queries:
            client_of(cast.visitor).get("/unanswered/")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


# By name ---------------------------------------------------------------------------------------------------------


def test_advisors_are_asked_by_name_and_told(cast: SimpleNamespace, public: Group, run_jobs: Run) -> None:
    ida, una = advisor(public, "ida", trade="Chair maker"), advisor(public, "una")
    asked = question(public, cast.ada)
    assert [each.member for each in experts(asked, cast.ada)] == [ida, una]
    run_jobs()
    Notification.objects.all().delete()
    found = operations.ask_by_name(topic=asked, by=cast.ada, members=[ida.pk])
    run_jobs()
    assert found.reach == Reach.EXPERTS
    assert list(Notification.objects.values_list("member__handle", "kind")) == [("ida", told.ASKED)]
    assert [each.member for each in experts(asked, cast.ada)] == [una]
    assert "Ida" in client_of(cast.eve).get(asked.get_absolute_url()).content.decode()
    assert "asks for your advice" in client_of(ida).get("/told/").content.decode()
    operations.widen(topic=asked, by=cast.ada)
    assert operations.ask_by_name(topic=asked, by=cast.ada, members=[una.pk]).reach == Reach.COMMUNITY


def test_only_those_can_be_asked_who_see_it_and_of_whom_one_may_know(
    everybody: SimpleNamespace, groups: dict[str, Group]
) -> None:
    hush = GroupFactory(name="Hush", slug="hush", audience="secret", joining="invitation")
    una = advisor(hush, "una")
    gone = advisor(groups["public"], "gone", is_active=False)
    in_public, in_private = (question(groups[name], everybody.ada) for name in ("public", "private"))
    assert {each.member.handle for each in experts(in_public, everybody.ada)} == {"ava", "olga"}
    assert {each.member.handle for each in experts(in_private, everybody.ada)} == {"ava"}
    for wrong in (una, gone, everybody.ada, everybody.bob):
        with pytest.raises(ValidationError):
            operations.ask_by_name(topic=in_public, by=everybody.ada, members=[wrong.pk])
    with pytest.raises(ValidationError):
        operations.ask_by_name(topic=in_private, by=everybody.ada, members=[everybody.olga.pk])
    assert not AskedByName.objects.exists()
    join(hush, everybody.ada)
    assert "una" in {each.member.handle for each in experts(in_public, everybody.ada)}


def test_so_many_and_no_more(cast: SimpleNamespace, public: Group) -> None:
    people = [advisor(public, f"ida{number}").pk for number in range(ASKED_MAX + 1)]
    asked = question(public, cast.ada)
    for wrong in ([], people):
        with pytest.raises(ValidationError):
            operations.ask_by_name(topic=asked, by=cast.ada, members=wrong)
    operations.ask_by_name(topic=asked, by=cast.ada, members=people[:ASKED_MAX])
    with pytest.raises(ValidationError):
        operations.ask_by_name(topic=asked, by=cast.ada, members=people[ASKED_MAX:])


def test_who_lost_sight_of_it_meanwhile_is_not_told(cast: SimpleNamespace, private: Group, run_jobs: Run) -> None:
    ida = advisor(private, "ida")
    asked = question(private, cast.ada)
    run_jobs()
    Notification.objects.all().delete()
    operations.ask_by_name(topic=asked, by=cast.ada, members=[ida.pk])
    Membership.objects.filter(group=private, member=ida).delete()
    run_jobs()
    assert not Notification.objects.filter(member=ida).exists()


# The doors -------------------------------------------------------------------------------------------------------


def test_each_answer_has_its_button_and_looking_changes_nothing(cast: SimpleNamespace, public: Group) -> None:
    ida = advisor(public, "ida")
    asked = question(public, cast.ada)
    answer = forum.reply(topic=asked, author=cast.bob, markdown="Ten <b>at least</b>.")
    client, address = client_of(cast.ada), f"/t/{asked.pk}/"
    page = client.get(f"{address}reach/").content.decode()
    for part in ("widen/", "ask-by-name/", "wait/"):
        assert f'action="{address}{part}"' in page
        assert client.get(address + part).status_code == 405
    assert f'action="/p/{answer.pk}/accept/"' in page
    assert "Ten &lt;b&gt;at least" in page
    assert "/reach/" in client.get(f"{address}acts/").content.decode()
    asked.refresh_from_db()
    assert asked.reach == Reach.GROUP
    client.post(f"{address}ask-by-name/", {"member": [str(ida.pk), "wrong"]})
    assert not AskedByName.objects.exists()
    client.post(f"{address}ask-by-name/", {"member": [str(ida.pk)]})
    client.post(f"{address}widen/")
    asked.refresh_from_db()
    assert asked.reach == Reach.COMMUNITY
    client.post(f"/p/{answer.pk}/accept/")
    assert client.get(f"{address}reach/")["Location"] == asked.get_absolute_url()


def test_others_have_no_door(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    for name, status in (("public", 403), ("secret", 404)):
        address = f"/t/{question(groups[name], cast.ada).pk}/"
        client = client_of(cast.eve)
        assert client.get(f"{address}reach/").status_code == status
        for part in ("widen/", "ask-by-name/", "wait/"):
            assert client.post(address + part, {"member": cast.ada.pk}).status_code == status
        assert "/reach/" not in client.get(f"{address}acts/").content.decode()


def test_the_page_asks_no_query_for_each(cast: SimpleNamespace, public: Group) -> None:
    asked = question(public, cast.ada)
    numbers = []
    for count in (1, 3):
        for number in range(count):
            advisor(public, f"ida{count}{number}")
            forum.reply(topic=asked, author=cast.bob, markdown=f"Reply {count} {number}")
        client = client_of(cast.ada)
        client.get(f"/t/{asked.pk}/reach/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/t/{asked.pk}/reach/")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


# Anew ------------------------------------------------------------------------------------------------------------


def form_of(page: str, field: str) -> str:
    """What the one field of this sort holds: beside it stands what is known already, the question itself perhaps."""
    [found] = re.findall(rf"<{field}\b[^>]*>(.*?)</{field}>", page, re.DOTALL)
    return found


def test_from_a_closed_group_one_asks_anew_with_one_s_own_words_in_an_open_one(
    cast: SimpleNamespace, groups: dict[str, Group]
) -> None:
    markdown = 'Mine.\n\n[quote="bob, post:1, topic:3"]\nHis.\n[/quote]\n\nMine too.'
    asked = question(groups["private"], cast.ada, markdown=markdown)
    client = client_of(cast.ada)
    assert f"/ask/?again={asked.pk}" in client.get(f"/t/{asked.pk}/reach/").content.decode()
    page = client.get(f"/ask/?again={asked.pk}").content.decode()
    assert f'value="{TITLE}"' in page
    assert form_of(page, "textarea").strip() == "Mine.\n\nMine too."
    places = form_of(page, "select")
    assert "The public group" in places
    assert not any(words in places for words in ("The private group", "The secret group"))
    typed = {"title": TITLE, "markdown": "Mine.", "kind": "question"}
    wrong = client.post(f"/ask/?again={asked.pk}", {**typed, "group": groups["private"].pk})
    assert wrong.status_code == 422
    client.post(f"/ask/?again={asked.pk}", {**typed, "group": groups["public"].pk})
    assert Topic.objects.filter(group=groups["public"], title=TITLE).count() == 1
    asked.refresh_from_db()
    assert (asked.group_id, asked.reach) == (groups["private"].pk, Reach.GROUP)


def test_nobody_else_s_question_is_asked_anew(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    asked = question(groups["private"], cast.ada, markdown="Mine.")
    for who in (cast.bob, cast.eve, cast.wanda):
        assert form_of(client_of(who).get(f"/ask/?again={asked.pk}").content.decode(), "textarea").strip() == ""
    opening = asked.posts.get(number=1)
    forum.make_wiki(post=opening, by=cast.ada)
    forum.revise_post(post=opening, editor=cast.bob, markdown="Mine and his.", reason="")
    forum.unmake_wiki(post=opening, by=cast.ada)
    page = client_of(cast.ada).get(f"/ask/?again={asked.pk}").content.decode()
    assert f'value="{TITLE}"' in page
    assert form_of(page, "textarea").strip() == ""


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ('[quote="a, post:1"]\nx [quote="b, post:2"]y[/quote] z\n[/quote]\nMine', "Mine"),
        ('[quote="a"]\nx\nMine', ""),
        ("x[/quote] Mine", ""),
        ("[QUOTE]x[/Quote]Mine", "Mine"),
        ("Mine", "Mine"),
        ('[quote="a"]' * 30 + "x" + "[/quote]" * 30 + "Mine", ""),
    ],
)
def test_what_is_quoted_is_left_out(written: str, own: str) -> None:
    assert own_words(written) == own
