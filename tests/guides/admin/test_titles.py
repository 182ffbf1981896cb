"""Which titles an author meets in Wagtail's own lists: of their own pages and of those they may read, and no others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from wagtail.models import Page

from tests.forum.conftest import client_of
from tests.knowledge_making import shelf

from .conftest import MAKE_GUIDE

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

TITLES = {"Qmine", "Qopen", "Qtheirs", "Qdraft", "Qshelf"}


@pytest.fixture
def titled(keepers: SimpleNamespace, guides_shelf: Page, make_guide: MAKE_GUIDE, run_jobs: Any) -> Page:
    """A page of ann's and one that she reads; one for others, one that is not published and a shelf for others. The
    last to be changed is not hers to read."""
    closed = shelf("Qshelf", above=guides_shelf, audience="groups")
    pages = [
        make_guide("Qmine", owner=keepers.ann, audience="groups"),
        make_guide("Qopen"),
        make_guide("Qdraft", live=False),
        make_guide("Qtheirs", audience="groups"),
    ]
    for page in (closed, *pages):
        page.save_revision(user=keepers.ed, log_action=True)
    run_jobs()  # which note them for the search of the admin
    return Page.objects.get(pk=closed.pk)


def met(who: Any, address: str) -> set[str]:
    answer = client_of(who).get(address)
    assert answer.status_code == 200, address
    return {title for title in TITLES if title in answer.content.decode()}


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/{shelf}/",
        "/admin/pages/{shelf}/results/",
        "/admin/pages/{shelf}/?q=Q",
        "/admin/pages/search/?q=Q",
        "/admin/pages/search/results/?q=Q",
        "/admin/reports/site-history/",
        "/admin/reports/site-history/results/",
        "/admin/api/main/pages/",
        "/admin/api/main/pages/?child_of={shelf}&for_explorer=1",
    ],
)
def test_an_author_meets_their_own_and_what_they_may_read(
    address: str, keepers: SimpleNamespace, guides_shelf: Page, titled: Page
) -> None:
    address = address.format(shelf=guides_shelf.pk)
    assert met(keepers.ann, address) == {"Qmine", "Qopen"}
    assert met(keepers.ed, address) == TITLES
    assert met(keepers.root, address) == TITLES


@pytest.mark.parametrize("address", ["/admin/reports/page-types-usage/", "/admin/reports/page-types-usage/results/"])
def test_the_page_changed_last_is_named_to_who_meets_it(address: str, keepers: SimpleNamespace, titled: Page) -> None:
    assert met(keepers.ann, address) == set()
    assert met(keepers.ed, address) == {"Qtheirs", "Qshelf"}
    assert client_of(keepers.bob).get(address).status_code == 302


def test_what_is_below_a_page_is_listed_to_who_meets_that_page(keepers: SimpleNamespace, titled: Page) -> None:
    for address in (
        f"/admin/pages/{titled.pk}/",
        f"/admin/pages/{titled.pk}/results/",
        f"/admin/pages/{titled.pk}/?q=Q",
    ):
        answer = client_of(keepers.ann).get(address)
        assert answer.status_code == 404
        assert "Qshelf" not in answer.content.decode()
        assert "Qshelf" in met(keepers.ed, address) or address.endswith(("results/", "q=Q"))


def test_nothing_is_added_below_what_one_does_not_meet(keepers: SimpleNamespace, titled: Page) -> None:
    for address in (f"/admin/pages/{titled.pk}/add_subpage/", f"/admin/pages/add/guides/guidepage/{titled.pk}/"):
        answer = client_of(keepers.ann).get(address, follow=True)
        assert "Qshelf" not in answer.content.decode(), address
        assert "Qshelf" in met(keepers.ed, address)
    sent = {"title": "Mine", "slug": "mine", "action-publish": "1"}
    client_of(keepers.ann).post(f"/admin/pages/add/guides/guidepage/{titled.pk}/", sent)
    assert not titled.get_children().exists()


def test_the_way_to_what_one_may_add_to_is_open(keepers: SimpleNamespace, guides_shelf: Page) -> None:
    """Also where its readers are others: rights were given there."""
    type(guides_shelf.specific).objects.filter(pk=guides_shelf.pk).update(audience="groups")
    shown = client_of(keepers.ann).get(f"/admin/pages/{guides_shelf.pk}/")
    assert shown.status_code == 200
    assert guides_shelf.title in shown.content.decode()
