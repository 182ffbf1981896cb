"""A day of an editor and a day of a reader, from the draft to the guide that grew out of a conversation."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group as AdminGroup
from playwright.sync_api import Page, expect

from forum import operations as forum
from forum.models import Group, Topic
from guides.distil import operations
from guides.distil.models import Consent
from guides.models import GuideIndexPage, GuidePage
from knowledge_base.models import Favourite, KnowledgeIndexPage, KnowledgePage
from tests.browser.conftest import Open
from tests.factories import MemberFactory, topic
from tests.guides.distil.conftest import draft_of

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 640}


@pytest.fixture
def keepers(cast: SimpleNamespace) -> SimpleNamespace:
    for handle, name in (("ann", "Authors"), ("ed", "Editors")):
        member = MemberFactory(handle=handle)
        member.groups.add(AdminGroup.objects.get(name=name))
        setattr(cast, handle, member)
    return cast


def add_block(page: Page, kind: str) -> None:
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=kind, exact=True).click()


def choose_act(page: Page, name: str) -> None:
    """One of the acts behind the arrow beside the editor's button."""
    page.locator("footer [data-w-dropdown-target='toggle']").click()
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def written(page: Page, shelf: int) -> None:
    """A guide with a heading and a text, seen in the preview, saved and handed in."""
    page.goto(f"/admin/pages/add/guides/guidepage/{shelf}/")
    page.locator("#id_title").fill("Pricing a chair")
    page.locator("#id_summary").fill("You can price a chair.")
    add_block(page, "Heading")
    page.locator("[name=body-0-value-text]").fill("Count the wood")
    add_block(page, "Text")
    page.locator(".public-DraftEditor-content").last.click()
    page.keyboard.type("Weigh it twice.")
    page.wait_for_function("document.querySelector('[name=body-1-value]').value.includes('Weigh it twice.')")
    page.wait_for_url("**/edit/")  # Wagtail has saved it by itself; two that save at once are one too many for it
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_load_state()


def test_the_day_of_an_author_and_an_editor(opened: Open, keepers: SimpleNamespace, groups: dict[str, Group]) -> None:
    shelf = GuideIndexPage.objects.get(slug="guides").pk
    author = opened(keepers.ann).new_page()
    written(author, shelf)
    guide = GuidePage.objects.get(title="Pricing a chair")
    author.goto(f"/admin/pages/{guide.pk}/view_draft/")
    expect(author.get_by_role("heading", name="Count the wood")).to_be_visible()
    author.goto(f"/admin/pages/{guide.pk}/edit/")
    choose_act(author, "Submit to Review")

    visitor = opened(keepers.visitor, **PHONE).new_page()
    assert visitor.goto(f"/guides/{guide.slug}/").status == 404
    editor = opened(keepers.ed).new_page()
    editor.goto("/admin/")
    editor.get_by_role("link", name="Pricing a chair").first.click()
    choose_act(editor, "Approve and publish")
    visitor.goto(f"/guides/{guide.slug}/")
    expect(visitor.get_by_text("Weigh it twice.")).to_be_visible()
    visitor.goto("/")
    expect(visitor.get_by_role("link", name="Pricing a chair")).to_be_visible()


def test_the_day_of_readers_and_what_their_talk_becomes(
    opened: Open, keepers: SimpleNamespace, groups: dict[str, Group], run_jobs: Any
) -> None:
    talk = topic(groups["public"], keepers.ada, "What does a chair cost?", kind="question", markdown="I never know.")
    solved = forum.reply(topic=talk, author=keepers.bob, markdown="Wood, nails and **hours**.")
    forum.accept_solution(post=solved, by=keepers.ada)

    distil(opened(keepers.ed).new_page(), talk)
    run_jobs()
    reader = opened(keepers.ada, **PHONE).new_page()
    reader.goto(talk.get_absolute_url())
    reader.get_by_role("link", name="What a chair costs").click()
    comment(reader)
    reply_to(opened(keepers.bob, **PHONE).new_page(), reader.url)
    reader.reload()
    expect(reader.get_by_text("Me too.")).to_be_visible()
    assert Favourite.objects.get().member == keepers.ada
    reader.goto("/told/")
    expect(reader.get_by_text("Your words are part of")).to_be_visible()


def distil(editor: Page, talk: Topic) -> None:
    """Make a guide of the conversation, and publish it."""
    editor.goto(talk.get_absolute_url())
    editor.get_by_role("link", name="More").first.click()
    editor.get_by_role("link", name="Distil into a guide").click()
    editor.get_by_label("Title").fill("What a chair costs")
    editor.get_by_role("button", name="Make the draft").click()
    expect(editor.get_by_role("textbox", name="Title*")).to_have_value("What a chair costs")
    choose_act(editor, "Publish")


def comment(reader: Page) -> None:
    """See whose words they are and where they come from, comment, keep the guide."""
    expect(reader.get_by_text("Grew out of a conversation of 2 people.")).to_be_visible()
    expect(reader.get_by_role("link", name="What does a chair cost?").first).to_be_visible()
    said = reader.locator("figure.said", has_text="hours")
    expect(said.get_by_role("link", name="Bob")).to_have_attribute("href", "/m/bob/")
    reader.get_by_label("Your comment").fill("It helped me.")
    reader.get_by_role("button", name="Comment", exact=True).click()
    reader.get_by_role("button", name="Add to favourites").click()


def reply_to(second: Page, address: str) -> None:
    second.goto(address)
    said = second.locator("article", has_text="It helped me.").last
    said.get_by_role("link", name="Reply").click()
    second.get_by_label("Your words").fill("Me too.")
    second.get_by_role("button", name="Comment", exact=True).click()


def test_words_that_an_editor_typed_into_go_when_their_author_says_no(
    opened: Open, keepers: SimpleNamespace, groups: dict[str, Group]
) -> None:
    talk = topic(groups["private"], keepers.root, "Chairs", markdown="Who knows?")
    said = forum.reply(topic=talk, author=keepers.ada, markdown="I nail them.\n\nAnd then I oil them.")
    shelf = KnowledgePage.objects.get(pk=KnowledgeIndexPage.objects.get().pk)
    made = operations.distil(topic=talk, by=keepers.root, posts=[said], kind="lesson", under=shelf, title="Chairs")
    operations.consent(quote=made.quotes.get(), by=keepers.ada, consent=Consent.NAMED)

    editor = opened(keepers.ed).new_page()
    editor.goto(f"/admin/pages/{made.page_id}/edit/")
    editor.get_by_text("I nail them.").click()
    editor.keyboard.press("Home")
    editor.keyboard.type("Often, ")
    editor.wait_for_function("document.querySelector('[name=context]').value.includes('Often, I nail')")
    editor.get_by_role("button", name="Save draft").click()
    editor.wait_for_load_state()
    assert "Often, I nail them." in draft_of(made).context
    operations.consent(quote=made.quotes.get(), by=keepers.ada, consent=Consent.DECLINED)
    assert draft_of(made).context == ""
    assert not made.quotes.get().is_unsettled
