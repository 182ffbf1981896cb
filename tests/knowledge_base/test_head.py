"""What search engines, and those with whom a page is shared, read of it."""

from __future__ import annotations

import html
import json
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Page

from knowledge_base.models import FAQPage, Term
from pages.models import HomePage, PlainPage
from tests.knowledge_making import guide, published

pytestmark = pytest.mark.django_db


def data_on(client: Client, address: str) -> list[dict[str, Any]]:
    shown = client.get(address).content.decode()
    return [json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', shown)]


def test_a_shelf_is_a_collection_and_a_guide_an_article(client: Client, library: SimpleNamespace) -> None:
    about, way = data_on(client, library.shelf.url)
    assert (about["@type"], about["name"], way["@type"]) == ("CollectionPage", "Library", "BreadcrumbList")
    assert "headline" not in about
    assert data_on(client, library.public.url)[0]["@type"] == "Article"


def test_steps_are_a_how_to_and_questions_a_page_of_them(client: Client, library: SimpleNamespace) -> None:
    steps = ("steps", {"title": "Price it", "steps": [{"title": "Add up", "text": "<p>Wood and time.</p>"}]})
    how_to = data_on(client, guide(library.shelf, "Pricing", body=[steps]).url)[0]
    assert (how_to["@type"], how_to["step"][0]["name"]) == ("HowTo", "Add up")
    section = {"title": "All", "questions": [{"question": "Why?", "answer": "<p>Because.</p>"}]}
    asked = published(FAQPage(title="Asked", slug="asked", sections=[("section", section)]), library.shelf)
    questions = data_on(client, asked.url)[0]
    [question] = questions["mainEntity"]
    assert (questions["@type"], question["name"]) == ("FAQPage", "Why?")
    assert question["acceptedAnswer"]["text"] == "<p>Because.</p>"


def test_a_guide_has_one_address_and_is_passed_on_with_it(client: Client, library: SimpleNamespace) -> None:
    shown = client.get(f"{library.public.url}?from=mail").content.decode()
    address = f"{settings.SITE_URL}{library.public.url}"
    assert f'<link rel="canonical" href="{address}">' in shown
    assert f'<meta property="og:url" content="{address}">' in shown
    assert f'<meta property="og:title" content="{library.public.title}">' in shown
    ways = {urlsplit(html.unescape(way)) for way in re.findall(r'href="((?:https://wa\.me|mailto:)[^"]*)"', shown)}
    assert {(way.scheme, way.netloc) for way in ways} == {("https", "wa.me"), ("mailto", "")}
    assert all(address in unquote(way.query) for way in ways)


def test_the_glossary_has_one_address_and_is_shared_with_its_name(client: Client, library: SimpleNamespace) -> None:
    shown = client.get("/glossary/?from=mail").content.decode()
    address = f"{settings.SITE_URL}/glossary/"
    assert f'<link rel="canonical" href="{address}">' in shown
    assert f'<meta property="og:url" content="{address}">' in shown
    assert '<meta property="og:title" content="Glossary">' in shown


def test_the_glossary_is_a_set_of_terms(client: Client, library: SimpleNamespace) -> None:
    Term.objects.create(word="Margin</script><b>", slug="margin", meaning="What is <i>left</i>.")
    [terms] = data_on(client, "/glossary/")
    [term] = [each for each in terms["hasDefinedTerm"] if each["url"].endswith("#margin")]
    assert (terms["@type"], term["name"], term["description"]) == (
        "DefinedTermSet",
        "Margin</script><b>",
        "What is <i>left</i>.",
    )


def test_the_first_page_tells_how_the_site_is_searched(client: Client) -> None:
    [about] = data_on(client, "/")
    assert (about["@type"], about["url"]) == ("WebSite", f"{settings.SITE_URL}/")
    assert about["potentialAction"]["target"]["urlTemplate"].endswith("/search/?q={search_term_string}")


def test_a_plain_page_tells_the_way_to_it(client: Client) -> None:
    home = Page.objects.get(pk=HomePage.objects.get().pk)
    above = home.add_child(instance=PlainPage(title="About", slug="about-us"))
    page = above.add_child(instance=PlainPage(title="Privacy", slug="privacy", search_description="What we keep."))
    about, way = data_on(client, page.url)
    assert (about["@type"], about["name"], about["description"]) == ("WebPage", "Privacy", "What we keep.")
    assert [(step["name"], step["item"]) for step in way["itemListElement"]] == [
        ("About", f"{settings.SITE_URL}{above.url}"),
        ("Privacy", f"{settings.SITE_URL}{page.url}"),
    ]
