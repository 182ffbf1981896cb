"""Members who keep searches, and what they are told."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from forum.models import Group
from members.models import Member
from search.models import SavedSearch
from search.saved import looking, operations, tasks
from tests.factories import topic
from tests.search.conftest import bring_up


@pytest.fixture
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written is told at the next look."""
    monkeypatch.setattr(looking, "SETTLED", timedelta(0))


def verify(*members: Member) -> None:
    for member in members:
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)


@pytest.fixture
def wishes(cast: SimpleNamespace, groups: dict[str, Group], settled_at_once: None) -> SimpleNamespace:
    """Ada and eve want to know of oak; what was there before is no news."""
    cast.groups = groups
    verify(cast.ada, cast.eve)
    topic(groups["public"], cast.bob, "Old oak")
    bring_up()
    cast.wish = operations.keep_search(member=cast.ada, text="oak")
    cast.eves = operations.keep_search(member=cast.eve, text="oak")
    return cast


def due(**which: Any) -> None:
    SavedSearch.objects.filter(**which).exclude(mail="off").update(due_at=timezone.now())


def tell() -> list[Any]:
    """Bring the index up, look at everything now, and give the mails that this sends."""
    mail.outbox.clear()
    bring_up()
    due()
    tasks.tell_of_searches.call()
    return list(mail.outbox)


def readers() -> list[str]:
    return sorted(letter.to[0].partition("@")[0] for letter in mail.outbox)
