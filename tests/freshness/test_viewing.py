"""How often something was looked at: by people, each once in a while, written apart from their requests."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError

from freshness import viewing
from freshness.viewing import Views

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
WRITTEN = Counter[int]


def asked(agent: str = CHROME, **more: str) -> dict[str, Any]:
    return {"REQUEST_METHOD": "GET", "REMOTE_ADDR": "192.0.2.1", "HTTP_USER_AGENT": agent, **more}


@pytest.fixture
def written() -> WRITTEN:
    return Counter()


@pytest.fixture
def views(written: WRITTEN) -> Views:
    return Views(lambda pk, count: written.update({pk: count}))


def test_each_counts_once(views: Views, written: WRITTEN) -> None:
    for _again in range(3):
        views.note(1, asked())
        views.note(1, asked(REMOTE_ADDR="192.0.2.2"))
        views.note(1, asked(HTTP_X_FORWARDED_FOR="192.0.2.3"))
        views.note(1, asked("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"))
        views.note(2, asked())
        views.note(2, asked(), member=7)
        views.note(2, asked(REMOTE_ADDR="192.0.2.9"), member=7)
        views.write()
    assert written == {1: 4, 2: 2}


@pytest.mark.parametrize(
    "environ",
    [
        asked(""),
        asked("curl/8.5.0"),
        asked("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        asked("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)"),
        asked("Mozilla/5.0 (compatible; YandexBot/3.0)"),
        asked("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0"),
        asked(HTTP_SEC_PURPOSE="prefetch;prerender"),
        asked(HTTP_PURPOSE="prefetch"),
        asked(HTTP_X_FRAGMENT="1"),
        asked(REQUEST_METHOD="HEAD"),
        {"REQUEST_METHOD": "GET"},
    ],
)
def test_machines_and_looks_ahead_do_not_count(environ: dict[str, Any], views: Views, written: WRITTEN) -> None:
    views.note(1, environ)
    views.write()
    assert not written


def test_after_some_hours_it_counts_again_and_memory_is_bounded(
    views: Views, written: WRITTEN, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = viewing.time.monotonic()
    for halves, counted in ((0, 1), (0.9, 1), (1.1, 1), (2.2, 2), (9, 3)):
        monkeypatch.setattr(viewing.time, "monotonic", lambda halves=halves: now + halves * viewing.HALF)
        views.note(1, asked())
        views.note(2, asked(), member=int(halves * 10) + 1)
        views.write()
        assert written[1] == counted, halves
    monkeypatch.setattr(viewing, "SEEN_MAX", 10)
    for member in range(100, 200):
        views.note(3, asked(), member=member)
        assert len(views._seen) + len(views._seen_before) <= 20


def test_what_the_database_does_not_take_is_kept(written: WRITTEN) -> None:
    def add(pk: int, count: int) -> None:
        if pk == 2 and broken:
            raise DatabaseError
        written.update({pk: count})

    views, broken = Views(add), True
    for pk in (1, 2, 3):
        views.note(pk, asked())
    views.write()
    views.note(2, asked(), member=1)
    broken = False
    views.write()
    assert written == {1: 1, 2: 2, 3: 1}


def test_a_thread_writes_once_a_minute(
    views: Views, written: WRITTEN, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECONDS_BETWEEN_WRITING_VIEWS = 60
    now, at_exit = viewing.time.monotonic(), list[Callable[[], None]]()
    monkeypatch.setattr(viewing, "Finalize", lambda _nothing, write, exitpriority: at_exit.append(write))
    monkeypatch.setattr(viewing.connections, "close_all", lambda: None)
    for member, seconds in enumerate((0, 30, 61, 62, 122), 1):
        monkeypatch.setattr(viewing.time, "monotonic", lambda seconds=seconds: now + seconds)
        views.note(1, asked(), member=member)
        for thread in threading.enumerate():
            if thread.name == "views":
                thread.join()
        assert written[1] == {0: 0, 30: 0, 61: 3, 62: 3, 122: 5}[seconds]
    views.note(1, asked(), member=9)
    assert at_exit == [views.write], "what the last minute brought is written as the process ends"
