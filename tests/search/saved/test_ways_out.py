"""What the mail of saved searches and the notification lead to, and hostile words in both."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from notifications import queries
from notifications.models import Notification
from search.models import SavedSearch
from search.saved import mails, operations
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.search.saved.conftest import readers, tell

pytestmark = pytest.mark.django_db


def test_a_link_in_the_mail_ends_it_by_a_button(wishes: SimpleNamespace, settings: Any) -> None:
    topic(wishes.groups["public"], wishes.bob, "New oak")
    letter = next(m for m in tell() if m.to == ["ada@example.org"])
    sent = letter.message()
    end = sent["List-Unsubscribe"].strip("<>")
    assert end in letter.body
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["Auto-Submitted"] == "auto-generated"
    path = end.removeprefix(settings.SITE_URL)
    client = Client(enforce_csrf_checks=True)
    for _time in range(2):
        page = client.get(path)
        assert page.status_code == 200
        assert "oak" not in page.content.decode()
    assert SavedSearch.objects.get(pk=wishes.wish.pk).mail == "daily"
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert "No more e-mails" in answer.content.decode()
    assert set(SavedSearch.objects.values_list("member__handle", "mail")) == {("ada", "off"), ("eve", "daily")}
    topic(wishes.groups["public"], wishes.bob, "Newer oak")
    tell()
    assert readers() == ["eve"]


def test_a_link_that_is_not_ours_ends_nothing(wishes: SimpleNamespace) -> None:
    token = mails.token_of(wishes.ada.pk)
    for wrong in ("guessed", token[:-1], f"x{token}"):
        for answer in (
            Client().get(f"/search/saved/no-mail/{wrong}/"),
            Client().post(f"/search/saved/no-mail/{wrong}/"),
        ):
            assert answer.status_code == 404
    assert not SavedSearch.objects.filter(mail="off").exists()
    assert Client().post(f"/search/saved/no-mail/{mails.token_of(987654)}/").status_code == 200


def test_it_is_told_in_the_app_and_leads_to_the_page(wishes: SimpleNamespace) -> None:
    for title in ("New oak", "Newer oak"):
        topic(wishes.groups["public"], wishes.bob, title)
        tell()
    [item] = queries.latest(wishes.ada)
    assert str(item.described.text) == "There is something new for your search <strong>oak</strong>"
    assert item.described.url == "/search/?q=oak"
    client = client_of(wishes.ada)
    assert client.post(f"/told/{item.notification.pk}/")["Location"] == "/search/?q=oak"
    assert client_of(wishes.eve).post(f"/told/{item.notification.pk}/").status_code == 404
    assert queries.unread_count(wishes.ada) == 0
    topic(wishes.groups["public"], wishes.bob, "Newest oak")
    tell()
    assert [each.is_unread for each in queries.latest(wishes.ada)] == [True]
    operations.discard_search(search=wishes.wish)
    assert queries.latest(wishes.ada) == []
    assert not Notification.objects.filter(member=wishes.ada).exists()


HOSTILE = [
    'oak "\r\nBcc: all@example.org',
    "oak\u2028\x85\x0b\x1cBcc: all@example.org",
    "oak -<script>alert(1)</script>",
    "oak -{{ 7|add:7 }}{% now %}",
    'oak -"><img/src=x>',
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_come_out_harmless(wishes: SimpleNamespace, typed: str) -> None:
    operations.discard_search(search=wishes.wish)
    SavedSearch.objects.filter(pk=wishes.eves.pk).delete()
    operations.keep_search(member=wishes.ada, text=typed)
    topic(
        wishes.groups["public"], wishes.bob, "<b>Oak</b> all@example.org bcc", markdown="{{ 7 }} `Bcc: all@example.org`"
    )
    [letter] = tell()
    sent = letter.message()
    assert (letter.recipients(), sent["Bcc"], sent["To"]) == (["ada@example.org"], None, "ada@example.org")
    assert "\n" not in letter.subject
    html = str(letter.alternatives[0][0])
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>Oak" not in html
    assert "14" not in letter.subject
