"""What scripts add to a page: a word that explains itself, ticks that are kept, a video that starts in its place; and
the button of the text editor that marks such a word. Without scripts all of them lead somewhere, too."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import Group as AdminGroup
from playwright.sync_api import BrowserContext, Page, Route, expect
from wagtail.models import Page as AnyPage

from guides.models import GuideIndexPage, GuidePage
from knowledge_base.models import FAQPage, KnowledgeIndexPage, Term, Tick
from tests.browser.conftest import Open
from tests.browser.test_accessibility import OPTIONS
from tests.factories import MemberFactory
from tests.knowledge_making import guide, picture, published

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 640}
MEANING = "What is left of a price when all is paid."
PLAYER = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"
WATCHED = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.fixture
def margin(cast: SimpleNamespace) -> Term:
    Term.objects.create(word="Overhead", slug="overhead", meaning="What is paid whether one sells or not.")
    term: Term = Term.objects.create(word="Margin", slug="margin", meaning=MEANING, also="mark-up")
    return term


@pytest.fixture
def page_of(margin: Term) -> GuidePage:
    """A guide with everything that a script makes better."""
    body = [
        ("text", f'<p>Know your <a linktype="term" id="{margin.pk}">margin</a> before you sell a chair.</p>'),
        ("checklist", {"title": "Bring", "items": ["A bill", "A watch"]}),
        ("video", {"url": WATCHED, "title": "How to price", "minutes": 3, "picture": picture("Chairs")}),
    ]
    return guide(GuideIndexPage.objects.get(slug="guides"), "Pricing", body=body)


class Elsewhere:
    """What a window asked of other hosts; nothing of it is answered by them."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.asked: list[str] = []
        context.route(lambda address: not address.startswith(home), self._answer)

    def _answer(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="Player")


def opened_page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def test_a_word_says_in_its_place_what_it_means(opened: Open, cast: SimpleNamespace, page_of: GuidePage) -> None:
    page = opened_page(opened(cast.visitor, **PHONE), page_of.url)
    word = page.get_by_role("button", name="margin")
    expect(word).to_have_attribute("aria-expanded", "false")
    meaning = page.get_by_text(MEANING)
    word.click()
    expect(meaning).to_be_visible()
    expect(word).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text=MEANING)).to_be_visible()
    box = page.locator(".meaning").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert Axe().run(page, options=OPTIONS).response["violations"] == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="All words of the glossary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(meaning).to_have_count(0)
    expect(word).to_be_focused()
    for key in ("Enter", "Enter", "Space"):
        page.keyboard.press(key)
    expect(meaning).to_be_visible()
    page.get_by_role("heading", name="Pricing").click()
    expect(meaning).to_have_count(0)
    plain = opened_page(opened(cast.visitor, java_script_enabled=False), page_of.url)
    plain.get_by_role("link", name="margin").click()
    assert plain.url.endswith("/glossary/#margin")
    expect(plain.get_by_text(MEANING)).to_be_visible()


def test_a_members_tick_is_kept_at_once(opened: Open, cast: SimpleNamespace, page_of: GuidePage) -> None:
    context = opened(cast.ada, **PHONE)
    page = opened_page(context, page_of.url)
    bill, watch = page.get_by_label("A bill"), page.get_by_label("A watch")
    expect(page.get_by_role("button", name="Keep my ticks")).to_be_hidden()
    for box in (bill, watch, watch):
        with page.expect_response("**/tick/"):
            box.click()
    assert list(Tick.objects.values_list("member", "item")) == [(cast.ada.pk, f"{page_of.body[1].id}.1")]
    page.reload()
    expect(bill).to_be_checked()
    expect(watch).not_to_be_checked()
    context.clear_cookies()  # signed out in another window
    watch.click()
    expect(page.get_by_text("That did not work.")).to_be_visible()
    expect(watch).not_to_be_checked()
    context.set_offline(True)
    bill.click()
    expect(bill).to_be_checked()
    assert Tick.objects.count() == 1


def test_a_visitors_ticks_stay_on_the_device(opened: Open, cast: SimpleNamespace, page_of: GuidePage) -> None:
    page = opened_page(opened(cast.visitor, **PHONE), page_of.url)
    expect(page.get_by_text("Your ticks are kept on this device.")).to_be_visible()
    page.get_by_label("A bill").click()
    page.reload()
    expect(page.get_by_label("A bill")).to_be_checked()
    expect(page.get_by_label("A watch")).not_to_be_checked()
    assert not Tick.objects.exists()
    other = opened_page(opened(cast.visitor, java_script_enabled=False), page_of.url)
    expect(other.get_by_text("Your ticks are kept on this device.")).to_be_hidden()


def test_a_video_starts_when_it_is_tapped_and_asks_nothing_before(
    opened: Open, cast: SimpleNamespace, page_of: GuidePage, live_server: Any, run_jobs: Any, refused: list[str]
) -> None:
    run_jobs()  # which note that visitors may see the picture, and make it
    context = opened(cast.visitor, **PHONE)
    elsewhere = Elsewhere(context, live_server.url)
    page = opened_page(context, page_of.url)
    page.wait_for_load_state("networkidle")
    start = page.locator(".video__start")
    start.scroll_into_view_if_needed()
    expect(start.locator("img")).to_have_js_property("complete", True)
    assert elsewhere.asked == []
    start.click()
    frame = page.locator("iframe[title='How to price']")
    expect(frame).to_be_focused()
    expect(frame).to_have_attribute("referrerpolicy", "strict-origin-when-cross-origin")
    expect(page.frame_locator("iframe").get_by_text("Player")).to_be_visible()
    assert elsewhere.asked == [PLAYER]
    # Of other hosts no frame opens, whatever a script may try.
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('iframe'), {src: 'https://example.org/'}))"
    )
    page.wait_for_timeout(200)
    assert elsewhere.asked == [PLAYER]
    assert len(refused) == 1
    refused.clear()
    plain = opened_page(opened(cast.visitor, java_script_enabled=False), page_of.url)
    expect(plain.locator(".video a")).to_have_attribute("href", WATCHED)


def test_the_address_is_copied_at_a_press(opened: Open, cast: SimpleNamespace, page_of: GuidePage) -> None:
    context = opened(cast.visitor, permissions=["clipboard-read", "clipboard-write"])
    page = opened_page(context, page_of.url)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{settings.SITE_URL}{page_of.url}"


def test_without_scripts_the_address_stands_there(opened: Open, cast: SimpleNamespace, page_of: GuidePage) -> None:
    page = opened_page(opened(cast.visitor, java_script_enabled=False), page_of.url)
    expect(page.get_by_text(f"{settings.SITE_URL}{page_of.url}", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Copy the link")).not_to_be_visible()


def test_answers_are_printed_without_opening_each_question(opened: Open, cast: SimpleNamespace) -> None:
    section = {"title": "All", "questions": [{"question": "Why?", "answer": "<p>Because.</p>"}]}
    page = published(
        FAQPage(title="Asked", slug="asked", sections=[("section", section)]), KnowledgeIndexPage.objects.get()
    )
    shown = opened(cast.visitor).new_page()
    shown.goto(page.url)
    expect(shown.get_by_text("Because.")).not_to_be_visible()
    shown.emulate_media(media="print")
    expect(shown.get_by_text("Because.")).to_be_visible()


def test_paper_has_what_a_page_says_and_no_way_on(opened: Open, cast: SimpleNamespace) -> None:
    """On A4, which is narrower than a tablet."""
    page = guide(GuideIndexPage.objects.get(slug="guides"), "Chairs", body=[("text", "<p>margin</p>")])
    shown = opened(cast.visitor, width=718, height=1000).new_page()
    shown.goto(page.url)
    expect(shown.locator(".thumb-bar")).to_be_visible()
    shown.emulate_media(media="print")
    expect(shown.locator(".thumb-bar")).not_to_be_visible()
    expect(shown.get_by_role("heading", name="At a glance")).to_be_visible()


def test_an_editor_marks_a_word_of_the_glossary(opened: Open, cast: SimpleNamespace, margin: Term) -> None:
    cast.ed = MemberFactory(handle="ed")
    cast.ed.groups.add(AdminGroup.objects.get(name="Editors"))
    above = AnyPage.objects.get(pk=GuideIndexPage.objects.get(slug="guides").pk)
    marked = guide(above, "Chairs", body=[("text", "<p>margin</p>")])
    page = opened_page(opened(cast.ed), f"/admin/pages/{marked.pk}/edit/")
    words = page.locator(".public-DraftEditor-content").first
    words.get_by_text("margin").dblclick()
    page.get_by_role("button", name="Word of the glossary").first.click()
    dialog = page.locator(".modal-body")
    expect(dialog.get_by_text(MEANING)).to_be_visible()
    dialog.get_by_label("Find a word").fill("mark-up")
    expect(dialog.get_by_role("link", name="Overhead")).to_have_count(0)
    dialog.get_by_role("link", name="Margin").click()
    entity = words.locator(".TooltipEntity")
    expect(entity).to_have_text("margin")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_load_state()
    draft = GuidePage.objects.get(pk=marked.pk).get_latest_revision_as_object()
    assert f'<a linktype="term" id="{margin.pk}">margin</a>' in draft.body[0].value.source
    page.goto(f"/admin/pages/{marked.pk}/edit/")
    entity.click()
    expect(page.locator("[data-draftail-editor-wrapper]").get_by_text("Margin", exact=True)).to_be_visible()
