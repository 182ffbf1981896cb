"""Debian's Chromium, driven on the test's own server.

Playwright keeps an event loop running in the thread of the tests for as long as it lives, and Django refuses to ask the
database beside one. So the browser lives for one module of tests only: no other test sees its loop, or the permission.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from members.models import Member
from tests.forum.conftest import cast, client_of, groups, nothing_remembered

__all__ = ["cast", "groups", "nothing_remembered"]

CHROMIUM = Path("/usr/bin/chromium")
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

ATTACHED = """
  () => !document.querySelector('script[src*="site"]') || performance.getEntriesByName("attached").length
"""

Open = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module; CI always has it, a developer's machine may not."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing: in CI the tests in a browser may not be skipped")
        pytest.skip(f"{CHROMIUM} is not installed: apt-get install chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIETLY)
        yield chromium
        chromium.close()


@pytest.fixture
def refused() -> list[str]:
    """What the pages' content policy refused in the windows of this test; a test that provokes it clears it."""
    return []


def _patient(page: Page) -> None:
    goto = page.goto

    def until_attached(*args: Any, **kwargs: Any) -> Response | None:
        answer = goto(*args, **kwargs)
        page.wait_for_function(ATTACHED)
        return answer

    page.goto = until_attached  # type: ignore[method-assign]


@pytest.fixture
def opened(browser: Browser, live_server: Any, refused: list[str]) -> Iterator[Open]:
    """Opens the site in a window of its own, as this person or on from this client: `opened(cast.ada, width=360)`. No
    page there may hold what its content policy refuses. Who goes to an address there finds its scripts at work."""
    windows: list[BrowserContext] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            refused.append(message.text)

    def window(
        who: Member | AnonymousUser | Client, *, width: int = 1280, height: int = 800, **more: Any
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, reduced_motion="reduce", **more
        )
        windows.append(context)
        context.on("console", note)
        if more.get("java_script_enabled", True):
            context.on("page", _patient)
        cookies = (who if isinstance(who, Client) else client_of(who)).cookies
        if settings.SESSION_COOKIE_NAME in cookies:
            value = cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        return context

    yield window
    for context in windows:
        context.close()
    assert refused == [], "a page of ours holds what its own policy forbids"
