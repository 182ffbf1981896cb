"""The glossary, the lists that pages choose from, and the menus of the site."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from wagtail.models import Page

from knowledge_base.models import Sector, Stage, Term
from pages.models import MenuLink
from tests.forum.conftest import client_of

pytestmark = pytest.mark.usefixtures("kept_contexts")

LISTS = "/admin/snippets/knowledge_base"
TERM = {"word": "Margin", "slug": "margin", "meaning": "What is left of a price.", "also": "mark-up"}


def test_an_editor_keeps_the_glossary_and_the_lists(keepers: SimpleNamespace) -> None:
    client = client_of(keepers.ed)
    assert client.post(f"{LISTS}/term/add/", TERM).status_code == 302
    assert client.post(f"{LISTS}/sector/add/", {"name": "Food", "position": "1"}).status_code == 302
    assert client.post(f"{LISTS}/stage/add/", {"name": "An idea", "position": "1"}).status_code == 302
    assert (Term.objects.get().word, Sector.objects.get().name, Stage.objects.get().name) == (
        "Margin",
        "Food",
        "An idea",
    )
    found = client.get(f"{LISTS}/term/", {"q": "mark-up"}).content.decode()
    assert "What is left of a price." in found


def test_they_stand_together_in_the_menu(keepers: SimpleNamespace) -> None:
    page = client_of(keepers.ed).get("/admin/").content.decode()
    assert "Glossary and lists" in page
    for name in ("term", "sector", "stage"):
        assert f"{LISTS}/{name}/" in page
    assert "Glossary and lists" not in client_of(keepers.ann).get("/admin/").content.decode()


@pytest.mark.parametrize("name", ["ann", "kit", "ada"])
def test_others_change_no_word(keepers: SimpleNamespace, name: str) -> None:
    assert client_of(getattr(keepers, name)).post(f"{LISTS}/term/add/", TERM).status_code == 302
    assert not Term.objects.exists()


def test_a_lesson_chooses_its_sector_from_the_list(keepers: SimpleNamespace, knowledge_shelf: Page) -> None:
    Sector.objects.create(name="Repairs")
    page = client_of(keepers.ann).get(f"/admin/pages/add/knowledge_base/lessonpage/{knowledge_shelf.pk}/")
    assert page.status_code == 200
    assert type(page.context["form"].fields["sector"].widget).__name__ == "SectorChooserWidget"


def test_an_administrator_keeps_the_menus(keepers: SimpleNamespace, guides_shelf: Page) -> None:
    client = client_of(keepers.root)
    link = {"menu": "top", "words": "Learn", "page": str(guides_shelf.pk), "address": "", "position": "1"}
    assert client.post("/admin/menu_links/new/", link).status_code == 302
    assert MenuLink.objects.get().page.pk == guides_shelf.pk
    both = client.post("/admin/menu_links/new/", link | {"address": "/rules/"})
    assert both.status_code == 422
    assert "Choose a page or write an address, not both." in both.content.decode()
    page = client.get("/admin/menu_links/").content.decode()
    assert "Learn" in page
    assert "Menus" in client.get("/admin/").content.decode()


@pytest.mark.parametrize("name", ["ed", "ann", "kit", "ada"])
def test_nobody_else_changes_a_menu(keepers: SimpleNamespace, name: str) -> None:
    link = {"menu": "top", "words": "Learn", "address": "/rules/", "position": "1"}
    client = client_of(getattr(keepers, name))
    assert client.get("/admin/menu_links/").status_code == 302
    assert client.post("/admin/menu_links/new/", link).status_code == 302
    assert not MenuLink.objects.exists()
