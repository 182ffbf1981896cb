"""Every kind of page, read by axe: on a small dark phone and on a light desk, by visitors and members."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Open
from tests.every_page import ACTS, ANYBODY, MEMBERS, OF_TOPICS, PAGES, VISITORS, pages, places

__all__ = ["pages", "places"]

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 640, "color_scheme": "dark"}
DESK = {"width": 1280, "height": 800, "color_scheme": "light"}

# Axe would fetch the style sheets again, for a rule that is not among those of today.
OPTIONS = {"resultTypes": ["violations"], "preload": False}


def violations(page: Page, address: str) -> list[str]:
    """What axe has against the page at this address, one line for each element."""
    page.goto(address)
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{address}: {rule['id']}: {node['target']}: {(node['failureSummary'] or '')[:300]}"
        for rule in found
        for node in rule["nodes"]
    ]


def all_violations(context: BrowserContext, addresses: list[str], places: dict[str, int]) -> str:
    page = context.new_page()
    return "\n".join(line for address in addresses for line in violations(page, address.format(**places)))


@pytest.mark.parametrize("look", [PHONE, DESK], ids=["phone, dark", "desk, light"])
def test_axe_finds_nothing_for_a_visitor(
    look: dict[str, Any], opened: Open, cast: SimpleNamespace, places: dict[str, int]
) -> None:
    assert all_violations(opened(cast.visitor, **look), [*ANYBODY, *VISITORS, *OF_TOPICS], places) == ""


@pytest.mark.parametrize("look", [PHONE, DESK], ids=["phone, dark", "desk, light"])
def test_axe_finds_nothing_for_a_member(
    look: dict[str, Any], opened: Open, cast: SimpleNamespace, places: dict[str, int]
) -> None:
    assert all_violations(opened(cast.ada, **look), [*ANYBODY, *MEMBERS, *OF_TOPICS, *ACTS], places) == ""


@pytest.mark.parametrize("look", [PHONE, DESK], ids=["phone, dark", "desk, light"])
def test_axe_finds_nothing_on_pages_of_knowledge(
    look: dict[str, Any], opened: Open, cast: SimpleNamespace, pages: dict[str, int]
) -> None:
    assert all_violations(opened(cast.ada, **look), PAGES, pages) == ""
