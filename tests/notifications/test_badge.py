"""The number in the header."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template

from notifications.templatetags.told import badge


@pytest.mark.parametrize(
    ("unread", "shown", "words"),
    [
        (1, "1", "1 unread notification"),
        (9, "9", "9 unread notifications"),
        (99, "99", "99 unread notifications"),
        (100, "99+", "more than 99 unread notifications"),
    ],
)
def test_a_number_to_see_and_words_to_hear(unread, shown, words):
    soup = BeautifulSoup(badge(unread), "html.parser")
    assert soup.select_one("[aria-hidden=true]").get_text() == shown
    assert soup.select_one(".visually-hidden").get_text(strip=True) == words


def test_nothing_unread_shows_nothing():
    assert badge(0) == ""


def test_templates_give_it_a_plain_number():
    template = Template("{% load told %}{% told_badge unread %}")
    assert template.render(Context({"unread": 3})) == badge(3)
