"""Asking a question on a small phone: what is known is read in place, and a tap puts it to those who may know."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from forum.models import Group, GroupRole, Kind, Role
from search import operations
from search.index.building import rebuild
from search.index.store import store
from tests.browser.conftest import Open
from tests.browser.test_accessibility import OPTIONS
from tests.factories import GroupFactory, join, topic

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Which price for a chair of oak?"


@pytest.mark.parametrize("light", ["light", "dark"])
def test_a_tap_chooses_the_group_that_fits(
    opened: Open, cast: SimpleNamespace, groups: dict[str, Group], light: str
) -> None:
    wood = GroupFactory(name="Wood and tools", slug="wood", purpose="Chairs.")
    join(wood, cast.bob)
    GroupRole.objects.create(group=wood, member=cast.bob, role=Role.ADVISOR)
    topic(wood, cast.bob, "Price of an oak chair", kind=Kind.QUESTION)
    operations.refresh_everything()
    rebuild(store())
    page = opened(cast.ada, width=360, height=640, color_scheme=light).new_page()
    page.goto("/ask/?group=the-public")
    page.get_by_label("In one sentence").press_sequentially(TITLE)
    known = page.locator("[data-similar]")
    expect(known.get_by_text("Price of an oak chair")).to_be_visible()
    page.get_by_label("Tell us more").fill("I have begun.")
    assert Axe().run(page, options=OPTIONS).response["violations"] == []
    known.get_by_role("button", name="Ask it there").click()
    expect(page.get_by_label("Where")).to_have_value(str(wood.pk))
    expect(known.get_by_text("you can count on")).to_be_visible()
    expect(page.get_by_label("Tell us more")).to_have_value("I have begun.")
    expect(known.get_by_role("button", name="Ask it there")).to_have_count(0)
