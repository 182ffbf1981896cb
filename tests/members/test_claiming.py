"""Imported people and those who say they are them."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from freshness import stamps
from members import operations, signals
from members.models import Member
from members.operations.joining import Newcomer
from tests.members.people import PASSWORD, code_in, entered, is_signed_in, last_mail, signed_in

FORM = {"name": "Olga Hand", "email": "Old.Hand@list.example", "password1": PASSWORD, "time_zone": "Europe/Riga"}


def test_claimed_by_signing_up(client: Client, old_hand: Member) -> None:
    site = stamps.numbers_of([stamps.SITE])
    client.post(reverse("account_signup"), FORM)
    client.post(reverse("confirm_signup"), {"code": code_in(last_mail("old.hand@list.example"))})
    assert is_signed_in(client)
    olga = Member.objects.get()
    assert olga.pk == old_hand.pk
    assert olga.claimed
    assert olga.check_password(PASSWORD)
    assert (olga.name, olga.handle, olga.time_zone) == ("Olga Hand", "old-hand", "Europe/Riga")
    assert olga.joined_at == old_hand.joined_at
    assert stamps.numbers_of([stamps.SITE]) > site


def test_nothing_is_shown_or_changed_before_the_code(client: Client, old_hand: Member) -> None:
    before = Member.objects.values().get()
    client.post(reverse("account_signup"), FORM)
    page = client.get(reverse("confirm_signup")).content.decode()
    for code in ("BBBB-BBBB", "", "CCCC-CCCC"):
        client.post(reverse("confirm_signup"), {"code": code})
    assert Member.objects.values().get() == before
    assert "old-hand" not in page
    assert "Old Hand" not in page
    assert not is_signed_in(client)


def test_the_code_of_another_address_opens_nothing(client: Client, old_hand: Member) -> None:
    """Somebody signs up with their own address, then with the imported one, and types the code they got."""
    client.post(reverse("account_signup"), FORM | {"email": "eve@example.com"})
    eves = code_in(last_mail("eve@example.com"))
    client.post(reverse("account_signup"), FORM)
    assert client.post(reverse("confirm_signup"), {"code": eves}).status_code == 422
    assert not Member.objects.get().claimed


@pytest.mark.parametrize("password", ["", "!", PASSWORD, "unusable"])
def test_unclaimed_people_have_no_password(client: Client, old_hand: Member, password: str) -> None:
    client.post(reverse("account_login"), {"login": old_hand.email, "password": password})
    assert not is_signed_in(client)


def test_no_code_no_reset_no_mail_for_unclaimed_people(client: Client, old_hand: Member) -> None:
    client.post(reverse("account_request_login_code"), {"email": old_hand.email})
    client.post(reverse("account_reset_password"), {"email": old_hand.email})
    assert not mail.outbox


def test_forced_sessions_of_unclaimed_people_are_nobodys(old_hand: Member) -> None:
    assert signed_in(old_hand).get(reverse("settings")).status_code == 302


def test_member_takes_the_address_of_an_unclaimed_person(ada: Member, old_hand: Member) -> None:
    announced: list[tuple[Member, Member]] = []

    def note(member: Member, unclaimed: Member, **_kwargs: object) -> None:
        announced.append((member, unclaimed))

    signals.words_claimed.connect(note)
    try:
        client = entered(ada)
        client.post(reverse("account_email"), {"action_add": "1", "email": old_hand.email})
        code = code_in(last_mail(old_hand.email))
        client.post(reverse("account_email_verification_sent"), {"code": "BBBB-BBBB"})
        old_hand.refresh_from_db()
        assert old_hand.email == "old.hand@list.example", "a wrong code changes nothing"
        client.post(reverse("account_email_verification_sent"), {"code": code})
    finally:
        signals.words_claimed.disconnect(note)
    ada.refresh_from_db()
    old_hand.refresh_from_db()
    assert ada.email == "old.hand@list.example"
    assert old_hand.email is None
    assert not old_hand.claimed
    assert announced == [(ada, old_hand)]


def test_claiming_waits_where_joining_is_by_approval(client: Client, old_hand: Member, joining: object) -> None:
    joining("approval")
    client.post(reverse("account_signup"), FORM)
    response = client.post(reverse("confirm_signup"), {"code": code_in(last_mail("old.hand@list.example"))})
    assert response.headers["Location"] == reverse("account_waiting")
    assert not is_signed_in(client)


def test_claimed_twice_is_refused(ada: Member) -> None:
    with pytest.raises(ValidationError):
        operations.claim(member=ada, newcomer=Newcomer(name="Eve", password="!"))
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_without_an_address_nobody_can_claim(old_hand: Member) -> None:
    old_hand.email = None
    old_hand.save()
    with pytest.raises(ValidationError):
        operations.claim(member=old_hand, newcomer=Newcomer(name="Eve", password="!"))
