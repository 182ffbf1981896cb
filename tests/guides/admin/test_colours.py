"""The admin's colours: ours, and readable by day and by night."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import wagtail.admin

from pages.colours import contrast
from tests.forum.conftest import client_of

from .conftest import MAKE_GUIDE

ROOT = Path(__file__).resolve().parents[3]
SHEET = (ROOT / "templates" / "static" / "css" / "admin.css").read_text()
PAIRS = dict(re.findall(r"(--w-color-[\w-]+): light-dark\((#\w{6}, #\w{6})\)", SHEET))
GROUNDS = ["surface-page", "surface-header", "surface-dashboard-panel", "surface-field"]
WORDS = ["text-context", "text-label", "text-meta", "text-placeholder", "text-link-default", "text-link-hover"]


def colour(name: str, at: int) -> str:
    return str(PAIRS[f"--w-color-{name}"].split(", ")[at])


@pytest.mark.parametrize("at", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("words", WORDS)
def test_what_is_written_can_be_read(at: int, ground: str, words: str) -> None:
    assert contrast(colour(words, at), colour(ground, at)) >= 4.5


@pytest.mark.parametrize("at", [0, 1], ids=["day", "night"])
def test_labels_and_menus_can_be_read(at: int) -> None:
    assert contrast(colour("text-status-label", at), colour("surface-status-label", at)) >= 4.5
    assert contrast(colour("text-link-info", at), colour("surface-info-panel", at)) >= 4.5
    outline = colour("text-button-outline-hover", at)
    assert contrast(outline, colour("surface-button-outline-hover", at)) >= 4.5
    for ground in ("surface-menus", "surface-menu-item-active", "surface-tooltip"):
        assert contrast("#ffffff", colour(ground, at)) >= 4.5
    for ground in GROUNDS:
        assert contrast(colour("focus", at), colour(ground, at)) >= 3  # of a mark that is no text (WCAG 2.2, 1.4.11)


def test_every_property_is_one_that_wagtail_knows() -> None:
    theirs = (Path(wagtail.admin.__path__[0]) / "static/wagtailadmin/css/core.css").read_text()
    ours = set(re.findall(r"(--w-[\w-]+):", SHEET))
    assert len(ours) > 30
    assert {name for name in ours if f"{name}:" not in theirs} == set()


def test_the_editor_checks_pages_for_accessibility(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    page = client_of(keepers.ed).get(f"/admin/pages/{make_guide().pk}/edit/").content.decode()
    assert 'data-side-panel="checks"' in page
    assert 'id="checker-axe-configuration"' in page


def test_every_page_of_the_admin_has_them(keepers: SimpleNamespace) -> None:
    page = client_of(keepers.ann).get("/admin/").content.decode()
    assert '<link rel="stylesheet" href="/static/css/admin.css">' in page
    assert page.index("core.css") < page.index("css/admin.css")
