"""Every operation on members and its doors: what is asked of it, and what is sent to the web for the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import operations
from members.invitations import token_of
from members.models import Invitation, Member
from members.operations.joining import Newcomer
from tests import doors
from tests.members.people import PASSWORD, code_in, entered, make_member
from tests.members.test_admin import form_of
from tests.members.test_avatars import picture, upload

World = SimpleNamespace
# None of these doors answers with a fragment.
Door = partial(doors.Door, ways=("page",))
IVO = {"name": "Ivo", "time_zone": "Africa/Lome", "language": "en"}
PROFILE = {"name": "Ada K.", "trade": "joiner", "place": "Accra", "bio": "I *make* chairs."}
PREFERENCES = {"language": "sw", "time_zone": "Africa/Accra", "reading": "threads"}
INVITED = {"email": "new@example.com", "note": "Come"}


def people() -> World:
    """Who acts, is acted on, waits, was imported and was invited."""
    world = SimpleNamespace(visitor=AnonymousUser(), ada=make_member("ada", bio=""), bob=make_member("bob"))
    world.mod, world.admin = make_member("mod", is_moderator=True), make_member("the-admin", is_superuser=True)
    world.waiting = make_member("wanda", is_approved=False)
    world.imported = Member(email="old@list.example", handle="old-hand", name="Old Hand", claimed=False)
    world.imported.set_unusable_password()
    world.imported.save()
    world.invitation, world.over = (
        operations.invite_person(by=world.mod, email=email) for email in ("ivo@example.com", "over@example.com")
    )
    Invitation.objects.filter(pk=world.over.pk).update(accepted_at=timezone.now(), accepted_by=world.bob)
    return world


def signing_up(email: str) -> Callable[[World], None]:
    """A browser in which somebody has signed up and been sent the code."""

    def begin(world: World) -> None:
        world.newcomer = Client()
        world.newcomer.post("/account/signup/", {**IVO, "email": email, "password1": PASSWORD})

    return begin


def changing_address(world: World) -> None:
    """A browser in which ada has said that an imported person's address is hers, and been sent the code."""
    world.ada_again = entered(world.ada)
    world.ada_again.post("/account/email/", {"action_add": "1", "email": world.imported.email})


def code(_world: World) -> dict[str, str]:
    return {"code": code_in(mail.outbox[-1])}


def newcomer(_world: World) -> dict[str, Any]:
    return {"newcomer": Newcomer(password="drawn by lot", **IVO)}


def in_admin(name: str) -> Callable[[World], str]:
    return lambda w: reverse("wagtailusers_users:edit", args=[getattr(w, name).pk])


def deciding(name: str) -> Callable[[World], str]:
    return lambda w: f"/admin/waiting/{getattr(w, name).pk}/"


def with_picture(world: World) -> None:
    operations.set_avatar(member=world.ada, by=world.ada, picture=upload(picture()))


def of_ada(**asked: Any) -> doors.Ask:
    return lambda w: {"member": w.ada, **asked}


CONFIRM: Callable[[World], str] = lambda w: "/account/signup/confirm/"  # noqa: E731
# The page of one member in the admin saves all that it shows.
ALL_OF_THE_PAGE = frozenset({"freshness.Stamp", "jobs.Job", "django_q.OrmQ"})

DOORS = [
    # Coming in
    Door("join", "", "newcomer", "", lambda w: {"email": "ivo2@example.com", **newcomer(w)}, CONFIRM, code,
         given=signing_up("ivo2@example.com")),
    Door("claim", "", "newcomer", "", lambda w: {"member": w.imported, **newcomer(w)}, CONFIRM, code,
         given=signing_up("old@list.example"), more=frozenset({"account.EmailAddress"})),
    Door("claim_words", "", "ada_again", "", of_ada(email="old@list.example"),
         lambda w: "/account/confirm-email/", code, given=changing_address,
         more=frozenset({"account.EmailAddress", "members.Member", "mails"})),
    Door("accept_invitation", "", "visitor", "", lambda w: {"invitation": w.invitation, **newcomer(w)},
         lambda w: f"/join/{token_of(w.invitation)}/", lambda w: {**IVO, "password1": PASSWORD},
         wrong=(lambda w: {"invitation": w.over, **newcomer(w)}, lambda w: {**IVO, "password1": PASSWORD}),
         wrong_address=lambda w: f"/join/{token_of(w.over)}/"),
    Door("approve_member", "by", "mod", "ada", lambda w: {"member": w.waiting}, deciding("waiting"),
         lambda w: {"decision": "approve"}),
    Door("decline_member", "by", "mod", "ada", lambda w: {"member": w.waiting}, deciding("waiting"),
         lambda w: {"decision": "decline"},
         wrong=(lambda w: {"member": w.bob}, lambda w: {"decision": "decline"}), wrong_address=deciding("bob")),
    *(Door("invite_person", "by", "mod", "ada", lambda w: INVITED,
           lambda w, address=address: address, lambda w: INVITED,
           wrong=(lambda w: {"email": w.bob.email}, lambda w: {"email": w.bob.email}))
      for address in ("/invite/", "/admin/invitations/")),
    *(Door("withdraw_invitation", "by", "mod", "ada", lambda w: {"invitation": w.invitation},
           lambda w, start=start: f"{start}{w.invitation.pk}/withdraw/",
           wrong=(lambda w: {"invitation": w.over}, doors.none),
           wrong_address=lambda w, start=start: f"{start}{w.over.pk}/withdraw/")
      for start in ("/invite/", "/admin/invitations/")),
    # Oneself
    Door("revise_profile", "by", "ada", "visitor", of_ada(**PROFILE), lambda w: "/me/profile/", lambda w: PROFILE,
         wrong=(of_ada(**PROFILE | {"name": "\u200b"}), lambda w: PROFILE | {"name": "\u200b"})),
    Door("change_handle", "by", "ada", "visitor", of_ada(handle="@Adah"), lambda w: "/me/handle/",
         lambda w: {"handle": "@Adah"}, wrong=(of_ada(handle="staff"), lambda w: {"handle": "staff"})),
    Door("revise_preferences", "by", "ada", "visitor", of_ada(**PREFERENCES), lambda w: "/me/preferences/",
         lambda w: PREFERENCES,
         wrong=(of_ada(**PREFERENCES | {"language": "x"}), lambda w: PREFERENCES | {"language": "x"})),
    Door("set_avatar", "by", "ada", "visitor", lambda w: {"member": w.ada, "picture": upload(picture())},
         lambda w: "/me/picture/", lambda w: {"picture": upload(picture())},
         wrong=(lambda w: {"member": w.ada, "picture": upload(b"none")}, lambda w: {"picture": upload(b"none")})),
    Door("remove_avatar", "by", "ada", "visitor", of_ada(), lambda w: "/me/picture/", lambda w: {"action": "remove"},
         given=with_picture),
    # Others, in the admin
    Door("revise_profile", "by", "admin", "ada", lambda w: {"member": w.bob, "name": "Robert"}, in_admin("bob"),
         lambda w: form_of(w.bob, name="Robert"), more=ALL_OF_THE_PAGE),
    Door("change_handle", "by", "admin", "ada", lambda w: {"member": w.bob, "handle": "rob"}, in_admin("bob"),
         lambda w: form_of(w.bob, handle="rob"), more=ALL_OF_THE_PAGE,
         wrong=(lambda w: {"member": w.bob, "handle": "staff"}, lambda w: form_of(w.bob, handle="staff"))),
    Door("change_address", "by", "admin", "ada", lambda w: {"member": w.bob, "email": "rob@example.com"},
         in_admin("bob"), lambda w: form_of(w.bob, email="rob@example.com"), more=ALL_OF_THE_PAGE,
         wrong=(lambda w: {"member": w.bob, "email": w.ada.email}, lambda w: form_of(w.bob, email=w.ada.email))),
    Door("revise_account", "by", "admin", "ada", lambda w: {"member": w.bob, "states": {"is_moderator": True}},
         in_admin("bob"), lambda w: form_of(w.bob, is_moderator="on"), more=ALL_OF_THE_PAGE),
]  # fmt: skip
