"""How often one may search: narrow by account, wide by address."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from search import limits
from tests.factories import MemberFactory
from tests.forum.conftest import client_of
from tests.search.conftest import bring_up

pytestmark = pytest.mark.django_db

DOORS = [
    ("/search/?q=oak", "SEARCHES_A_MINUTE"),
    ("/search/suggest/?q=oak", "SUGGESTIONS_A_MINUTE"),
    ("/search/feed/?q=oak", "SEARCHES_A_MINUTE"),
]


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock stands in the middle of a minute, unless a test moves it."""
    clock = SimpleNamespace(now=1_000_000 * limits.WINDOW + 20.5)
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: clock.now))
    bring_up()
    return clock


@pytest.mark.parametrize(("address", "setting"), DOORS)
def test_a_member_is_limited_by_account(
    address: str, setting: str, settings: Any, cast: SimpleNamespace, one_minute: SimpleNamespace
) -> None:
    setattr(settings, setting, 3)
    client, elsewhere = client_of(cast.ada), client_of(cast.ada)
    assert [client.get(address, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(3)] == [200] * 3
    answer = elsewhere.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (429, "40")
    assert client.head(address).status_code == 429
    assert client_of(cast.bob).get(address).status_code == 200
    one_minute.now += 40
    assert elsewhere.get(address).status_code == 200


@pytest.mark.parametrize(("address", "_setting"), DOORS)
def test_visitors_are_limited_by_address(address: str, _setting: str, settings: Any) -> None:
    settings.SEARCHES_A_MINUTE_BY_ADDRESS = 3
    for _time in range(3):
        assert Client().get(address).status_code == 200
    assert Client().get(address)["Retry-After"] == "40"
    assert Client().get(address, REMOTE_ADDR="192.0.2.1").status_code == 200


def test_doors_are_counted_apart_and_members_not_with_visitors(settings: Any, cast: SimpleNamespace) -> None:
    settings.SEARCHES_A_MINUTE = settings.SEARCHES_A_MINUTE_BY_ADDRESS = settings.SUGGESTIONS_A_MINUTE = 1
    for client in (Client(), client_of(cast.ada)):
        for address, _setting in DOORS:
            assert (client.get(address).status_code, client.get(address).status_code) == (200, 429)


def test_the_page_is_plain_and_what_scripts_get_is_empty(settings: Any, cast: SimpleNamespace) -> None:
    settings.SEARCHES_A_MINUTE = settings.SUGGESTIONS_A_MINUTE = 1
    client = client_of(cast.ada)
    pages = [[client.get(address) for _time in range(2)][1] for address, _setting in DOORS]
    assert "A moment, please" in pages[0].content.decode()
    assert pages[1].content == b""


def test_the_page_says_how_long_and_keeps_the_words(settings: Any, cast: SimpleNamespace) -> None:
    settings.SEARCHES_A_MINUTE = 1
    client = client_of(cast.ada)
    for words in ('oak "chairs"', "<b>", ""):
        answer = [client.get("/search/", {"q": words, "page": "2"}) for _time in range(2)][1]
        page = answer.content.decode()
        assert f"Please wait {answer['Retry-After']} seconds" in page
        assert "To the home page" not in page
        assert f'name="q" value="{escape(words)}"' in page


def test_nought_is_without_limit(settings: Any, cast: SimpleNamespace) -> None:
    settings.SEARCHES_A_MINUTE = settings.SEARCHES_A_MINUTE_BY_ADDRESS = 0
    for client in (Client(), client_of(cast.ada)):
        assert {client.get("/search/?q=oak").status_code for _time in range(5)} == {200}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::2:3", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
    ],
)
def test_whoever_has_many_addresses_of_one_household_is_one(one: str, other: str, same: bool, settings: Any) -> None:
    settings.SEARCHES_A_MINUTE_BY_ADDRESS = 1
    assert Client().get("/search/?q=oak", REMOTE_ADDR=one).status_code == 200
    assert (Client().get("/search/?q=oak", REMOTE_ADDR=other).status_code == 429) is same


def test_what_a_browser_says_of_its_address_is_not_believed(settings: Any) -> None:
    settings.SEARCHES_A_MINUTE_BY_ADDRESS = 1
    for number, status in enumerate((200, 429)):
        answer = Client().get("/search/?q=oak", headers={"X-Forwarded-For": f"192.0.2.{number}"})
        assert answer.status_code == status
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(2):
        answer = Client().get("/search/?q=oak", headers={"X-Forwarded-For": f"1.2.3.4, 192.0.2.{number}"})
        assert answer.status_code == 200


@pytest.mark.parametrize("address", ["", "no address"])
def test_where_no_address_can_be_told_the_search_answers(address: str, settings: Any) -> None:
    settings.SEARCHES_A_MINUTE_BY_ADDRESS = 1
    assert {Client().get("/search/?q=oak", REMOTE_ADDR=address).status_code for _time in range(3)} == {200}


def test_what_is_refused_looks_for_nothing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SEARCHES_A_MINUTE = 1
    client = client_of(MemberFactory())
    client.get("/search/?q=oak")
    monkeypatch.setattr("search.views.search", lambda *_a, **_k: pytest.fail("it was looked for"))
    assert client.get("/search/?q=oak").status_code == 429
