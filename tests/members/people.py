"""Makes members and reads their mail, for the tests of this folder."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from members.models import Member

PASSWORD = "three green baskets"
CODE = re.compile(r"^ {4}([A-Z]{4}-[A-Z]{4})$", re.MULTILINE)


def make_member(handle: str, **fields: Any) -> Member:
    """A member with a verified address, as signing up leaves one."""
    fields = {"name": handle.title(), "handle": handle} | fields
    member = Member.objects.create_user(f"{handle}@example.com", PASSWORD, **fields)
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def code_in(message: Any) -> str:
    """The code that stands on a line of its own."""
    found = CODE.search(message.body)
    assert found, message.body
    return found[1]


def last_mail(to: str) -> Any:
    """The newest mail, which must have gone to this address alone."""
    message = mail.outbox[-1]
    assert message.to == [to]
    return message


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def entered(member: Member) -> Client:
    """A browser in which the member has signed in and just shown once more who they are."""
    client = Client()
    client.post("/account/login/", {"login": member.email, "password": PASSWORD})
    client.get("/account/reauthenticate/")
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/me/"})
    return client
