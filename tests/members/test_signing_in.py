"""By password, by code, by link, by app, by passkey; and not otherwise."""

from __future__ import annotations

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from members.models import Member
from tests.members.passkeys import SoftwarePasskey
from tests.members.people import PASSWORD, code_in, entered, is_signed_in, last_mail, signed_in

pytestmark = pytest.mark.usefixtures("kept_contexts")


def sign_in(client: Client, member: Member, password: str = PASSWORD, **extra: str) -> object:
    return client.post(reverse("account_login"), {"login": member.email or "", "password": password} | extra)


def app_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def with_app(member: Member) -> tuple[Client, str]:
    """A member who has switched the authenticator app on, and its key."""
    client = entered(member)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.findall(r'<code class="secret">(\w+)</code>', page)[0]
    response = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    assert response.headers["Location"] == reverse("mfa_view_recovery_codes")
    return client, secret


def with_passkey(member: Member, name: str = "My phone") -> tuple[Client, SoftwarePasskey]:
    """A member who has added a passkey, and the passkey."""
    client, passkey = entered(member), SoftwarePasskey()
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    options = json.loads(re.findall(r'id="passkey-options"[^>]*>(.*?)</script>', page)[0])["creation_options"]
    form = {"name": name, "passwordless": "on", "credential": passkey.register(options)}
    response = client.post(reverse("mfa_add_webauthn"), form)
    assert response.status_code == 302, response.context["form"].errors
    return client, passkey


def test_by_password(ada: Member, client: Client) -> None:
    response = sign_in(client, ada, next="/groups/")
    assert response.headers["Location"] == "/groups/"
    assert is_signed_in(client)


def test_address_is_compared_without_case(ada: Member, client: Client) -> None:
    client.post(reverse("account_login"), {"login": "ADA@Example.COM", "password": PASSWORD})
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_next_never_leads_elsewhere(ada: Member, client: Client, target: str) -> None:
    assert sign_in(client, ada, next=target).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("changes", "page"),
    [({"is_active": False}, "account_inactive"), ({"is_approved": False}, "account_waiting")],
)
def test_those_who_may_not(ada: Member, client: Client, changes: dict[str, bool], page: str) -> None:
    Member.objects.filter(pk=ada.pk).update(**changes)
    assert sign_in(client, ada).headers["Location"] == reverse(page)
    assert not is_signed_in(client)
    assert client.get(reverse(page)).status_code == 200


def test_a_session_ends_when_its_member_may_no_longer_sign_in(ada: Member) -> None:
    client = signed_in(ada)
    assert client.get(reverse("settings")).status_code == 200
    Member.objects.filter(pk=ada.pk).update(is_active=False)
    assert client.get(reverse("settings")).status_code == 302


def test_guessing_is_stopped(ada: Member, client: Client) -> None:
    for _attempt in range(5):
        sign_in(client, ada, "wrong")
    response = sign_in(client, ada)
    assert response.status_code == 422
    assert "tried too often" in response.content.decode()


def test_wagtails_own_sign_in_opens_nothing(admin: Member, client: Client) -> None:
    response = client.get("/admin/")
    assert response.headers["Location"].startswith(reverse("account_login"))
    client.post("/admin/login/", {"username": admin.email, "password": PASSWORD})
    assert not is_signed_in(client)
    assert client.get("/admin/password_reset/").status_code == 404


def test_by_code(ada: Member, client: Client) -> None:
    client.post(reverse("account_request_login_code") + "?next=/groups/", {"email": "ada@example.com"})
    code = code_in(last_mail("ada@example.com"))
    response = client.post(reverse("account_confirm_login_code") + "?next=/groups/", {"code": code})
    assert is_signed_in(client)
    assert response.headers["Location"] == "/groups/"


def test_code_that_was_not_sent_never_signs_in(ada: Member, client: Client) -> None:
    client.post(reverse("account_request_login_code"), {"email": "ada@example.com"})
    for _attempt in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "BBBB-BBBB"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(last_mail("ada@example.com"))})
    assert not is_signed_in(client)


def test_member_made_by_staff_signs_in_by_one_code(client: Client) -> None:
    member = Member.objects.create_user("new@example.com", None, handle="new", name="New")
    client.post(reverse("account_request_login_code"), {"email": "new@example.com"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(last_mail("new@example.com"))})
    assert is_signed_in(client)
    assert member.emailaddress_set.get().verified
    assert len(mail.outbox) == 1


def test_administrator_made_at_the_terminal_signs_in_at_once(client: Client) -> None:
    member = Member.objects.create_superuser("op.erator+1@example.com", PASSWORD)
    assert member.handle == "op-erator-1"
    sign_in(client, member)
    assert is_signed_in(client)
    assert not mail.outbox


def reset_link(member: Member) -> str:
    Client().post(reverse("account_reset_password"), {"email": member.email})
    found = re.search(r"^http\S+(/account/password/reset/key/\S+)$", last_mail(member.email or "").body, re.MULTILINE)
    assert found
    return found[1]


def test_reset_of_a_password(ada: Member, client: Client) -> None:
    link = reset_link(ada)
    form = client.get(link).headers["Location"]
    assert client.post(form, {"password1": "short"}).status_code == 422
    client.post(form, {"password1": "a wholly new password"})
    assert is_signed_in(client)
    ada.refresh_from_db()
    assert ada.check_password("a wholly new password")
    assert last_mail("ada@example.com").subject == "Your password was changed"
    assert "no longer good" in Client().get(link).content.decode(), "works once"


def test_reset_link_is_not_made_of_the_requests_host(ada: Member, settings: object) -> None:
    Client().post(reverse("account_reset_password"), {"email": ada.email}, headers={"Host": "evil.example"})
    assert "evil.example" not in last_mail("ada@example.com").body
    assert settings.SITE_URL in last_mail("ada@example.com").body


def test_change_of_a_password_signs_out_everywhere(ada: Member) -> None:
    phone, desk = signed_in(ada), signed_in(ada)
    wrong = desk.post(
        reverse("account_change_password"), {"oldpassword": "wrong", "password1": "a wholly new password"}
    )
    assert wrong.status_code == 422
    desk.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "a wholly new password"})
    assert phone.get(reverse("settings")).status_code == desk.get(reverse("settings")).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password("a wholly new password")


def test_change_of_address(ada: Member) -> None:
    client = entered(ada)
    response = client.post(reverse("account_email"), {"action_add": "1", "email": "Ada.New@example.com"})
    assert response.headers["Location"] == reverse("account_email_verification_sent")
    ada.refresh_from_db()
    assert ada.email == "ada@example.com", "the old one stays until the code is typed"
    client.post(reverse("account_email_verification_sent"), {"code": code_in(last_mail("ada.new@example.com"))})
    ada.refresh_from_db()
    assert ada.email == "ada.new@example.com"
    assert [address.email for address in ada.emailaddress_set.all()] == ["ada.new@example.com"]
    assert last_mail("ada@example.com").subject == "Your e-mail address was changed"


def test_sensitive_changes_ask_who_it_is_again(ada: Member) -> None:
    client = signed_in(ada)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name)).headers["Location"].startswith(reverse("account_reauthenticate"))


def test_by_password_and_app(ada: Member) -> None:
    _client, secret = with_app(ada)
    cache.clear()  # the same half minute's code is used twice here
    client = Client()
    response = sign_in(client, ada, next="/groups/")
    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 422
    cache.clear()
    assert client.post(reverse("mfa_authenticate"), {"code": app_code(secret)}).headers["Location"] == "/groups/"
    assert is_signed_in(client)


def test_a_reset_password_does_not_get_past_the_app(ada: Member) -> None:
    with_app(ada)
    client = Client()
    client.post(client.get(reset_link(ada)).headers["Location"], {"password1": "a wholly new password"})
    assert not is_signed_in(client)
    cache.clear()
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": ada.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(last_mail("ada@example.com"))})
    assert not is_signed_in(client)


def test_recovery_codes_work_once(ada: Member) -> None:
    owner, _secret = with_app(ada)
    codes = owner.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10
    assert codes[0] in owner.get(reverse("mfa_download_recovery_codes")).content.decode()
    for expected in (True, False):
        client = Client()
        sign_in(client, ada)
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert is_signed_in(client) is expected


def test_app_is_switched_off(ada: Member) -> None:
    owner, _secret = with_app(ada)
    assert owner.get(reverse("mfa_deactivate_totp")).status_code == 200
    owner.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert last_mail("ada@example.com").subject == "Your authenticator app is off"


def test_by_passkey(ada: Member) -> None:
    owner, passkey = with_passkey(ada)
    assert "My phone" in owner.get(reverse("mfa_list_webauthn")).content.decode()

    client = Client()
    begun = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()
    credential = passkey.sign(begun["request_options"])
    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential, "next": "/groups/"})
    assert response.headers["Location"] == "/groups/"
    assert is_signed_in(client)

    again = Client()
    again.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert not is_signed_in(again), "a recorded answer is worth nothing"


def test_passkey_pages(ada: Member) -> None:
    owner, _passkey = with_passkey(ada, name="")
    pk = Authenticator.objects.get(type="webauthn").pk
    assert owner.get(reverse("mfa_reauthenticate_webauthn")).status_code == 200
    owner.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": "Old phone"})
    assert "Old phone" in owner.get(reverse("mfa_remove_webauthn", args=[pk])).content.decode()
    client = Client()
    sign_in(client, ada)
    assert b"passkey-options" in client.get(reverse("mfa_authenticate")).content
    owner.post(reverse("mfa_remove_webauthn", args=[pk]))
    assert not Authenticator.objects.exists()


def test_passkey_of_a_member_who_waits_opens_nothing(ada: Member) -> None:
    _owner, passkey = with_passkey(ada)
    Member.objects.filter(pk=ada.pk).update(is_approved=False)
    client = Client()
    begun = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()
    client.post(reverse("mfa_login_webauthn"), {"credential": passkey.sign(begun["request_options"])})
    assert not is_signed_in(client)


def test_signing_out_asks_by_post(ada: Member) -> None:
    client = signed_in(ada)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)
