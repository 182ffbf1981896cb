"""By approval and by invitation."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.models import Job
from members import operations, signals
from members.invitations import token_of
from members.models import Invitation, Member
from members.operations import inviting
from tests.members.people import PASSWORD, code_in, is_signed_in, last_mail, make_member, signed_in

SignUp = Callable[[], Client]


@pytest.fixture
def waiting(client: Client, joining: Callable[[str], None]) -> Member:
    """Somebody who signed up and verified their address where joining is by approval."""
    joining("approval")
    client.post(reverse("account_signup"), {"name": "Wanda", "email": "wanda@example.com", "password1": PASSWORD})
    response = client.post(reverse("confirm_signup"), {"code": code_in(last_mail("wanda@example.com"))})
    assert response.headers["Location"] == reverse("account_waiting")
    assert not is_signed_in(client)
    return Member.objects.get(email="wanda@example.com")


def test_who_waits_is_let_in(
    waiting: Member, moderator: Member, client: Client, run_jobs: Callable[..., object]
) -> None:
    staff = signed_in(moderator)
    page = staff.get(reverse("waiting_members")).content.decode()
    assert "wanda@example.com" in page
    mail.outbox.clear()
    staff.post(reverse("decide_member", args=[waiting.pk]), {"decision": "approve"})
    staff.post(reverse("decide_member", args=[waiting.pk]), {"decision": "approve"})
    run_jobs()
    assert [message.subject for message in mail.outbox] == ["Welcome to Baraza"]
    client.post(reverse("account_login"), {"login": "wanda@example.com", "password": PASSWORD})
    assert is_signed_in(client)


def test_joining_is_announced_when_somebody_may_come_in(waiting: Member, moderator: Member) -> None:
    joined: list[Member] = []

    def note(member: Member, **_kwargs: object) -> None:
        joined.append(member)

    signals.member_joined.connect(note)
    try:
        operations.approve_member(member=waiting, by=moderator)
    finally:
        signals.member_joined.disconnect(note)
    assert joined == [waiting]


def test_declined_and_let_in_after_all(waiting: Member, moderator: Member, run_jobs: Callable[..., object]) -> None:
    mail.outbox.clear()
    operations.decline_member(member=waiting, by=moderator)
    run_jobs()
    assert [message.to for message in mail.outbox] == [["wanda@example.com"]]
    assert not Member.objects.waiting().exists()
    approved = operations.approve_member(member=waiting, by=moderator)
    assert approved.is_active
    assert approved.is_approved


@pytest.mark.parametrize("decide", [operations.approve_member, operations.decline_member])
def test_members_decide_nothing(waiting: Member, ada: Member, decide: Callable[..., Member]) -> None:
    with pytest.raises(PermissionDenied):
        decide(member=waiting, by=ada)
    assert Member.objects.waiting().get() == waiting
    assert not Job.objects.exists()


def test_members_cannot_be_declined(ada: Member, moderator: Member) -> None:
    with pytest.raises(ValidationError):
        operations.decline_member(member=ada, by=moderator)
    ada.refresh_from_db()
    assert ada.is_active


def test_doors_of_the_admin_are_shut_to_members(waiting: Member, ada: Member) -> None:
    client = signed_in(ada)
    for url in (reverse("waiting_members"), reverse("admin_invitations")):
        assert client.get(url).status_code == 302
    client.post(reverse("decide_member", args=[waiting.pk]), {"decision": "approve"})
    assert Member.objects.waiting().exists()


# Invitations ----------------------------------------------------------------------------------------------------


def link_in_mail(to: str) -> str:
    found = re.search(r"^http\S+?(/join/\S+)$", last_mail(to).body, re.MULTILINE)
    assert found
    return found[1]


@pytest.fixture
def invited(moderator: Member, joining: Callable[[str], None], run_jobs: Callable[..., object]) -> str:
    """The link in the mail of an invitation, where joining is by invitation."""
    joining("invitation")
    response = signed_in(moderator).post(reverse("invite"), {"email": "Ivo@Example.com", "note": "We met in Lomé."})
    assert response.status_code == 302
    run_jobs()
    assert "We met in Lomé." in last_mail("ivo@example.com").body
    assert last_mail("ivo@example.com").subject == "Mod invites you to Baraza"
    return link_in_mail("ivo@example.com")


FORM = {"name": "Ivo", "password1": PASSWORD, "time_zone": "Africa/Lome"}


def test_sign_up_is_closed(client: Client, joining: Callable[[str], None]) -> None:
    joining("invitation")
    assert "by invitation" in client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), {"name": "Eve", "email": "eve@example.com", "password1": PASSWORD})
    assert not mail.outbox


def test_invited_comes_in_without_a_code(client: Client, invited: str) -> None:
    page = client.get(invited)
    assert page.status_code == 200
    assert "ivo@example.com" in page.content.decode()
    assert not Member.objects.filter(email="ivo@example.com").exists(), "opening a link changes nothing"
    client.post(invited, FORM)
    assert is_signed_in(client)
    ivo = Member.objects.get(email="ivo@example.com")
    assert ivo.is_approved
    assert ivo.time_zone == "Africa/Lome"
    assert ivo.emailaddress_set.get().verified
    assert Invitation.objects.get().accepted_by == ivo


def test_invitation_works_once(client: Client, invited: str) -> None:
    client.post(invited, FORM)
    other = Client()
    assert other.get(invited).status_code == 410
    assert other.post(invited, FORM | {"name": "Eve"}).status_code == 410
    assert not is_signed_in(other)


def test_invitation_is_for_its_address_alone(client: Client, invited: str) -> None:
    client.post(invited, FORM | {"email": "eve@example.com"})
    assert not Member.objects.filter(email="eve@example.com").exists()


def test_invitation_grows_old(client: Client, invited: str) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(invited, FORM).status_code == 410


def test_withdrawn_invitation_lets_nobody_in(client: Client, invited: str, moderator: Member) -> None:
    signed_in(moderator).post(reverse("withdraw_invitation", args=[Invitation.objects.get().pk]))
    assert client.post(invited, FORM).status_code == 410


@pytest.mark.parametrize("token", ["x", "MQ:1aaaaa:forged", "...."])
def test_forged_links(client: Client, invited: str, token: str) -> None:
    assert client.get(reverse("accept_invitation", args=[token])).status_code == 410


def test_invitation_when_one_is_a_member_meanwhile(client: Client, invited: str) -> None:
    make_member("ivo")
    assert "a member already" in client.get(invited).content.decode()
    client.post(invited, FORM)
    assert not is_signed_in(client)


def test_bad_password_is_refused_and_the_link_stays_good(client: Client, invited: str) -> None:
    assert client.post(invited, FORM | {"password1": "short"}).status_code == 422
    client.post(invited, FORM)
    assert is_signed_in(client)


def test_only_who_may_invites(ada: Member) -> None:
    with pytest.raises(PermissionDenied):
        operations.invite_person(by=ada, email="x@example.com")
    assert signed_in(ada).get(reverse("invite")).status_code == 403
    ada.user_permissions.add(Permission.objects.get(codename="add_invitation"))
    assert signed_in(ada).post(reverse("invite"), {"email": "x@example.com"}).status_code == 302
    assert Invitation.objects.get().created_by == ada


def test_members_do_not_learn_who_is_a_member(ada: Member, bob: Member, moderator: Member) -> None:
    ada.user_permissions.add(Permission.objects.get(codename="add_invitation"))
    known = signed_in(ada).post(reverse("invite"), {"email": bob.email})
    unknown = signed_in(ada).post(reverse("invite"), {"email": "new@example.com"})
    assert known.status_code == unknown.status_code == 302
    with pytest.raises(ValidationError, match="member already"):
        operations.invite_person(by=moderator, email=bob.email or "")


def test_imported_people_are_not_mailed(
    ada: Member, moderator: Member, old_hand: Member, run_jobs: Callable[..., object]
) -> None:
    with pytest.raises(ValidationError, match="imported"):
        operations.invite_person(by=moderator, email=old_hand.email or "")
    ada.user_permissions.add(Permission.objects.get(codename="add_invitation"))
    operations.invite_person(by=Member.objects.get(pk=ada.pk), email=old_hand.email or "")
    run_jobs()
    assert not mail.outbox


def test_invitations_are_bounded(ada: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    ada.user_permissions.add(Permission.objects.get(codename="add_invitation"))
    ada = Member.objects.get(pk=ada.pk)
    monkeypatch.setattr(inviting, "A_DAY", 2)
    for number in range(2):
        operations.invite_person(by=ada, email=f"p{number}@example.com")
    with pytest.raises(ValidationError, match="tomorrow"):
        operations.invite_person(by=ada, email="p3@example.com")
    with pytest.raises(ValidationError):
        operations.invite_person(by=ada, email="p1@example.com")
    assert Invitation.objects.count() == 2


def test_others_invitations_are_not_ones_own(invited: str, ada: Member) -> None:
    pk = Invitation.objects.get().pk
    assert signed_in(ada).post(reverse("withdraw_invitation", args=[pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        operations.withdraw_invitation(invitation=Invitation.objects.get(), by=ada)
    assert Invitation.objects.get().is_open


def test_invitations_in_the_admin(invited: str, moderator: Member) -> None:
    staff = signed_in(moderator)
    assert "ivo@example.com" in staff.get(reverse("admin_invitations")).content.decode()
    assert staff.post(reverse("admin_invitations"), {"email": "nobody"}).status_code == 422
    staff.post(reverse("admin_withdraw_invitation", args=[Invitation.objects.get().pk]))
    assert Invitation.objects.get().withdrawn_at is not None


def test_token_is_not_kept(moderator: Member) -> None:
    invitation = operations.invite_person(by=moderator, email="x@example.com")
    assert token_of(invitation) not in str(Job.objects.values_list("args", "kwargs").get())
