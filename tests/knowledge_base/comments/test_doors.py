"""Every operation on comments through its door: the same effects, the same refusals."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from forum import operations as forum
from knowledge_base.comments import operations
from knowledge_base.comments.models import CommentSetting, PageComment
from tests.forum.conftest import client_of
from tests.forum.test_odd_questions import ODD

from .worlds import World, careful, fresh, true, waiting

pytestmark = pytest.mark.django_db

Nothing = Callable[[], AbstractContextManager[None]]
FRAGMENT = {"X-Fragment": "1"}


def nothing(_world: World) -> None:
    return None


@dataclass(frozen=True)
class Door:
    """One operation through one address: who may, who may not ("visitor" where every member may), and its effect."""

    operation: str
    may: str
    may_not: str
    address: Callable[[World], str]
    sent: dict[str, str]
    effect: Callable[[World], object]
    given: Callable[[World], object] = nothing
    wrong: dict[str, str] | None = None


def act(name: str, comment: str = "first") -> Callable[[World], str]:
    return lambda w: f"/c/{getattr(w, comment).pk}/{name}/"


def on_page(name: str) -> Callable[[World], str]:
    return lambda w: f"/pages/{w.page.pk}/{name}/"


def let_wait(world: World) -> None:
    world.unread = waiting(world)


DOORS = [
    Door("comment", "ada", "visitor", on_page("comment"), {"markdown": "**More.**"},
         lambda w: PageComment.objects.filter(html="<p><strong>More.</strong></p>\n", user=w.ada, level=0).count() == 1,
         wrong={"markdown": "x" * 8_001}),
    Door("comment", "ada", "visitor", lambda w: f"/pages/{w.page.pk}/comment/?to={w.third.pk}", {"markdown": "More."},
         lambda w: PageComment.objects.filter(reply_to=w.third, user=w.ada, level=1).count() == 1,
         wrong={"markdown": "a\x00b"}),
    Door("revise_comment", "ada", "root", act("edit"), {"markdown": "Other words."},
         lambda w: fresh(w.first).comment == "Other words.", wrong={"markdown": " "}),
    Door("delete_comment", "ada", "bob", act("delete"), {}, lambda w: fresh(w.first).is_removed),
    Door("restore_comment", "ada", "bob", act("restore"), {}, lambda w: fresh(w.first).is_shown,
         given=lambda w: operations.delete_comment(comment=w.first, by=w.ada)),
    Door("hide_comment", "carl", "ada", act("hide"), {"reason": "Rude."},
         lambda w: fresh(w.first).hidden_reason == "Rude.", wrong={"reason": " "}),
    Door("show_comment", "carl", "ada", act("show"), {}, lambda w: fresh(w.first).is_shown,
         given=lambda w: operations.hide_comment(comment=w.first, by=w.carl, reason="Rude.")),
    Door("approve_comment", "carl", "eve", act("approve", "unread"), {}, lambda w: fresh(w.unread).is_shown,
         given=let_wait),
    Door("keep_comment", "carl", "ada", act("keep"), {}, lambda w: not PageComment.objects.flagged().exists(),
         given=lambda w: operations.flag_comment(comment=w.first, member=w.bob, reason="Rude.")),
    Door("like_comment", "bob", "ada", act("like"), {}, lambda w: fresh(w.first).like_count == 1),
    Door("unlike_comment", "bob", "visitor", act("unlike"), {}, lambda w: fresh(w.first).like_count == 0,
         given=lambda w: operations.like_comment(comment=w.first, member=w.bob)),
    Door("flag_comment", "bob", "ada", act("flag"), {"reason": "Rude."},
         lambda w: w.first.flags.get().why.reason == "Rude.", wrong={"reason": "x" * 501}),
    Door("follow_comments", "bob", "visitor", on_page("comments/follow"), {},
         lambda w: w.page.comment_follows.get().member == w.bob),
    Door("follow_comments_by_mail", "bob", "visitor", on_page("comments/follow-by-mail"), {},
         lambda w: w.page.comment_follows.get(member=w.bob).by_mail),
    Door("stop_comment_mails", "bob", "visitor", on_page("comments/stop-mail"), {},
         lambda w: not w.page.comment_follows.get(member=w.bob).by_mail,
         given=lambda w: operations.follow_comments_by_mail(page=w.page, member=w.bob)),
    Door("unfollow_comments", "bob", "visitor", on_page("comments/unfollow"), {},
         lambda w: not w.page.comment_follows.exists(),
         given=lambda w: operations.follow_comments(page=w.page, member=w.bob)),
]  # fmt: skip
IDS = [f"{door.operation}-{number}" for number, door in enumerate(DOORS)]
# Doors of those without an account have tests of their own.
ELSEWHERE = {"request_comment", "confirm_comment", "stop_mails_to_asker"}


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
@pytest.mark.parametrize("door", DOORS, ids=IDS)
def test_every_door_has_the_operations_effect(door: Door, headers: dict[str, str], world: World) -> None:
    door.given(world)
    answer = client_of(getattr(world, door.may)).post(door.address(world), door.sent, headers=headers)
    assert answer.status_code in (200, 302)
    assert door.effect(world)
    true()


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
@pytest.mark.parametrize("door", DOORS, ids=IDS)
def test_every_door_refuses_whom_the_operation_refuses(
    door: Door, headers: dict[str, str], world: World, nothing_changes: Nothing
) -> None:
    door.given(world)
    with nothing_changes():
        answer = client_of(getattr(world, door.may_not)).post(door.address(world), door.sent, headers=headers)
    if door.may_not == "visitor":
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")
    else:
        assert answer.status_code in (403, 404)


@pytest.mark.parametrize("door", [door for door in DOORS if door.wrong], ids=lambda door: door.operation)
@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
def test_a_refused_form_comes_back_with_its_text(
    door: Door, headers: dict[str, str], world: World, nothing_changes: Nothing
) -> None:
    door.given(world)
    assert door.wrong is not None
    with nothing_changes():
        answer = client_of(getattr(world, door.may)).post(door.address(world), door.wrong, headers=headers)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "wrong" in page
    (text,) = door.wrong.values()
    assert "\x00" in text or text in page


@pytest.mark.parametrize("door", DOORS, ids=IDS)
def test_no_door_opens_by_a_link_or_from_another_site(door: Door, world: World, nothing_changes: Nothing) -> None:
    door.given(world)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(getattr(world, door.may))
    with nothing_changes():
        assert client_of(getattr(world, door.may)).get(door.address(world)).status_code in (200, 405)
        assert strict.post(door.address(world), door.sent).status_code == 403


def test_nobody_finds_what_they_do_not_see(world: World, nothing_changes: Nothing) -> None:
    """The comment in the private group is nowhere for eve, nor for mo who moderates elsewhere."""
    names = ("", "acts", "edit", "delete", "restore", "hide", "show", "approve", "keep", "like", "unlike", "flag")
    with nothing_changes():
        for who in ("visitor", "eve", "mo"):
            client = client_of(getattr(world, who))
            for name in names:
                address = f"/c/{world.within.pk}/{name}/".replace("//", "/")
                for answer in (client.get(address), client.post(address, {"markdown": "x", "reason": "x"})):
                    assert answer.status_code in ((302, 404, 405) if who == "visitor" else (404, 405)), (who, address)
                    assert "/c/" not in answer.get("Location", "").partition("?")[0]
            for name in ("comment/", "comments/", "comments/follow/", "comments/unfollow/"):
                found = client.post(f"/pages/{world.inside.pk}/{name}", {"markdown": "x"})
                assert found.status_code in (302, 404, 405), (who, name)


def test_every_operation_has_a_door() -> None:
    assert {door.operation for door in DOORS} | ELSEWHERE == set(operations.__all__)


# Where things lead ----------------------------------------------------------------------------------------------


def test_a_permanent_address_leads_to_the_page(world: World) -> None:
    for who in (world.visitor, world.eve):
        answer = client_of(who).get(f"/c/{world.third.pk}/")
        assert (answer.status_code, answer["Location"]) == (302, f"{world.page.url}#c-{world.third.pk}")
    assert world.third.get_absolute_url() == reverse("comment", args=[world.third.pk])


def test_what_one_wrote_is_where_one_is_led(world: World) -> None:
    answer = client_of(world.ada).post(f"/pages/{world.page.pk}/comment/", {"markdown": "Here."})
    assert answer["Location"] == f"{world.page.url}#c-{PageComment.objects.get(comment='Here.').pk}"
    careful(new_members_wait=True)
    answer = client_of(world.olga).post(f"/pages/{world.page.pk}/comment/", {"markdown": "New here."})
    assert answer["Location"] == f"{world.page.url}#comments"


def test_a_reply_to_what_is_gone_gives_the_words_back(world: World, nothing_changes: Nothing) -> None:
    operations.hide_comment(comment=world.third, by=world.carl, reason="Rude.")
    with nothing_changes():
        answer = client_of(world.ada).post(
            f"/pages/{world.page.pk}/comment/", {"markdown": "Mine.", "to": world.third.pk}
        )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mine." in page
    assert "not here any more" in page
    assert "I do." not in page


def test_rules_are_shown_and_the_words_kept(world: World, nothing_changes: Nothing) -> None:
    forum.publish_rules(by=world.root, rules=[("Be kind", "To all.")])
    with nothing_changes():
        answer = client_of(world.ada).post(f"/pages/{world.page.pk}/comment/", {"markdown": "Mine."})
    assert answer.status_code == 422
    assert "Be kind" in answer.content.decode()
    assert "Mine." in answer.content.decode()


def test_rules_of_a_group_one_does_not_read_are_not_shown(world: World) -> None:
    forum.publish_rules(by=world.wanda, rules=[("Numbers stay here", "")], group=world.private)
    world.page.discussion_group = world.private
    world.page.save()
    answer = client_of(world.eve).get(f"/pages/{world.page.pk}/comment/")
    assert "Numbers stay here" not in answer.content.decode()


def test_flags_and_reasons_are_for_who_looks_after_it(world: World) -> None:
    operations.flag_comment(comment=world.first, member=world.bob, reason="Names a customer.")
    for who, shown in (("carl", True), ("mo", True), ("ada", False), ("bob", False), ("olga", False)):
        page = client_of(getattr(world, who)).get(f"/c/{world.first.pk}/acts/").content.decode()
        assert ("Names a customer." in page) is shown, who
    operations.hide_comment(comment=world.first, by=world.carl, reason="It does.")
    assert "It does." in client_of(world.wanda).get(f"/c/{world.first.pk}/acts/").content.decode()


def test_a_like_in_place_answers_with_the_button(world: World) -> None:
    client = client_of(world.bob)
    on = client.post(f"/c/{world.first.pk}/like/", headers=FRAGMENT).content.decode()
    assert re.search(rf'formaction="/c/{world.first.pk}/unlike/".*aria-pressed="true".*<span data-count>1<', on)
    off = client.post(f"/c/{world.first.pk}/unlike/", headers=FRAGMENT).content.decode()
    assert re.search(rf'formaction="/c/{world.first.pk}/like/".*aria-pressed="false".*<span data-count><', off)


def test_words_that_were_deleted_are_shown_to_who_may_restore_them(world: World) -> None:
    operations.delete_comment(comment=world.first, by=world.carl)
    for who, status in (("ada", 404), ("bob", 404), ("carl", 200), ("mo", 200)):
        assert client_of(getattr(world, who)).get(f"/c/{world.first.pk}/restore/").status_code == status, who


def test_a_page_that_is_out_of_sight_can_be_left(world: World) -> None:
    operations.follow_comments_by_mail(page=world.inside, member=world.ada)
    world.private.memberships.filter(member=world.ada).delete()
    client_of(world.ada).post(f"/pages/{world.inside.pk}/comments/stop-mail/")
    assert not world.inside.comment_follows.get().by_mail
    answer = client_of(world.ada).post(f"/pages/{world.inside.pk}/comments/unfollow/")
    assert answer["Location"] == "/told/"
    assert not world.inside.comment_follows.exists()


def test_what_was_done_is_said_in_its_own_words(world: World) -> None:
    for who, name, said in (("bob", "flag", "are told."), ("carl", "hide", "The comment is hidden.")):
        client = client_of(getattr(world, who))
        client.post(f"/c/{world.first.pk}/{name}/", {"reason": "Rude."})
        assert said in client.get("/about/").content.decode()


def test_who_may_comment_is_chosen_in_the_admin(world: World) -> None:
    address = "/admin/settings/comments/commentsetting/"
    chosen = {
        "who_may_comment": "open",
        "new_members_wait": "on",
        "careful_groups": [world.private.pk],
        "new_group_days": 7,
    }
    client = client_of(world.root)
    found = client.post(client.get(address, follow=True).redirect_chain[-1][0], chosen)
    assert found.status_code == 302
    setting = CommentSetting.current()
    assert (setting.who_may_comment, setting.new_members_wait) == ("open", True)
    assert (list(setting.careful_groups.all()), setting.new_group_days) == ([world.private], 7)
    for who in (world.ada, world.mo):
        assert client_of(who).post(address, chosen).status_code == 302
    assert CommentSetting.objects.count() == 1


# Odd questions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 30, "9" * 18, "0"], ids=range(4))
def test_numbers_beyond_all_rows_are_not_found(number: str, world: World) -> None:
    client = client_of(world.root)
    for address in (f"/c/{number}/", f"/c/{number}/acts/", f"/c/{number}/restore/", f"/pages/{number}/comment/"):
        assert client.get(address).status_code == 404, address
    for address in (f"/c/{number}/like/", f"/pages/{number}/comments/unfollow/"):
        assert client.post(address).status_code in (404, 405), address


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_forms_are_answered(odd: str, world: World) -> None:
    """As an administrator, so that nothing is refused before it is read."""
    careful(who_may_comment="open")
    sent = dict.fromkeys(("markdown", "to", "reason", "name", "email", "next"), odd)
    for who in (world.root, world.visitor):
        client = client_of(who)
        for name in ("edit", "delete", "restore", "hide", "show", "approve", "keep", "like", "unlike", "flag"):
            assert client.post(f"/c/{world.first.pk}/{name}/", sent).status_code < 500
        for address in (f"/pages/{world.page.pk}/comment/", f"/pages/{world.page.pk}/comments/follow/"):
            assert client.post(address, sent).status_code < 500
        assert client.get(f"/pages/{world.page.pk}/comments/", {"page": odd}).status_code in (200, 400, 404)
        assert client.get(f"/pages/{world.page.pk}/comment/", {"to": odd}).status_code in (200, 400)
    assert mail.outbox == []


def test_operations_take_their_arguments_by_name() -> None:
    for name in operations.__all__:
        parameters = inspect.signature(getattr(operations, name)).parameters.values()
        assert {each.kind for each in parameters} == {inspect.Parameter.KEYWORD_ONLY}, name
