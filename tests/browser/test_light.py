"""The light version of a page on a line as slow as they come: what a first visit fetches, and how much it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from guides.models import GuideIndexPage
from knowledge_base.models import Term
from tests.browser.conftest import Open
from tests.knowledge_making import guide, picture
from tests.pages.test_light import LIGHT_MAX

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "<p>Write down what the wood, the nails and the hours of a chair cost you.</p>"


@pytest.fixture
def addresses(cast: SimpleNamespace) -> list[str]:
    Term.objects.create(word="Margin", slug="margin", meaning="What is left of a price.")
    body = [("heading", {"text": "Know", "level": "2"}), ("text", WORDS * 50)]
    made = guide(GuideIndexPage.objects.get(slug="guides"), "Pricing", body=body, cover=picture())
    return ["/", "/about/", "/glossary/", "/guides/", made.url]


def test_a_first_visit_fetches_the_page_and_one_small_sheet(
    opened: Open, cast: SimpleNamespace, addresses: list[str]
) -> None:
    """Style sheets are measured as they lie on the disk: in production they leave compressed."""
    for address in addresses:
        context = opened(cast.visitor, width=360, height=640)
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        sizes: dict[str, Any] = {}
        devtools.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.update({event["requestId"]: event}))
        page.goto(f"{address}?lite", wait_until="networkidle")
        weights = [event["encodedDataLength"] for event in sizes.values() if event["encodedDataLength"]]
        assert len(weights) == 2, address
        assert sum(weights) < LIGHT_MAX, address
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address


def test_it_leads_on_in_words_and_back_to_the_whole(opened: Open, cast: SimpleNamespace, addresses: list[str]) -> None:
    page = opened(cast.visitor, width=360, height=640).new_page()
    page.goto("/")
    page.get_by_role("link", name="Light version").click()
    page.get_by_role("link", name="Guides", exact=True).click()
    page.get_by_role("link", name="Pricing").click()
    assert page.url.endswith("/guides/pricing/?lite")
    expect(page.get_by_role("heading", name="Know")).to_be_visible()
    page.get_by_role("link", name="Full version").click()
    assert page.url.endswith("/guides/pricing/")
