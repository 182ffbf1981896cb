"""The doors: what they show, and that looking changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifications import operations, queries
from notifications.models import Notification, Preference

pytestmark = pytest.mark.django_db


@pytest.fixture
def page_of(client):
    """The page at an address, as a member sees it."""

    def page(member, address, status=200):
        client.force_login(member)
        response = client.get(address)
        assert response.status_code == status
        return BeautifulSoup(response.content, "html.parser").main

    return page


def items(page):
    return page.select(".told-item")


def test_visitors_are_asked_to_sign_in(client, ada, eve, tell):
    tell(ada, actor=eve)
    pk = Notification.objects.get().pk
    for address in (reverse("told"), reverse("told_item", args=[pk]), reverse("notification_preferences")):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
    assert client.post(reverse("told_all_read")).status_code == 302
    assert queries.unread_count(ada) == 1


def test_an_empty_list_says_what_will_come(page_of, ada, words):
    page = page_of(ada, reverse("told"))
    assert page.select_one(".empty a")
    assert not page.select("form")


def test_the_list_has_days_faces_and_marks_what_is_unread(page_of, ada, bob, eve, tell):
    tell(ada, actor=eve, object_id=1)
    tell(ada, actor=eve, object_id=2)
    operations.mark_read(member=ada, pks=Notification.objects.filter(object_id=1).values_list("pk", flat=True))
    Notification.objects.filter(object_id=1).update(created_at=timezone.now() - timedelta(days=1))
    tell(bob, actor=eve, object_id=3)
    page = page_of(ada, reverse("told"))
    assert [heading.get_text(strip=True) for heading in page.select("h2")] == ["Today", "Yesterday"]
    fresh, seen = items(page)
    assert fresh.select_one(".pill--new").get_text() == "new"
    assert not seen.select(".pill--new")
    assert fresh.select_one(".avatar").get_text() == "E"
    assert fresh.select_one("a")["href"] == "/object/2/"
    assert fresh.select_one("a b").get_text() == "2"
    assert "/object/3/" not in str(page)


def test_what_may_no_longer_be_seen_is_not_on_the_page(page_of, ada, eve, tell, words):
    tell(ada, actor=eve, object_id=1)
    tell(ada, actor=eve, object_id=77)
    words.hidden = {77}
    page = page_of(ada, reverse("told"))
    assert len(items(page)) == 1
    assert "77" not in page.get_text()


def test_a_page_of_which_nothing_may_be_seen_still_leads_on(page_of, ada, eve, tell, words):
    for number in range(queries.PAGE_SIZE + 1):
        tell(ada, actor=eve, object_id=number)
    words.hidden = set(range(1, queries.PAGE_SIZE + 1))
    page = page_of(ada, reverse("told"))
    assert not items(page)
    assert not page.select(".empty")
    assert (
        len(items(page_of(ada, reverse("told") + page.select_one("a[rel=next]")["href"].removeprefix("/told/")))) == 1
    )


@pytest.mark.parametrize("number", ["0", "-1", "2", "x", "", "1.5", "٢", "9" * 30])
def test_pages_that_are_not_there(page_of, ada, words, number):
    page_of(ada, f"/told/?page={number}", status=404)


def test_looking_changes_nothing(client, ada, eve, tell):
    tell(ada, actor=eve)
    tell(ada, actor=eve, kind="test_role", thread="")
    client.force_login(ada)
    for pk in Notification.objects.values_list("pk", flat=True):
        assert client.get(reverse("told_item", args=[pk])).status_code == 302
        assert client.head(reverse("told_item", args=[pk])).status_code == 302
    client.get(reverse("told"))
    client.get(reverse("notification_preferences"))
    assert queries.unread_count(ada) == 2


def test_what_has_a_thread_is_a_link_and_what_has_none_a_button_until_it_is_read(client, page_of, ada, eve, tell):
    tell(ada, actor=eve)
    tell(ada, actor=eve, kind="test_role", thread="")
    button, link = items(page_of(ada, reverse("told")))
    assert link.select_one("a.told-item__open")["href"] == "/object/1/"
    form = button.select_one("form[method=post]")
    response = client.post(form["action"])
    assert (response.status_code, response["Location"]) == (302, "/object/1/")
    assert [row.kind for row in Notification.objects.unread_by(ada.pk)] == ["test_reply"]
    assert not page_of(ada, reverse("told")).select(".told-item form")


@pytest.mark.parametrize("method", ["get", "post"])
def test_others_notifications_are_not_there(client, ada, bob, eve, tell, words, method):
    tell(ada, bob, actor=eve)
    theirs = Notification.objects.get(member=bob).pk
    client.force_login(ada)
    assert getattr(client, method)(reverse("told_item", args=[theirs])).status_code == 404
    assert getattr(client, method)(reverse("told_item", args=[10**18])).status_code == 404
    assert queries.unread_count(bob) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_notification_of_what_may_no_longer_be_seen_is_not_there(client, ada, eve, tell, words, method):
    tell(ada, actor=eve)
    words.hidden = {1}
    client.force_login(ada)
    address = reverse("told_item", args=[Notification.objects.get().pk])
    assert getattr(client, method)(address).status_code == 404
    assert queries.unread_count(ada) == 1


def test_everything_is_marked_read_by_a_button_alone(client, page_of, ada, bob, eve, tell, words):
    tell(ada, bob, actor=eve)
    words.hidden = {1}  # what cannot be seen can be cleared away all the same
    form = page_of(ada, reverse("told")).select_one("form[method=post]")
    assert client.get(form["action"]).status_code == 405
    assert queries.unread_count(ada) == 1
    assert client.post(form["action"])["Location"] == reverse("told")
    assert queries.unread_count(ada) == 0
    assert queries.unread_count(bob) == 1
    assert not page_of(ada, reverse("told")).select("form")


def test_posts_need_their_token(ada, eve, tell):
    tell(ada, actor=eve)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert strict.post(reverse("told_all_read")).status_code == 403
    assert strict.post(reverse("told_item", args=[Notification.objects.get().pk])).status_code == 403
    assert queries.unread_count(ada) == 1


def test_preferences_are_boxes_that_hold(client, page_of, ada, bob, words):
    page = page_of(ada, reverse("notification_preferences"))
    assert page.select_one("input[name=test_reply]").has_attr("checked")
    assert not page.select_one("input[name=test_quiet]").has_attr("checked")
    wanted = {box["name"]: "on" for box in page.select("input[type=checkbox][checked]")}
    del wanted["test_reply"]
    response = client.post(reverse("notification_preferences"), wanted | {"test_quiet": "on"})
    assert response["Location"] == reverse("notification_preferences")
    assert set(Preference.objects.values_list("member", "kind", "wanted")) == {
        (ada.pk, "test_reply", False),
        (ada.pk, "test_quiet", True),
    }
    page = page_of(ada, reverse("notification_preferences"))
    assert not page.select_one("input[name=test_reply]").has_attr("checked")
    assert page.select_one("input[name=test_quiet]").has_attr("checked")


def test_all_kinds_can_be_switched_off_at_once(client, ada, words):
    client.force_login(ada)
    client.post(reverse("notification_preferences"), {})
    assert not any(queries.preferences(ada).values())


def test_the_page_runs_no_query_for_each_row(client, ada, bob, eve, tell):
    client.force_login(ada)
    counts = []
    for size in (1, 3, queries.PAGE_SIZE):
        for number in range(size):
            tell(ada, actor=eve, object_id=number)
            tell(ada, actor=bob, object_id=number, kind="test_role", thread="")
        client.get(reverse("told"))  # fills what is kept between requests
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("told"))
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


PIECE = {"X-Fragment": "1"}  # what our scripts send


def test_the_menu_has_the_last_few_and_leads_to_all(client, ada, bob, eve, tell, words):
    for number in range(1, queries.MENU_SIZE + 2):
        tell(ada, actor=eve, object_id=number)
    tell(bob, actor=eve, object_id=99)
    words.hidden = {queries.MENU_SIZE}
    client.force_login(ada)
    menu = BeautifulSoup(client.get(reverse("told_menu"), headers=PIECE).content, "html.parser")
    assert not menu.select("html, main")
    shown = [link["href"] for link in menu.select(".told-item a")]
    assert shown == [
        f"/object/{number}/" for number in range(queries.MENU_SIZE + 1, 1, -1) if number not in words.hidden
    ]
    assert menu.select_one(".told-menu__all a")["href"] == reverse("told")
    assert queries.unread_count(ada) == queries.MENU_SIZE + 1, "looking changes nothing"
    answer = client.post(menu.select_one("form")["action"], headers=PIECE)
    menu = BeautifulSoup(answer.content, "html.parser")
    assert not menu.select("form, .pill--new")
    assert len(menu.select(".told-item")) == queries.MENU_SIZE - 1
    assert (queries.unread_count(ada), queries.unread_count(bob)) == (0, 1)


def test_who_opens_the_menu_as_a_page_is_led_to_the_whole_page(client, ada):
    client.force_login(ada)
    assert client.get(reverse("told_menu"))["Location"] == reverse("told")


def test_an_empty_menu_says_what_will_come(client, ada, words):
    client.force_login(ada)
    menu = BeautifulSoup(client.get(reverse("told_menu"), headers=PIECE).content, "html.parser")
    assert "When somebody answers you" in menu.get_text()
    assert not menu.select("form")


def test_the_menu_is_for_members_and_runs_no_query_for_each_row(client, ada, bob, eve, tell):
    assert client.get(reverse("told_menu"))["Location"].startswith(reverse("account_login"))
    client.force_login(ada)
    counts = []
    for size in (1, 3, queries.MENU_SIZE):
        for number in range(size):
            tell(ada, actor=(eve, bob)[number % 2], object_id=number)
        client.get(reverse("told_menu"), headers=PIECE)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("told_menu"), headers=PIECE)
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
