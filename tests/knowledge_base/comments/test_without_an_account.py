"""Commenting without an account: asked for by a form, confirmed from the mailbox, written once."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail, signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from forum.models import Group
from knowledge_base.comments import operations
from knowledge_base.comments.models import PageComment
from knowledge_base.models import PageTally

from .worlds import World, careful, fresh, true

pytestmark = pytest.mark.django_db

Nothing = Callable[[], AbstractContextManager[None]]
SENT = {"name": "Zoe <b>", "email": "Zoe@Example.org", "markdown": "I **sell** chairs."}


@pytest.fixture(autouse=True)
def open_to_all(world: World) -> None:
    careful(who_may_comment="open")


def link() -> str:
    """The path of the link in the latest mail."""
    found = re.search(r"https?://[^/]+(/c/confirm/\S+)", mail.outbox[-1].body)
    assert found is not None
    return found[1]


def asked(world: World, **changes: str) -> str:
    operations.request_comment(page=world.page, **{**SENT, **changes})
    return link()


def token(address: str) -> str:
    return address.removeprefix("/c/confirm/").removesuffix("/")


def test_a_request_sends_one_mail_and_keeps_nothing(world: World, nothing_changes: Nothing) -> None:
    before = PageComment.objects.count()
    asked(world)
    (letter,) = mail.outbox
    assert letter.to == ["zoe@example.org"]
    assert "How to price" in letter.subject
    assert "sell" not in letter.body
    assert "Zoe" not in letter.body
    assert PageComment.objects.count() == before
    mail.outbox.clear()
    with nothing_changes():
        asked(world)
        mail.outbox.clear()


def test_the_link_shows_and_the_button_writes_once(world: World) -> None:
    address, client = asked(world), Client()
    before = PageComment.objects.count()
    for _again in range(2):
        shown = client.get(address)
        assert shown.status_code == 200
        assert "Zoe &lt;b&gt;" in shown.content.decode()
        assert PageComment.objects.count() == before
    answers = [client.post(address) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    written = PageComment.objects.get(request_key__isnull=False)
    assert (written.user, written.user_name, written.user_email) == (None, "Zoe <b>", "zoe@example.org")
    assert written.html == "<p>I <strong>sell</strong> chairs.</p>\n"
    assert written.is_waiting
    true()


def test_who_was_accepted_once_does_not_wait_again(world: World) -> None:
    first = operations.confirm_comment(token=token(asked(world)))
    operations.approve_comment(comment=first, by=world.carl)
    answer = Client().post(asked(world, markdown="And tables."))
    second = PageComment.objects.get(comment="And tables.")
    assert second.is_shown
    assert answer["Location"] == f"{world.page.url}#c-{second.pk}"
    assert PageTally.objects.get(page=world.page).comments == 5
    operations.request_comment(page=world.page, name="Zoe", email="other@example.org", markdown="Me too.")
    assert operations.confirm_comment(token=token(link())).is_waiting


def test_in_a_new_group_every_comment_waits(world: World) -> None:
    operations.approve_comment(comment=fresh(operations.confirm_comment(token=token(asked(world)))), by=world.carl)
    Group.objects.update(created_at=timezone.now() - timedelta(days=2))
    careful(who_may_comment="open", new_group_days=3)
    assert operations.confirm_comment(token=token(asked(world, markdown="And again."))).is_waiting
    careful(who_may_comment="open", new_group_days=2)
    assert not operations.confirm_comment(token=token(asked(world, markdown="Once more."))).is_waiting


def test_a_link_that_is_old_or_not_ours_writes_nothing(world: World, nothing_changes: Nothing) -> None:
    address = asked(world)
    forged = signing.dumps({"page": world.page.pk, "name": "Zoe"}, salt="another")
    for wrong in (token(address)[:-2], f"{token(address)}x", forged, "x"):
        with nothing_changes(), pytest.raises(ValidationError):
            operations.confirm_comment(token=wrong)
        assert Client().post(f"/c/confirm/{wrong}/").status_code == 404
    later = signing.time.time() + timedelta(days=3, minutes=1).total_seconds()
    with patch("django.core.signing.time.time", return_value=later):
        with nothing_changes(), pytest.raises(ValidationError):
            operations.confirm_comment(token=token(address))
        assert Client().get(address).status_code == 404


def test_what_was_closed_meanwhile_takes_nothing(world: World, nothing_changes: Nothing) -> None:
    address = asked(world)
    careful(who_may_comment="members")
    with nothing_changes(), pytest.raises(PermissionDenied):
        operations.confirm_comment(token=token(address))
    careful(who_may_comment="open")
    world.page.audience = "members"
    world.page.save()
    with nothing_changes(), pytest.raises(PermissionDenied):
        operations.confirm_comment(token=token(address))
    assert Client().post(address).status_code == 403
    world.page.delete()
    assert Client().post(address).status_code == 403


def test_pages_that_visitors_do_not_read_take_no_requests(world: World, nothing_changes: Nothing) -> None:
    for page in (world.inside, world.for_members, world.draft, world.top):
        with nothing_changes(), pytest.raises(PermissionDenied):
            operations.request_comment(page=page, **SENT)
    for page in (world.inside, world.for_members, world.draft):
        assert Client().post(f"/pages/{page.pk}/comment/", SENT).status_code == 404


WRONG = {
    "no name": ({"name": " \n "}, "name"),
    "a long name": ({"name": "x" * 51}, "name"),
    "a name that turns the page round": ({"name": "Zoe\u202egnp"}, "name"),
    "no address": ({"email": "zoe"}, "email"),
    "two addresses": ({"email": "zoe@example.org, eve@example.org"}, "email"),
    "another line": ({"email": "zoe@example.org\nBcc: eve@example.org"}, "email"),
    "no words": ({"markdown": " "}, "markdown"),
    "words too long for a link": ({"markdown": "x" * 1_501}, "markdown"),
    "a NUL": ({"markdown": "a\x00b"}, "markdown"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_will_not_do_is_refused_and_comes_back(wrong: str, world: World, nothing_changes: Nothing) -> None:
    changes, field = WRONG[wrong]
    with nothing_changes(), pytest.raises(ValidationError) as refused:
        operations.request_comment(page=world.page, **{**SENT, **changes})
    assert field in refused.value.message_dict
    with nothing_changes():
        answer = Client().post(f"/pages/{world.page.pk}/comment/", {**SENT, **changes})
    assert answer.status_code == 422
    if "markdown" not in changes:
        assert "I **sell** chairs." in answer.content.decode()


def test_the_longest_words_fit_a_link_in_any_script(world: World) -> None:
    """Below the 8,190 bytes that web servers take for an address."""
    for letters in ("abcdefghij klmnop", "ሀለሐመሠረሰሸቀበ", "漢字仮名交文章表現語"):
        words = "".join(letters[number * 7 % len(letters)] for number in range(1_500)).strip()
        address = asked(world, markdown=words)
        assert len(address) < 4_000
        assert operations.confirm_comment(token=token(address)).comment == words


def test_a_mail_that_cannot_be_sent_gives_the_words_back(world: World, nothing_changes: Nothing) -> None:
    with patch("django.core.mail.EmailMessage.send", side_effect=ConnectionRefusedError), nothing_changes():
        answer = Client().post(f"/pages/{world.page.pk}/comment/", SENT)
    assert answer.status_code == 422
    assert "I **sell** chairs." in answer.content.decode()


def test_one_mailbox_is_not_flooded(world: World) -> None:
    client = Client()
    answers = [client.post(f"/pages/{world.page.pk}/comment/", SENT) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert "I **sell** chairs." in answers[1].content.decode()
    assert len(mail.outbox) == 1


def test_a_name_is_shown_and_an_address_never(world: World) -> None:
    first = operations.confirm_comment(token=token(asked(world)))
    operations.approve_comment(comment=first, by=world.carl)
    page = Client().get(f"/pages/{world.page.pk}/comments/").content.decode()
    assert "Zoe &lt;b&gt;" in page
    assert "zoe@example.org" not in page
    assert fresh(first).author_name == "Zoe <b>"


def test_members_are_asked_to_sign_in_where_the_site_is_not_open(world: World) -> None:
    careful(who_may_comment="members")
    answer = Client().get(f"/pages/{world.page.pk}/comment/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=/pages/")
    assert PageComment.objects.visible_to(AnonymousUser()).filter(page=world.page).count() == 3
