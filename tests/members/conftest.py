"""The people of these tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

from freshness.memo import forget_everything
from members.models import JoiningSettings, Member
from tests.members.people import make_member


@pytest.fixture(autouse=True)
def nothing_remembered(db: None) -> Iterator[None]:
    """Rate limits and memos of one test are not the next one's."""
    cache.clear()
    forget_everything()
    yield
    cache.clear()


@pytest.fixture
def ada() -> Member:
    """An ordinary member."""
    return make_member("ada", trade="furniture maker", place="Kumasi")


@pytest.fixture
def bob() -> Member:
    """Another ordinary member."""
    return make_member("bob")


@pytest.fixture
def moderator() -> Member:
    return make_member("mod", is_moderator=True)


@pytest.fixture
def admin() -> Member:
    return make_member("root-admin", is_superuser=True)


@pytest.fixture
def old_hand() -> Member:
    """Somebody whose mails were imported and who has never been here."""
    member = Member(email="old.hand@list.example", handle="old-hand", name="Old Hand", claimed=False, bio="")
    member.set_unusable_password()
    member.save()
    return member


@pytest.fixture
def joining() -> Callable[[str], None]:
    """Sets how people become members."""

    def choose(way: str) -> None:
        settings = JoiningSettings.load()
        settings.joining = way
        settings.save()

    return choose
