"""The review from the flag to the appeal, in two groups and several windows, on a small phone."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from forum import operations as forum
from forum.models import Group, Post
from forum.moderation.models import Decision
from members.models import Member
from tests.browser.conftest import Open
from tests.browser.test_accessibility import OPTIONS
from tests.factories import topic

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 640}


def fits(page: Page) -> None:
    """Nothing is wider than the screen, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    assert Axe().run(page, options=OPTIONS).response["violations"] == [], page.url


@pytest.mark.parametrize(("scheme", "scripts"), [("light", True), ("dark", True), ("light", False)])
def test_from_the_flag_to_the_appeal(
    opened: Open,
    cast: SimpleNamespace,
    groups: dict[str, Group],
    run_jobs: Callable[..., Any],
    scheme: Any,
    scripts: bool,
) -> None:
    said = forum.reply(topic=topic(groups["public"], cast.ada), author=cast.bob, markdown="Buy my chairs.")
    elsewhere = topic(groups["private"], cast.ada, "Another one").posts.get(number=1)
    how: dict[str, Any] = {**PHONE, "color_scheme": scheme, "java_script_enabled": scripts}

    def window(who: Member) -> Page:
        return opened(who, **how).new_page()

    def looks(page: Page) -> None:
        if scripts:
            fits(page)

    ada, bob = window(cast.ada), window(cast.bob)
    ada.goto(f"/p/{said.pk}/acts/")
    ada.get_by_role("link", name="Flag it").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("What is wrong?")
    looks(ada)
    ada.get_by_label("It is advertising or a scam").check()
    ada.get_by_role("button", name="Flag it").click()
    expect(ada.get_by_text("Somebody will look at it")).to_be_visible()
    bob.goto(f"/flag/post/{elsewhere.pk}/")
    bob.get_by_label("It does not belong here").check()
    bob.get_by_role("button", name="Flag it").click()

    carl = window(cast.carl)
    carl.goto("/review/")
    looks(carl)
    expect(carl.get_by_role("checkbox")).to_have_count(2)
    carl.get_by_role("link", name=said.topic.title).focus()
    carl.keyboard.press("Enter")
    expect(carl.get_by_role("button", name="Take it in hand")).to_be_visible()
    looks(carl)
    carl.get_by_role("button", name="Take it in hand").click()
    expect(carl.get_by_text("You have this in hand.")).to_be_visible()
    carl.get_by_label("To the member").fill("Please sell nothing here.")
    carl.get_by_role("button", name="Silence its author").click()
    expect(carl.get_by_text("Decided.")).to_be_visible()
    expect(carl.get_by_role("heading", level=1)).to_have_text("Another one")

    decision = Decision.objects.get()
    bob.goto(decision.get_absolute_url())
    expect(bob.get_by_text("Please sell nothing here.")).to_be_visible()
    looks(bob)
    bob.get_by_label("Why it should be looked at again").fill("They are not for sale.")
    bob.get_by_role("button", name="Ask for another look").click()
    expect(bob.get_by_text("They are not for sale.")).to_be_visible()

    wanda = window(cast.wanda)
    wanda.goto(f"/review/{decision.case_id}/")
    looks(wanda)
    wanda.get_by_role("button", name="Take the decision back").click()
    expect(wanda.get_by_text("undone")).to_be_visible()
    assert Post.objects.get(pk=said.pk).hidden_at is None
    bob.reload()
    expect(bob.get_by_text("This was taken back.")).to_be_visible()
