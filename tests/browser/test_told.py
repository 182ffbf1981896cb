"""The menu under the bell."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from forum.models import Group
from notifications import queries
from tests.browser.conftest import Open
from tests.browser.test_accessibility import OPTIONS
from tests.factories import posts, topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(cast: SimpleNamespace, groups: dict[str, Group], run_jobs: Callable[..., Any]) -> SimpleNamespace:
    """Two replies that ada has been told of."""
    talk = topic(groups["public"], cast.ada)
    posts(talk, cast.bob, 2)
    run_jobs()
    return SimpleNamespace(title=talk.title)


def bell_of(page: Page) -> Any:
    return page.locator(".frame-me [data-told]")


def test_the_bell_opens_what_one_was_told(opened: Open, cast: SimpleNamespace, told: SimpleNamespace) -> None:
    page = opened(cast.ada).new_page()
    page.goto("/about/")
    bell, menu = bell_of(page), page.get_by_role("region", name="Told")
    expect(bell).to_have_role("button")
    expect(bell).to_have_attribute("aria-expanded", "false")
    bell.focus()
    page.keyboard.press("Space")
    expect(menu.get_by_role("listitem")).to_have_count(2)
    expect(bell).to_have_attribute("aria-expanded", "true")
    assert Axe().run(page, options=OPTIONS).response["violations"] == []
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("button", name="Mark all as read")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(bell).to_be_focused()
    expect(bell).to_have_attribute("aria-expanded", "false")
    assert page.url.endswith("/about/")


def test_it_goes_when_one_goes_elsewhere(opened: Open, cast: SimpleNamespace, told: SimpleNamespace) -> None:
    page = opened(cast.ada).new_page()
    page.goto("/about/")
    bell, menu = bell_of(page), page.get_by_role("region", name="Told")
    for leave in (lambda: bell.click(), lambda: page.get_by_role("heading", level=1).click()):
        bell.click()
        expect(menu).to_be_visible()
        leave()
        expect(menu).to_have_count(0)
    bell.click()
    expect(menu).to_be_visible()
    for _each in range(5):  # past the button, two notifications and the way to all of them
        page.keyboard.press("Tab")
    expect(menu).to_have_count(0)
    bell.click()
    menu.get_by_role("listitem").last.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(told.title)


def test_all_is_marked_read_in_place(opened: Open, cast: SimpleNamespace, told: SimpleNamespace) -> None:
    page = opened(cast.ada).new_page()
    page.goto("/about/")
    bell, menu = bell_of(page), page.get_by_role("region", name="Told")
    expect(bell.locator(".badge")).to_be_visible()
    bell.click()
    menu.get_by_role("button", name="Mark all as read").click()
    expect(menu.get_by_role("button")).to_have_count(0)
    expect(menu.get_by_role("listitem")).to_have_count(2)
    expect(page.locator(".badge")).to_have_count(0)
    expect(bell).to_be_focused()
    assert queries.unread_count(cast.ada) == 0


def test_without_scripts_the_bell_is_a_link(opened: Open, cast: SimpleNamespace, told: SimpleNamespace) -> None:
    page = opened(cast.ada, java_script_enabled=False).new_page()
    page.goto("/about/")
    bell_of(page).click()
    page.wait_for_url("**/told/")
