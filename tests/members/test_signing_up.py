"""From a form to a member, and everything that must not happen on the way."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from members import operations, signals
from members.models import Member
from members.operations.joining import Newcomer
from tests.members.people import PASSWORD, code_in, is_signed_in, last_mail

FORM = {"name": "Amina Yusuf", "email": "amina@example.com", "password1": PASSWORD}


def sign_up(client: Client, **changes: str) -> object:
    return client.post(reverse("account_signup"), FORM | changes)


def confirm(client: Client, code: str, **extra: str) -> object:
    return client.post(reverse("confirm_signup"), {"code": code} | extra)


def test_form_to_signed_in(client: Client) -> None:
    joined: list[Member] = []
    signals.member_joined.connect(lambda member, **_kw: joined.append(member), weak=False, dispatch_uid="test")
    try:
        response = sign_up(client, time_zone="Africa/Lagos", language="fr-CI", next="/groups/")
        assert response.headers["Location"] == reverse("confirm_signup")
        assert not Member.objects.exists(), "nobody is a member before the code"
        response = confirm(client, code_in(last_mail("amina@example.com")))
    finally:
        signals.member_joined.disconnect(dispatch_uid="test")
    amina = Member.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, "/groups/")
    assert is_signed_in(client)
    assert joined == [amina]
    assert (amina.handle, amina.name, amina.email) == ("amina-yusuf", "Amina Yusuf", "amina@example.com")
    assert (amina.time_zone, amina.language) == ("Africa/Lagos", "fr")
    assert amina.check_password(PASSWORD)
    assert amina.claimed
    assert amina.is_approved
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("amina@example.com", True, True)]


def test_page_says_what_it_needs(client: Client) -> None:
    page = client.get(reverse("account_signup")).content.decode()
    assert 'type="password"' in page
    assert page.count('type="password"') == 1
    assert "time-zone.js" in page


@pytest.mark.parametrize(("typed", "kept"), [("", "UTC"), ("Mars/Olympus", "UTC"), ("Asia/Kolkata", "Asia/Kolkata")])
def test_time_zone_is_never_a_reason_to_refuse(client: Client, typed: str, kept: str) -> None:
    sign_up(client, time_zone=typed)
    confirm(client, code_in(last_mail("amina@example.com")))
    assert Member.objects.get().time_zone == kept


def test_language_comes_from_the_browsers_header_without_javascript(client: Client) -> None:
    client.post(reverse("account_signup"), FORM, headers={"Accept-Language": "sw,en;q=0.5"})
    confirm(client, code_in(last_mail("amina@example.com")))
    assert Member.objects.get().language == "sw"


def test_code_is_forgiving_about_case_and_dash(client: Client) -> None:
    sign_up(client)
    confirm(client, code_in(last_mail("amina@example.com")).replace("-", " ").lower())
    assert is_signed_in(client)


def test_wrong_codes_end_the_sign_up(client: Client) -> None:
    sign_up(client)
    right = code_in(last_mail("amina@example.com"))
    for _attempt in range(2):
        assert confirm(client, "BBBB-BBBB").status_code == 422
    assert confirm(client, "BBBB-BBBB").headers["Location"] == reverse("account_signup")
    confirm(client, right)
    assert not Member.objects.exists()
    assert not is_signed_in(client)


def test_code_works_only_in_its_browser(client: Client) -> None:
    sign_up(client)
    other = Client()
    confirm(other, code_in(last_mail("amina@example.com")))
    assert not Member.objects.exists()


def test_code_grows_old(client: Client, settings: object) -> None:
    sign_up(client)
    code = code_in(last_mail("amina@example.com"))
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = -1
    confirm(client, code)
    assert not Member.objects.exists()


def test_new_code_replaces_the_old(client: Client, settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"confirm_email": None}
    sign_up(client)
    first = code_in(last_mail("amina@example.com"))
    confirm(client, "", action="resend")
    second = code_in(last_mail("amina@example.com"))
    assert confirm(client, first).status_code == 422
    confirm(client, second)
    assert is_signed_in(client)


def test_too_many_sign_ups_for_one_mailbox_get_the_429_page(client: Client) -> None:
    assert sign_up(client).status_code == 302
    response = sign_up(client)
    assert response.status_code == 429
    assert "A moment, please" in response.content.decode()
    assert len(mail.outbox) == 1


def test_refused_form_keeps_what_was_typed_and_leaves_nothing(client: Client) -> None:
    response = sign_up(client, password1="short")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Amina Yusuf" in page
    assert 'value="short"' not in page
    assert not mail.outbox
    assert not Member.objects.exists()


@pytest.mark.parametrize("password", ["amina-yusuf", "Amina Yusuf!", "amina@example.com", "password1234"])
def test_passwords_others_would_guess_are_refused(client: Client, password: str) -> None:
    assert sign_up(client, password1=password).status_code == 422


@pytest.mark.parametrize("name", ["Two\nLines", "Evil\u202egpj.exe", "\x02slot\x03", "", "x" * 81])
def test_names_hold_no_invisible_characters(client: Client, name: str) -> None:
    assert sign_up(client, name=name).status_code == 422


def test_derived_handles_never_collide(client: Client) -> None:
    for number in range(3):
        operations.join(email=f"a{number}@example.com", newcomer=Newcomer(name="Amina Yusuf", password="!"))
    assert sorted(Member.objects.values_list("handle", flat=True)) == ["amina-yusuf", "amina-yusuf2", "amina-yusuf3"]


def test_chosen_handle_that_is_taken_is_said(client: Client, ada: Member) -> None:
    response = sign_up(client, handle="@Ada")
    assert response.status_code == 422
    assert "<details open>" in response.content.decode()


def test_next_never_leads_elsewhere(client: Client) -> None:
    sign_up(client, next="https://evil.example/")
    response = confirm(client, code_in(last_mail("amina@example.com")))
    assert response.headers["Location"] == "/"


def test_two_browsers_one_address(client: Client) -> None:
    """Both proved the address; the second hears that there is a membership, and changes nothing of it."""
    cache_free = {"name": "Other", "password1": "another long password"}
    sign_up(client)
    mine = code_in(last_mail("amina@example.com"))
    other = Client()
    cache.clear()
    other.post(reverse("account_signup"), FORM | cache_free)
    theirs = code_in(last_mail("amina@example.com"))
    confirm(client, mine)
    confirm(other, theirs)
    assert not is_signed_in(other)
    assert Member.objects.get().name == "Amina Yusuf"


def test_joining_twice_is_refused_and_leaves_nothing(ada: Member) -> None:
    with pytest.raises(ValidationError):
        operations.join(email="ADA@example.com", newcomer=Newcomer(name="Not Ada", password="!"))
    ada.refresh_from_db()
    assert ada.name == "Ada"
    assert Member.objects.count() == 1
