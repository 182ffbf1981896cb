"""Keeping searches: by operations and by the doors, each member their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client

from forum.models import Group
from members.models import Member
from search.models import MailEvery, SavedSearch
from search.saved import operations
from search.saved.operations import MOST, next_due
from tests.factories import MemberFactory, topic
from tests.forum.conftest import client_of
from tests.jobs.threads import at_once
from tests.search.conftest import bring_up

pytestmark = pytest.mark.django_db


def keep(member: Member, text: str = "oak chairs") -> SavedSearch:
    return operations.keep_search(member=member, text=text)


# Operations ------------------------------------------------------------------------------------------------------


def test_a_search_is_kept_as_the_language_reads_it_once(cast: SimpleNamespace) -> None:
    search = keep(cast.ada, "  oak\n  in:topics\x00 ")
    assert (search.text, search.mail, search.address) == ("oak in:topics", "daily", "/search/?q=oak+in%3Atopics")
    assert keep(cast.ada, "oak in:topics") == search
    assert keep(cast.bob, "oak in:topics") != search


@pytest.mark.parametrize("text", ["", "   ", "order:newest", "-", "chair " * 90, "x" * 5_000])
def test_what_asks_for_nothing_or_is_too_long_is_refused(cast: SimpleNamespace, text: str) -> None:
    with pytest.raises(ValidationError):
        keep(cast.ada, text)
    assert not SavedSearch.objects.exists()


def test_the_longest_text_in_any_script_fits(cast: SimpleNamespace) -> None:
    assert keep(cast.ada, "\U00020000" * 500).text == "\U00020000" * 500


def test_each_keeps_so_many_and_no_more(cast: SimpleNamespace) -> None:
    for number in range(MOST):
        keep(cast.ada, f"oak{number}")
    with pytest.raises(ValidationError, match="20 searches"):
        keep(cast.ada, "one more")
    assert keep(cast.ada, "oak3").text == "oak3"
    keep(cast.bob, "one more")
    operations.discard_search(search=SavedSearch.objects.get(text="oak7"))
    keep(cast.ada, "one more")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_not_both_the_last_that_fits() -> None:
    member = MemberFactory()
    for number in range(MOST - 1):
        keep(member, f"oak{number}")
    texts = iter(("this", "that"))

    def try_it() -> bool:
        try:
            keep(member, next(texts))
        except ValidationError:
            return False
        return True

    assert sorted(at_once(try_it, times=2)) == [False, True]
    assert SavedSearch.objects.count() == MOST


def test_who_does_not_take_part_keeps_nothing(cast: SimpleNamespace) -> None:
    for state in ({"is_active": False}, {"is_active": True, "is_approved": False}):
        Member.objects.filter(pk=cast.eve.pk).update(**state)
        with pytest.raises(PermissionDenied):
            keep(cast.eve)
    assert not SavedSearch.objects.exists()


def test_mail_is_chosen(cast: SimpleNamespace) -> None:
    search = keep(cast.ada)
    assert search.due_at is not None
    assert operations.choose_mail(search=search, mail=MailEvery.OFF).due_at is None
    assert operations.choose_mail(search=search, mail=MailEvery.WEEKLY).due_at is not None
    for wrong in ("", "hourly"):
        with pytest.raises(ValidationError):
            operations.choose_mail(search=search, mail=wrong)
    assert SavedSearch.objects.get().mail == "weekly"


def test_what_came_while_mail_was_off_is_not_news(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    search = operations.choose_mail(search=keep(cast.ada), mail=MailEvery.OFF)
    topic(groups["public"], cast.bob)
    bring_up()
    assert operations.choose_mail(search=search, mail=MailEvery.DAILY).seen_upto > search.seen_upto
    before = SavedSearch.objects.get().seen_upto
    topic(groups["public"], cast.bob)
    assert operations.choose_mail(search=search, mail=MailEvery.WEEKLY).seen_upto == before


def test_what_the_index_does_not_have_yet_is_new(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    bring_up()
    topic(groups["public"], cast.bob)  # written, and not fed yet
    before = keep(cast.ada).seen_upto
    bring_up()
    assert keep(cast.eve).seen_upto > before


@pytest.mark.parametrize(
    ("mail", "zone", "moment", "due"),
    [
        ("daily", "UTC", (2026, 3, 2, 6, 59), (2026, 3, 2, 7)),
        ("daily", "UTC", (2026, 3, 2, 7, 0), (2026, 3, 3, 7)),
        ("weekly", "UTC", (2026, 3, 2, 6, 59), (2026, 3, 2, 7)),  # a Monday
        ("weekly", "UTC", (2026, 3, 2, 7, 0), (2026, 3, 9, 7)),
        ("daily", "Pacific/Auckland", (2026, 1, 1, 17, 0), (2026, 1, 1, 18)),  # the 2nd there
        ("weekly", "Asia/Kolkata", (2026, 3, 2, 2, 0), (2026, 3, 9, 1, 30)),
        ("daily", "no such zone", (2026, 3, 2, 8, 0), (2026, 3, 3, 7)),
    ],
)
def test_mail_comes_in_the_morning_of_the_member(mail: str, zone: str, moment: tuple[int], due: tuple[int]) -> None:
    found = next_due(mail, Member(time_zone=zone), datetime(*moment, tzinfo=UTC))  # type: ignore[misc, arg-type]
    assert found == datetime(*due, tzinfo=UTC)  # type: ignore[misc, arg-type]


# Doors -----------------------------------------------------------------------------------------------------------


def test_a_search_is_kept_from_its_page_and_listed(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    topic(groups["public"], cast.bob, "Oak chairs")
    bring_up()
    client = client_of(cast.ada)
    page = client.get("/search/?q=oak+chairs").content.decode()
    assert '<input type="hidden" name="q" value="oak chairs">' in page
    answer = client.post("/search/saved/keep/", {"q": "oak chairs"}, follow=True)
    assert answer.redirect_chain == [("/search/saved/", 302)]
    assert 'href="/search/?q=oak+chairs"' in answer.content.decode()
    page = client.get("/search/?q=oak++chairs").content.decode()
    assert "This search is saved" in page
    assert 'name="q" value="oak chairs">' not in page.partition("search-keep")[2].partition("</div>")[0]
    assert "oak chairs" in client.get("/me/").content.decode()
    assert "oak chairs" in client.get("/m/ada/").content.decode()
    assert "oak chairs" not in client_of(cast.bob).get("/m/ada/").content.decode()


def test_visitors_are_offered_nothing_and_asked_to_sign_in(cast: SimpleNamespace) -> None:
    bring_up()
    assert "saved" not in Client().get("/search/?q=oak").content.decode().lower()
    for address in ("/search/saved/", "/search/saved/keep/"):
        answer = Client().post(address, {"q": "oak"}) if "keep" in address else Client().get(address)
        assert answer["Location"].startswith("/account/login/")
    assert not SavedSearch.objects.exists()


def test_help_and_what_is_too_long_offer_to_keep_nothing(cast: SimpleNamespace) -> None:
    client = client_of(cast.ada)
    for typed in ("", "order:newest", "chair " * 90, "chair " * 900):
        assert "/search/saved/keep/" not in client.get("/search/", {"q": typed}).content.decode()


def test_mail_is_chosen_and_a_search_deleted(cast: SimpleNamespace) -> None:
    search, client = keep(cast.ada), client_of(cast.ada)
    answer = client.post(f"/search/saved/{search.pk}/mail/", {"mail": "weekly"}, follow=True)
    assert '<option value="weekly" selected>' in answer.content.decode()
    answer = client.post(f"/search/saved/{search.pk}/mail/", {"mail": "hourly"}, HTTP_REFERER="/search/saved/")
    assert answer["Location"] == "/search/saved/"
    assert SavedSearch.objects.get().mail == "weekly"
    client.post(f"/search/saved/{search.pk}/discard/")
    assert not SavedSearch.objects.exists()


def test_those_of_others_are_as_if_they_were_not_there(cast: SimpleNamespace) -> None:
    search = keep(cast.ada, "qsecretwish")
    for who in (cast.bob, cast.mo, cast.root):
        client = client_of(who)
        for act in ("mail", "discard"):
            data = {"mail": "off"}
            assert client.post(f"/search/saved/{search.pk}/{act}/", data).status_code == 404
            assert client.post(f"/search/saved/{'9' * 30}/{act}/", data).status_code == 404
        assert "qsecretwish" not in client.get("/search/saved/").content.decode()
    assert SavedSearch.objects.get().mail == "daily"


def test_nothing_changes_on_get_or_without_a_token(cast: SimpleNamespace) -> None:
    search = keep(cast.ada)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ada)
    for path in ("keep", f"{search.pk}/mail", f"{search.pk}/discard"):
        assert client_of(cast.ada).get(f"/search/saved/{path}/").status_code == 405
        assert strict.post(f"/search/saved/{path}/", {"q": "x", "mail": "off"}).status_code == 403
    assert SavedSearch.objects.get().mail == "daily"


def test_what_is_refused_is_said(cast: SimpleNamespace) -> None:
    answer = client_of(cast.ada).post("/search/saved/keep/", {"q": " "}, HTTP_REFERER="/search/", follow=True)
    assert "nothing to look for" in answer.content.decode()
    assert client_of(cast.ada).post("/search/saved/keep/", {"q": "a\x00b"}).status_code == 400


def test_hostile_words_are_shown_as_text(cast: SimpleNamespace) -> None:
    keep(cast.ada, '"><script>alert(1)</script> <b onclick=x>')
    client = client_of(cast.ada)
    for address in ("/search/saved/", "/me/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b onclick" not in page


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    cast: SimpleNamespace, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client = client_of(cast.ada)
    keep(cast.ada, "one")
    client.get("/search/saved/")
    with connection.execute_wrapper(counted := Counter()):
        client.get("/search/saved/")
    for text in ("two", "three"):
        keep(cast.ada, text)
    with django_assert_num_queries(counted.queries):
        client.get("/search/saved/")


class Counter:
    """How many queries there were."""

    queries = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.queries += 1
        return execute(*arguments)
