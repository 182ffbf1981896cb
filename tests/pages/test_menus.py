"""Menus: in everybody's frame what everybody reads, in the members' what every member reads, and nothing stale."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from pages.models import MenuLink, PlainPage
from tests.forum.conftest import client_of
from tests.freshness.test_gate import Line, session_of

pytestmark = pytest.mark.django_db

# Pages made once for many, pages of Wagtail's, pages of one person, and those that say that something is missing.
FOR_ALL = ["/", "/latest/", "/about/", "/account/login/", "/nothing/"]
FOR_MEMBERS = ["/", "/latest/", "/about/", "/me/", "/nothing/"]


@pytest.fixture
def links(library: SimpleNamespace) -> SimpleNamespace:
    """A link to a page of each kind of reader, at the top and at the foot, and one to another site."""
    for name in ("public", "members", "groups", "below"):
        for menu in ("top", "foot"):
            MenuLink.objects.create(menu=menu, words=f"W{name} {menu}", page_id=getattr(library, name).pk)
    MenuLink.objects.create(menu="foot", words="Wpartner", address="https://example.org/?a=1&b=2")
    return library


def shown(who: Any, address: str) -> set[str]:
    """Which of the words above stand on a page, and which of the hidden titles and addresses."""
    page = client_of(who).get(address).content.decode()
    words = [f"W{name} {menu}" for name in ("public", "members", "groups", "below") for menu in ("top", "foot")]
    return {word for word in [*words, "Wpartner", "qmembers", "qgroups", "qbelow", "Qgroups", "Qbelow"] if word in page}


def test_links_stand_in_the_frame_of_those_who_may_follow_them(cast: SimpleNamespace, links: SimpleNamespace) -> None:
    for_all = {"Wpublic top", "Wpublic foot", "Wpartner"}
    for_members = for_all | {"Wmembers top", "Wmembers foot", "qmembers"}
    for _time in range(2):  # made, and kept
        for address in FOR_ALL:
            assert shown(cast.visitor, address) == for_all, address
        for who in (cast.eve, cast.root):
            for address in FOR_MEMBERS:
                found = shown(who, address) - ({"qgroups", "qbelow", "Qgroups", "Qbelow"} if address == "/" else set())
                assert found == for_members, address
    about = MenuLink.objects.create(menu="top", words="Wabout", page_id=PlainPage.objects.get(slug="about").pk)
    page = client_of(cast.visitor).get("/about/").content.decode()
    assert page.count(f'<a href="/about/" aria-current="page">{about.words}</a>') == 2  # on the desk and on the phone
    assert 'href="https://example.org/?a=1&amp;b=2"' in page


def test_a_link_goes_with_its_page_at_once(cast: SimpleNamespace, links: SimpleNamespace, line: Line) -> None:
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(cast.eve)}"

    def met(word: str) -> set[str]:
        kept = {address for address in ("/", "/latest/", "/about/") if word in line.get(address).text}
        return kept | {f"member {address}" for address in FOR_MEMBERS if word in line.get(address, cookie).text}

    def page(name: str) -> Page:
        return Page.objects.get(pk=getattr(links, name).pk).specific

    everywhere = {"/", "/latest/", "/about/", *(f"member {address}" for address in FOR_MEMBERS)}
    assert (met("Wpublic"), len(met("Wmembers"))) == (everywhere, len(FOR_MEMBERS))
    assert met("Wpublic") == everywhere  # all of it kept by now
    page("public").unpublish()
    assert met("Wpublic") == set()
    page("public").save_revision().publish()
    assert met("Wpublic") == everywhere
    closed = page("members")
    closed.audience = "groups"
    closed.save_revision().publish()
    assert met("Wmembers") == set()
    page("public").delete()
    assert (met("Wpublic"), met("Wpartner")) == (set(), everywhere)
    partner = MenuLink.objects.get(words="Wpartner")
    partner.words = "Wfriend"
    partner.save()
    assert (met("Wpartner"), met("Wfriend")) == (set(), everywhere)
    partner.delete()
    assert met("Wfriend") == set()


def test_menus_cost_a_page_no_query(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    def asked() -> list[int]:
        counts = []
        for who in (cast.visitor, cast.eve):
            for address in FOR_MEMBERS[:3]:
                client = client_of(who)
                client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    client.get(address)
                counts.append(len(queries))
        return counts

    before = asked()
    for number in range(5):
        MenuLink.objects.create(menu="top", words=f"W{number}", page_id=library.public.pk)
    assert asked() == before


@pytest.mark.parametrize("address", ["/library/qgroups/", "/library/qgroups", "/library/qgroups/?lite#end", "/about/"])
def test_an_address_is_none_that_hides_a_page(address: str, library: SimpleNamespace) -> None:
    """Who may follow a link is known of pages alone."""
    with pytest.raises(ValidationError, match="Choose it as a page"):
        MenuLink(menu="top", words="Learn", address=address).full_clean()


@pytest.mark.parametrize("address", ["/", "/rules/", "/latest/?kind=question", "https://example.org/about/"])
def test_other_addresses_are_taken(address: str, db: None) -> None:
    MenuLink(menu="top", words="Learn", address=address).full_clean()
