"""What every installation begins with: a home page, About and Help, and the reactions."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from wagtail.models import Page, Site

from forum.models import ReactionKind
from pages.models import HomePage, PlainPage
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


def test_the_site_begins_with_our_home_page_in_place_of_wagtails() -> None:
    home = HomePage.objects.get()
    assert home.title == settings.COMMUNITY_NAME
    assert home.headline
    assert home.introduction
    assert Site.objects.get().root_page_id == home.pk
    assert not any(Page.find_problems())
    children = [page.url_path for page in home.get_children()]
    assert children == ["/home/about/", "/home/help/", "/home/guides/", "/home/knowledge/"]


def test_visitors_read_on_the_home_page_what_its_editor_says_of_us(client: Client) -> None:
    home, somebody = HomePage.objects.get(), Client()
    somebody.force_login(MemberFactory())
    assert "Qabout" not in client.get("/").content.decode()
    for words in ("Qabout us", "Qabout all of us"):
        home.about = f"<p>{words}</p>"
        home.save_revision().publish()
        assert f"<p>{words}</p>" in client.get("/").content.decode()
        assert "Qabout" not in somebody.get("/").content.decode()


@pytest.mark.parametrize("address", ["/about/", "/help/"])
def test_the_plain_pages_open_for_visitors(address: str, client: Client) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert page.content.decode().count("<h1>") == 1


def test_the_plain_pages_lead_somewhere(client: Client) -> None:
    for body in PlainPage.objects.values_list("body", flat=True):
        for address in re.findall(r'href="(/[^"]*)"', body):
            assert client.get(address).status_code in (200, 302), address


def test_migrating_again_leaves_what_editors_made() -> None:
    HomePage.objects.update(headline="Ours")
    import_module("pages.migrations.0002_home_page").add_pages(apps, None)
    assert HomePage.objects.get().headline == "Ours"
    assert PlainPage.objects.count() == 2


def test_the_reactions_are_those_of_every_site() -> None:
    assert list(ReactionKind.objects.values_list("code", "emoji")) == [
        ("like", "❤"),
        ("thanks", "🙏"),
        ("idea", "💡"),
        ("same", "🙋"),
    ]
