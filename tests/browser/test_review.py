"""The review from the flag to the appeal, in two groups and several windows, on a small phone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from forum import operations as forum
from forum.models import Group, Post
from forum.moderation.models import Decision
from tests.browser.conftest import Open
from tests.browser.test_accessibility import OPTIONS
from tests.factories import topic

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 640}


def looks(page: Page, scripts: bool) -> None:
    """Nothing is wider than the screen, and axe finds nothing; both are asked by scripts."""
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
        assert Axe().run(page, options=OPTIONS).response["violations"] == [], page.url


def flags(page: Page, post: Post, reason: str, scripts: bool) -> None:
    """By the menu of a post."""
    page.goto(f"/p/{post.pk}/acts/")
    page.get_by_role("link", name="Flag it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is wrong?")
    looks(page, scripts)
    page.get_by_label(reason).check()
    page.get_by_role("button", name="Flag it").click()
    expect(page.get_by_text("Somebody will look at it")).to_be_visible()


def silences(page: Page, title: str, scripts: bool) -> None:
    """From the queue, by keyboard; and is led on to what waits next."""
    page.goto("/review/")
    looks(page, scripts)
    expect(page.get_by_role("checkbox")).to_have_count(2)
    page.get_by_role("link", name=title).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take it in hand")).to_be_visible()
    looks(page, scripts)
    page.get_by_role("button", name="Take it in hand").click()
    expect(page.get_by_text("You have this in hand.")).to_be_visible()
    page.get_by_label("To the member").fill("Please sell nothing here.")
    page.get_by_role("button", name="Silence its author").click()
    expect(page.get_by_text("Decided.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Another one")


def appeals(page: Page, decision: Decision, scripts: bool) -> None:
    page.goto(decision.get_absolute_url())
    expect(page.get_by_text("Please sell nothing here.")).to_be_visible()
    looks(page, scripts)
    page.get_by_label("Why it should be looked at again").fill("They are not for sale.")
    page.get_by_role("button", name="Ask for another look").click()
    expect(page.get_by_text("They are not for sale.")).to_be_visible()


def grants(page: Page, decision: Decision, scripts: bool) -> None:
    page.goto(f"/review/{decision.case_id}/")
    looks(page, scripts)
    page.get_by_role("button", name="Take the decision back").click()
    expect(page.get_by_text("undone")).to_be_visible()


@pytest.mark.parametrize(("scheme", "scripts"), [("light", True), ("dark", True), ("light", False)])
def test_from_the_flag_to_the_appeal(
    opened: Open, cast: SimpleNamespace, groups: dict[str, Group], scheme: Any, scripts: bool
) -> None:
    said = forum.reply(topic=topic(groups["public"], cast.ada), author=cast.bob, markdown="Buy my chairs.")
    elsewhere = topic(groups["private"], cast.ada, "Another one").posts.get(number=1)
    how: dict[str, Any] = {**PHONE, "color_scheme": scheme, "java_script_enabled": scripts}
    ada, bob, carl, wanda = (opened(who, **how).new_page() for who in (cast.ada, cast.bob, cast.carl, cast.wanda))
    flags(ada, said, "It is advertising or a scam", scripts)
    flags(bob, elsewhere, "It does not belong here", scripts)
    silences(carl, said.topic.title, scripts)
    decision = Decision.objects.get()
    appeals(bob, decision, scripts)
    grants(wanda, decision, scripts)
    assert Post.objects.get(pk=said.pk).hidden_at is None
    bob.reload()
    expect(bob.get_by_text("This was taken back.")).to_be_visible()
