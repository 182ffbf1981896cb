"""The search field: what fits is listed while one types."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from forum.models import Group
from search import operations
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
