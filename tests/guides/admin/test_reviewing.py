"""From an author's draft to a page that readers see, through the doors of the admin."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from wagtail.models import Page, TaskState, get_page_models
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from guides.models import GuidePage, TemplatePage
from knowledge_base import guards
from knowledge_base.models import ArticlePage, KnowledgePage
from tests.forum.conftest import client_of

from .conftest import MAKE_GUIDE


def form(title: str, **more: Any) -> dict[str, Any]:
    """What the editing form sends."""
    heading = {"text": "Begin with the wood", "level": "2"}
    fields: dict[str, Any] = {
        "title": title,
        "slug": title.lower().replace(" ", "-"),
        "summary": "You know what a chair costs you.",
        "body": streamfield([("heading", heading)]),
        "contributions": inline_formset([]),
        "comments": inline_formset([]),
        "audience": "public",
        "language": "en",
        "tags": "pricing",
    }
    sent: dict[str, Any] = nested_form_data(fields | more)
    return sent


def add(member: Any, shelf: Page, action: str = "", **more: Any) -> Any:
    kind = "guides/guidepage" if shelf.slug == "guides" else "knowledge_base/articlepage"
    sent = form("Pricing a chair", **more) | ({action: "1"} if action else {})
    return client_of(member).post(f"/admin/pages/add/{kind}/{shelf.pk}/", sent)


def decide(member: Any, page: Page, verdict: str, comment: str = "") -> Any:
    state = TaskState.objects.filter(status="in_progress").get()
    address = f"/admin/pages/workflow/action/{page.pk}/{verdict}/{state.pk}/"
    return client_of(member).post(address, {"comment": comment})


def read_by_everybody(page: Page) -> bool:
    return KnowledgePage.objects.visible_to(AnonymousUser()).filter(pk=page.pk).exists()


@pytest.mark.parametrize("kind", [GuidePage, ArticlePage])
def test_an_author_hands_in_a_draft_and_an_editor_publishes_it(
    keepers: SimpleNamespace, guides_shelf: Page, knowledge_shelf: Page, kind: type[Page]
) -> None:
    shelf = guides_shelf if kind is GuidePage else knowledge_shelf
    assert add(keepers.ann, shelf, "action-submit").status_code == 302
    page = kind.objects.get()
    assert (page.live, page.owner, page.workflow_in_progress) == (False, keepers.ann, True)
    assert not read_by_everybody(page)

    assert "Pricing a chair" in client_of(keepers.ed).get("/admin/").content.decode()
    assert decide(keepers.ed, page, "approve").status_code == 302
    page.refresh_from_db()
    assert page.live
    assert read_by_everybody(page)
    assert [block.value["text"] for block in page.body] == ["Begin with the wood"]
    assert list(page.tags.names()) == ["pricing"]


def test_an_editor_asks_for_changes_and_the_author_hands_it_in_again(
    keepers: SimpleNamespace, guides_shelf: Page
) -> None:
    add(keepers.ann, guides_shelf, "action-submit")
    page = GuidePage.objects.get()
    decide(keepers.ed, page, "reject", "Say what the wood costs")
    page.refresh_from_db()
    assert (page.live, page.current_workflow_state.status) == (False, "needs_changes")
    edited = form("Pricing a chair of oak") | {"action-submit": "1"}
    client_of(keepers.ann).post(f"/admin/pages/{page.pk}/edit/", edited)
    decide(keepers.ed, page, "approve")
    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Pricing a chair of oak")


def approve_while_editing(member: Any, page: Page) -> Any:
    sent = form("Pricing a chair") | {"action-workflow-action": "1", "workflow-action-name": "approve"}
    sent["workflow-action-extra-data"] = "{}"
    return client_of(member).post(f"/admin/pages/{page.pk}/edit/", sent, follow=True)


def approve_in_a_dialog(member: Any, page: Page) -> Any:
    address = f"/admin/pages/workflow/action/{page.pk}/approve/{TaskState.objects.get().pk}/"
    client = client_of(member)
    answer = client.post(address, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})
    return client.get(answer.json()["redirect"])


def approve(member: Any, page: Page) -> Any:
    address = f"/admin/pages/workflow/action/{page.pk}/approve/{TaskState.objects.get().pk}/"
    return client_of(member).post(address, {"comment": ""}, follow=True)


WHY = {
    "held": "Somebody has to look at this page before it can be published.",
    "bare": "This page is not complete yet.",
}


@pytest.mark.parametrize(
    ("door", "why"),
    [
        *((door, "held") for door in (approve, approve_in_a_dialog, approve_while_editing)),
        *((door, "bare") for door in (approve, approve_in_a_dialog)),  # the form itself asks for what is missing
    ],
)
def test_why_an_approval_is_refused_is_said(
    door: Callable[..., Any], why: str, keepers: SimpleNamespace, guides_shelf: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(keepers.ann, guides_shelf, "action-submit")
    page = GuidePage.objects.get()
    if why == "held":
        monkeypatch.setattr(guards, "_holds", [lambda page_id: page_id == page.pk])
    else:
        monkeypatch.setattr(GuidePage, "full_clean", lambda self, *args, **kwargs: refuse(), raising=False)
    answer = door(keepers.ed, page)
    assert answer.request["PATH_INFO"] == f"/admin/pages/{page.pk}/edit/"
    assert WHY[why] in answer.content.decode()
    assert "do not have permission" not in answer.content.decode()
    page = GuidePage.objects.get()
    assert (page.live, page.workflow_in_progress, TaskState.objects.get().status) == (False, True, "in_progress")


def refuse() -> None:
    raise ValidationError("bare")


@pytest.mark.parametrize("door", [approve, approve_in_a_dialog])
def test_what_is_missing_is_named(door: Callable[..., Any], keepers: SimpleNamespace, guides_shelf: Page) -> None:
    page = guides_shelf.add_child(instance=TemplatePage(title="Cash", slug="cash", live=False, what_for="<p>x</p>"))
    page.save_revision(user=keepers.ann, clean=False)
    page.get_workflow().start(page, keepers.ann)
    said = door(keepers.ed, page).content.decode()
    assert "This page is not complete yet. Please look at “how to fill it in”." in said
    assert "what it is for”" not in said
    assert not TemplatePage.objects.get().live


def test_what_is_missing_is_named_in_the_language_of_who_reads_it(make_guide: MAKE_GUIDE) -> None:
    page = make_guide(live=False)
    page.title = ""
    revision = page.save_revision(clean=False)
    with translation.override("fr"), pytest.raises(PermissionDenied, match="“Titre”"):
        page.publish(revision)


def test_an_author_cannot_publish(keepers: SimpleNamespace, guides_shelf: Page) -> None:
    add(keepers.ann, guides_shelf, "action-publish")
    page = GuidePage.objects.get()
    assert not page.live
    assert not read_by_everybody(page)
    client_of(keepers.ann).post(f"/admin/pages/{page.pk}/edit/", form("Mine") | {"action-publish": "1"})
    page.refresh_from_db()
    assert not page.live


def test_an_author_cannot_approve_their_own_draft(keepers: SimpleNamespace, guides_shelf: Page) -> None:
    add(keepers.ann, guides_shelf, "action-submit")
    page = GuidePage.objects.get()
    decide(keepers.ann, page, "approve")
    page.refresh_from_db()
    assert (page.live, page.workflow_in_progress) == (False, True)


def test_an_author_changes_a_published_page_only_by_a_draft(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    guide = make_guide("What readers see", owner=keepers.ann)
    client = client_of(keepers.ann)
    client.post(f"/admin/pages/{guide.pk}/edit/", form("What I would say"))
    guide.refresh_from_db()
    assert (guide.title, guide.draft_title, guide.has_unpublished_changes) == (
        "What readers see",
        "What I would say",
        True,
    )
    client.post(f"/admin/pages/{guide.pk}/unpublish/", {})
    client.post(f"/admin/pages/{guide.pk}/delete/", {})
    guide.refresh_from_db()
    assert guide.live


def test_an_author_does_not_open_what_others_began(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    guide, client = make_guide("What others began", summary="Qsaid."), client_of(keepers.ann)
    guide.save_revision()
    for act in ("edit", "view_draft", "copy", "history", "usage"):
        assert "Qsaid." not in client.get(f"/admin/pages/{guide.pk}/{act}/", follow=True).content.decode(), act
    client.post(f"/admin/pages/{guide.pk}/edit/", form("What I would say"))
    guide.refresh_from_db()
    assert guide.draft_title == "What others began"


def test_a_link_is_offered_to_pages_that_one_reads_or_may_change(
    keepers: SimpleNamespace, guides_shelf: Page, make_guide: MAKE_GUIDE
) -> None:
    make_guide("Qmine", owner=keepers.ann, audience="groups")
    make_guide("Qtheirs", audience="groups")
    make_guide("Qopen")
    for who, offered in ((keepers.ann, {"Qmine", "Qopen"}), (keepers.ed, {"Qmine", "Qopen", "Qtheirs"})):
        shown = client_of(who).get(f"/admin/choose-page/{guides_shelf.pk}/").content.decode()
        assert {title for title in ("Qmine", "Qopen", "Qtheirs") if title in shown} == offered


def test_an_author_writes_on_the_shelves_and_nowhere_else(keepers: SimpleNamespace, guides_shelf: Page) -> None:
    home = guides_shelf.get_parent()
    about = home.get_children().get(slug="about")
    client = client_of(keepers.ann)
    for address in (f"/admin/pages/{about.pk}/edit/", f"/admin/pages/add/pages/plainpage/{home.pk}/"):
        assert client.get(address).status_code == 302
        assert client.post(address, {"title": "Mine", "slug": "mine"}).status_code == 302
    about.refresh_from_db()
    assert about.title == "About"
    assert home.get_children().count() == 4


@pytest.mark.parametrize("name", ["ada", "kit", "visitor"])
def test_others_add_nothing(keepers: SimpleNamespace, guides_shelf: Page, name: str) -> None:
    response = add(getattr(keepers, name), guides_shelf, "action-publish")
    assert response.status_code == 302
    assert not GuidePage.objects.exists()


def test_an_editor_publishes_at_once(keepers: SimpleNamespace, guides_shelf: Page) -> None:
    add(keepers.ed, guides_shelf, "action-publish")
    assert read_by_everybody(GuidePage.objects.get())


@pytest.mark.parametrize("kind", [kind for kind in get_page_models() if kind.is_creatable])
def test_remarks_are_written_beside_every_page_in_the_editor(kind: type[Page]) -> None:
    assert "comments" in kind.get_edit_handler().get_form_class().formsets


def test_who_reviews_a_draft_writes_remarks_in_it(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    page = make_guide(summary="A promise.", owner=keepers.ann)
    remark = {"id": "", "contentpath": "summary", "text": "To whom?", "position": "", "resolved": "", "DELETE": ""}
    sent = form("Pricing a chair", comments=inline_formset([{**remark, "replies": inline_formset([])}]))
    address = f"/admin/pages/{page.pk}/edit/"
    assert client_of(keepers.ed).post(address, sent).status_code == 302
    assert list(page.wagtail_admin_comments.values_list("text", "user")) == [("To whom?", keepers.ed.pk)]
    shown = client_of(keepers.ann).get(address).content.decode()
    assert ("To whom?" in shown, 'id="comments"' in shown) == (True, True)
