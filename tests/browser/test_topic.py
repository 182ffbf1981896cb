"""What scripts do on the page of a topic: counts that change by themselves, keys, names that complete."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from forum import operations
from forum.models import Bookmark, Group
from members.models import Member
from tests.browser.conftest import Open
from tests.browser.test_accessibility import OPTIONS
from tests.factories import posts, topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    talk = topic(groups["public"], cast.ada, "What does a chair cost?")
    return SimpleNamespace(topic=talk, replies=posts(talk, cast.bob, 3))


@pytest.fixture
def at_topic(opened: Open, talk: SimpleNamespace) -> Callable[..., Page]:
    def open_as(who: Member, query: str = "") -> Page:
        page = opened(who).new_page()
        page.goto(talk.topic.get_absolute_url() + query)
        return page

    return open_as


def look_again(page: Page) -> None:
    """The page asks for news at once when its window is looked at again."""
    with page.expect_response(lambda answer: "/news/" in answer.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("reading", ["conversation", "threads"])
def test_counts_change_and_replies_are_offered_in_both_readings(
    reading: str, at_topic: Callable[..., Page], cast: SimpleNamespace, talk: SimpleNamespace
) -> None:
    reader, visitor = at_topic(cast.bob, f"?reading={reading}"), at_topic(cast.visitor, f"?reading={reading}")
    liked = talk.replies[0]
    reader.get_by_label("Your reply").first.fill("I think")
    for page in (reader, visitor):
        look_again(page)
        expect(page.locator(f"[data-post='{liked.pk}'] .acts [data-count]")).to_be_hidden()
    operations.react(post=liked, member=cast.ada)
    operations.reply(topic=talk.topic, author=cast.ada, markdown="Sixty hours.")
    for page in (reader, visitor):
        look_again(page)
        expect(page.locator(f"[data-post='{liked.pk}'] .acts [data-count]")).to_have_text("1")
        expect(page.locator("[data-replies]")).to_have_text("4")
    expect(reader.get_by_text("Somebody has replied while you write.")).to_be_visible()
    reader.get_by_role("button", name="1 new reply").click()
    expect(reader.get_by_text("Sixty hours.")).to_be_visible()


def test_keys_move_bookmark_and_can_be_turned_off(
    at_topic: Callable[..., Page], cast: SimpleNamespace, talk: SimpleNamespace
) -> None:
    page = at_topic(cast.eve)
    for key in ("j", "j", "j"):
        page.keyboard.press(key)
    expect(page.locator("#p-3")).to_be_focused()
    with page.expect_response("**/bookmark/"):
        page.keyboard.press("b")
    expect(page.get_by_text("Kept among your bookmarks.")).to_be_visible()
    assert Bookmark.objects.get(member=cast.eve).post == talk.replies[1]
    page.keyboard.press("m")
    expect(page.get_by_role("dialog", name="More")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    assert Axe().run(page, options=OPTIONS).response["violations"] == []
    dialog.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Keys").click()
    dialog.get_by_label("Use these keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/latest/")


def test_visitors_have_keys_too(at_topic: Callable[..., Page], cast: SimpleNamespace) -> None:
    page = at_topic(cast.visitor)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_names_that_complete_are_named_to_everybody(at_topic: Callable[..., Page], cast: SimpleNamespace) -> None:
    page = at_topic(cast.eve)
    page.locator("#reply-text").press_sequentially("@ad")
    expect(page.get_by_role("option", name="Ada @ada")).to_be_visible()
    assert Axe().run(page, options=OPTIONS).response["violations"] == []
    page.keyboard.press("Enter")
    expect(page.locator("#reply-text")).to_have_value("@ada ")
