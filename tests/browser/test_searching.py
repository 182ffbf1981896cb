"""The search field: what fits is listed while one types."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Route, expect

from forum.models import Group
from search import limits, operations
from search.index.building import rebuild
from search.index.store import store
from tests.browser.conftest import Open
from tests.browser.test_accessibility import OPTIONS
from tests.factories import topic

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_fits_is_listed_and_reached_by_arrows(
    opened: Open, cast: SimpleNamespace, groups: dict[str, Group]
) -> None:
    talk = topic(groups["public"], cast.ada, "Walnut or oak")
    topic(groups["public"], cast.ada, "Walnut again")
    operations.refresh_everything()
    rebuild(store())
    page = opened(cast.eve, width=360, height=640).new_page()
    page.goto("/search/")
    field = page.get_by_role("searchbox")
    field.press_sequentially("waln")
    found = page.get_by_role("group", name="Suggestions").get_by_role("link")
    expect(found).to_have_count(2)
    assert Axe().run(page, options=OPTIONS).response["violations"] == []
    page.keyboard.press("ArrowDown")
    expect(found.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Suggestions")).to_be_hidden()
    expect(field).to_be_focused()
    field.press_sequentially("ut oa")
    expect(found.first).to_contain_text("Walnut or oak")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{talk.get_absolute_url()}")


def test_what_was_typed_before_the_script_came_is_asked(
    opened: Open, cast: SimpleNamespace, groups: dict[str, Group]
) -> None:
    topic(groups["public"], cast.ada, "Walnut or oak")
    operations.refresh_everything()
    rebuild(store())
    page = opened(cast.eve).new_page()
    late: list[Route] = []
    page.goto("/g/the-public/")
    page.route("**/suggest*.js", lambda route: late.append(route))
    with page.expect_request("**/suggest*.js"):
        page.get_by_role("link", name="Search").first.click()
    page.get_by_role("searchbox").press_sequentially("waln")
    late[0].continue_()
    expect(page.get_by_role("group", name="Suggestions").get_by_role("link")).to_have_count(1)


def test_what_is_asked_too_often_is_quiet(
    opened: Open, cast: SimpleNamespace, groups: dict[str, Group], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SUGGESTIONS_A_MINUTE = 1
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 20))  # a minute that does not end meanwhile
    cache.clear()  # nobody has asked anything
    topic(groups["public"], cast.ada, "Walnut or oak")
    operations.refresh_everything()
    rebuild(store())
    page = opened(cast.eve, width=360, height=640).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/search/")
    field, found = page.get_by_role("searchbox"), page.get_by_role("group", name="Suggestions")
    field.fill("waln")
    expect(found.get_by_role("link")).to_have_count(1)
    for typed in ("walnu", "oak"):
        with page.expect_response("**/search/suggest/**") as answered:
            field.fill(typed)
        assert answered.value.status == 429
    expect(found).to_be_hidden()
    assert errors == []
    field.press("Enter")
    expect(page.get_by_role("link", name="Walnut or oak")).to_be_visible()


def test_a_search_is_saved_and_mail_chosen_by_keyboard_without_scripts(
    opened: Open, cast: SimpleNamespace, groups: dict[str, Group]
) -> None:
    topic(groups["public"], cast.ada, "Walnut or oak")
    operations.refresh_everything()
    rebuild(store())
    page = opened(cast.eve, width=360, height=640, java_script_enabled=False).new_page()
    page.goto("/search/?q=walnut")
    page.get_by_role("button", name="Save this search").press("Enter")
    page.wait_for_url("**/search/saved/")
    page.get_by_role("combobox", name="Mail of what is new walnut").select_option("weekly")
    page.get_by_role("button", name="Choose walnut").press("Enter")
    expect(page.get_by_role("combobox")).to_have_value("weekly")
    page.get_by_role("main").get_by_role("link", name="walnut").press("Enter")
    page.wait_for_url("**/search/?q=walnut")
    expect(page.get_by_text("This search is saved")).to_be_visible()
    page.get_by_role("link", name="Saved searches").press("Enter")
    page.get_by_role("button", name="Delete walnut").press("Enter")
    expect(page.get_by_text("No saved searches")).to_be_visible()
