"""Where somebody who is suspended reads why, until when, and how to ask for another look.

The floor that suspends knows; it lends its page in its AppConfig.ready().
"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from .models import Member

Address = Callable[[Member], str]
_pages: list[Address] = []


def explain_at(page: Address) -> None:
    """Lead suspended members who prove who they are to the address that `page` gives for each."""
    _pages[:] = [page]


def explained_at(member: Member) -> str:
    """The address for this member; the page of those who were switched off, where nobody has lent another."""
    return _pages[0](member) if _pages else reverse("account_inactive")
