"""Nobody learns from our pages whether an address is a member's, an imported person's or nobody's."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from members.models import Member
from tests.members.people import PASSWORD, code_in, entered

SAME_LENGTH = ["ada@example.com", "ola@example.com", "nil@example.com"]  # a member's, an imported person's, nobody's


@pytest.fixture
def three(ada: Member) -> list[str]:
    ola = Member(email="ola@example.com", handle="ola", name="Ola", claimed=False)
    ola.set_unusable_password()
    ola.save()
    return SAME_LENGTH


def neutral(content: bytes, email: str) -> bytes:
    """A page without what differs by chance: the token against forged requests, and the address typed."""
    page = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", content)
    return page.replace(email.encode(), b"ADDRESS")


def answers(url_name: str, form: dict[str, str], follow_up: str) -> set[tuple[object, ...]]:
    seen = set()
    for email in SAME_LENGTH:
        client = Client()
        first = client.post(reverse(url_name), {key: value.replace("ADDRESS", email) for key, value in form.items()})
        page = client.get(reverse(follow_up))
        wrong = client.post(reverse(follow_up), {"code": "BBBB-BBBB"})
        seen.add((
            first.status_code, first.headers.get("Location"), neutral(first.content, email),
            page.status_code, neutral(page.content, email), wrong.status_code, neutral(wrong.content, email),
            tuple(sorted(client.cookies)),
        ))  # fmt: skip
    return seen


def test_sign_up(three: list[str]) -> None:
    form = {"name": "Somebody", "email": "ADDRESS", "password1": PASSWORD}
    assert len(answers("account_signup", form, "confirm_signup")) == 1
    assert [message.to for message in mail.outbox] == [[email] for email in three], "one mail each"


def test_sign_up_again_and_again(three: list[str], settings: object) -> None:
    """Asking for a new code is the same, too, until it is refused."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"confirm_email": None}
    seen = set()
    for email in three:
        client = Client()
        client.post(reverse("account_signup"), {"name": "S", "email": email, "password1": PASSWORD})
        pages = []
        for _attempt in range(4):
            response = client.post(reverse("confirm_signup"), {"action": "resend"}, follow=True)
            pages.append(neutral(response.content, email))
        seen.add(tuple(pages))
    assert len(seen) == 1


def test_sign_in_by_code(three: list[str]) -> None:
    assert len(answers("account_request_login_code", {"email": "ADDRESS"}, "account_confirm_login_code")) == 1
    assert [message.to for message in mail.outbox] == [["ada@example.com"], ["nil@example.com"]]


def test_password_reset(three: list[str]) -> None:
    assert len(answers("account_reset_password", {"email": "ADDRESS"}, "account_reset_password_done")) == 1
    assert [message.to for message in mail.outbox] == [["ada@example.com"], ["nil@example.com"]]
    assert "password/reset/key" in mail.outbox[0].body
    assert "password/reset/key" not in mail.outbox[1].body


def test_sign_in_with_a_wrong_password(three: list[str]) -> None:
    seen = set()
    for email in three:
        response = Client().post(reverse("account_login"), {"login": email, "password": "not the password"})
        seen.add((response.status_code, neutral(response.content, email)))
    assert len(seen) == 1
    assert next(iter(seen))[0] == 422
    assert not mail.outbox


def test_profiles_and_handles_for_visitors(three: list[str], client: Client) -> None:
    there = client.get("/m/ada/")
    nowhere = client.get("/m/nil/")
    assert there.status_code == nowhere.status_code == 302
    assert there.headers["Location"] == "/account/login/?next=/m/ada/"
    assert nowhere.headers["Location"] == "/account/login/?next=/m/nil/"


def test_member_who_waits_is_told_only_with_the_right_password(ada: Member, client: Client) -> None:
    ada.is_approved = False
    ada.save()
    wrong = client.post(reverse("account_login"), {"login": ada.email, "password": "not the password"})
    assert wrong.status_code == 422
    right = client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    assert right.headers["Location"] == reverse("account_waiting")


def test_change_of_address_to_another_members(ada: Member, bob: Member) -> None:
    """The page asks for a code as always; only in the other's mailbox it shows, and there it gives nothing."""
    client = entered(ada)
    free = client.post(reverse("account_email"), {"action_add": "1", "email": "free@example.com"})
    cache.clear()
    taken = client.post(reverse("account_email"), {"action_add": "1", "email": bob.email})
    assert free.status_code == taken.status_code == 302
    assert free.headers["Location"] == taken.headers["Location"] == reverse("account_email_verification_sent")
    code = code_in(mail.outbox[-1])
    assert mail.outbox[-1].to == [bob.email]
    assert client.post(reverse("account_email_verification_sent"), {"code": code}).status_code == 422
    ada.refresh_from_db()
    assert ada.email == "ada@example.com"
