"""A date is the reader's own: in their time zone, and in the order of their language."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from forum.dates import spoken
from forum.models import Group

LATER = datetime(2026, 11, 1, 12, tzinfo=UTC)


def said(moment: datetime, zone: str, *, now: datetime = LATER, language: str = "en") -> str:
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        return spoken(int(moment.timestamp()), int(now.timestamp()))


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", "3 May"), ("Africa/Nairobi", "4 May"), ("America/Lima", "3 May"), ("Asia/Kathmandu", "4 May")],
)
def test_the_day_is_the_readers(zone: str, day: str) -> None:
    assert said(datetime(2026, 5, 3, 23, 30, tzinfo=UTC), zone) == day


def test_days_of_odd_zones_begin_at_their_midnight() -> None:
    """Kathmandu is 5:45 ahead: its day begins at 18:15 UTC."""
    assert said(datetime(2026, 5, 3, 18, 14, 59, tzinfo=UTC), "Asia/Kathmandu") == "3 May"
    assert said(datetime(2026, 5, 3, 18, 15, tzinfo=UTC), "Asia/Kathmandu") == "4 May"


def test_this_year_is_the_readers() -> None:
    """When it is New Year in Nairobi already, and not yet in London."""
    now, moment = datetime(2026, 12, 31, 22, tzinfo=UTC), datetime(2026, 5, 3, 12, tzinfo=UTC)
    assert said(moment, "UTC", now=now) == "3 May"
    assert said(moment, "Africa/Nairobi", now=now) == "3 May 2026"


@pytest.mark.parametrize(
    ("language", "day", "old"),
    [
        ("en", "3 May", "3 May 2025"),
        ("sw", "3 Mei", "3 Mei 2025"),
        ("fr", "3 mai", "3 mai 2025"),
        ("es", "3 de mayo", "3 de mayo de 2025"),
    ],
)
def test_the_order_is_the_languages(language: str, day: str, old: str) -> None:
    assert said(datetime(2026, 5, 3, 12, tzinfo=UTC), "UTC", language=language) == day
    assert said(datetime(2025, 5, 3, 12, tzinfo=UTC), "UTC", language=language) == old


def test_pages_say_dates_in_the_readers_language_too() -> None:
    group = Group(name="Chairs", slug="chairs", ends_on=datetime(2026, 5, 3, tzinfo=UTC).date(), topic_count=1)
    with translation.override("es"):
        card = render_to_string("components/group_card.html", {"group": group, "news": 0, "reads": True})
    assert "3 de mayo" in card
