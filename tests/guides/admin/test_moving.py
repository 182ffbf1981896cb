"""A page that moves or gets another address is still found at the old one."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from guides.models import GuideIndexPage
from tests.forum.conftest import client_of

from .conftest import MAKE_GUIDE
from .test_reviewing import form


def led_to(address: str) -> tuple[int, str]:
    response = Client().get(address)
    return response.status_code, response.headers.get("Location", "")


def test_a_page_that_was_moved(keepers: SimpleNamespace, make_guide: MAKE_GUIDE, guides_shelf: Page) -> None:
    money = guides_shelf.add_child(instance=GuideIndexPage(title="Money"))
    guide = make_guide("Pricing a chair")
    response = client_of(keepers.ed).post(f"/admin/pages/{guide.pk}/move/{money.pk}/confirm/")
    assert response.status_code == 302
    assert Page.objects.get(pk=guide.pk).url == "/guides/money/pricing-a-chair/"
    assert led_to("/guides/pricing-a-chair/") == (301, "/guides/money/pricing-a-chair/")


def test_pages_below_a_shelf_that_was_moved(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE, guides_shelf: Page
) -> None:
    money = guides_shelf.add_child(instance=GuideIndexPage(title="Money"))
    prices = Page.objects.get(pk=guides_shelf.pk).add_child(instance=GuideIndexPage(title="Prices"))
    make_guide("Pricing a chair", under=prices)
    client_of(keepers.ed).post(f"/admin/pages/{prices.pk}/move/{money.pk}/confirm/")
    assert led_to("/guides/prices/pricing-a-chair/") == (301, "/guides/money/prices/pricing-a-chair/")


def test_a_page_with_another_address(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    guide = make_guide("Pricing a chair")
    edited = form("Pricing a chair") | {"slug": "what-a-chair-costs", "action-publish": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        assert client_of(keepers.ed).post(f"/admin/pages/{guide.pk}/edit/", edited).status_code == 302
    assert led_to("/guides/pricing-a-chair/") == (301, "/guides/what-a-chair-costs/")


def test_an_author_moves_nothing_that_readers_see(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE, guides_shelf: Page
) -> None:
    money = guides_shelf.add_child(instance=GuideIndexPage(title="Money"))
    guide = make_guide("Pricing a chair")
    client_of(keepers.ann).post(f"/admin/pages/{guide.pk}/move/{money.pk}/confirm/")
    assert Page.objects.get(pk=guide.pk).url == "/guides/pricing-a-chair/"
    assert not Redirect.objects.exists()


def test_who_may_not_move_a_page_is_told_nothing_of_it(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE, guides_shelf: Page
) -> None:
    """Neither its title nor, where that is taken at the destination, its address."""
    money = guides_shelf.add_child(instance=GuideIndexPage(title="Money"))
    guide = make_guide("Qhidden chairs", audience="groups")
    make_guide("Qhidden chairs", under=money)
    for address in (f"/admin/pages/{guide.pk}/move/{money.pk}/confirm/", f"/admin/pages/{guide.pk}/move/1/confirm/"):
        answer = client_of(keepers.kit).get(address, follow=True)
        assert "qhidden" not in answer.content.decode().lower()
    editor = client_of(keepers.ed)
    assert "Qhidden" in editor.get(f"/admin/pages/{guide.pk}/move/{money.pk}/confirm/", follow=True).content.decode()
