"""What search engines, and those with whom a page is shared, read of it."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


def data_on(client: Client, address: str) -> list[dict[str, Any]]:
    shown = client.get(address).content.decode()
    return [json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', shown)]


def test_a_shelf_is_a_collection_and_a_guide_an_article(client: Client, library: SimpleNamespace) -> None:
    about, way = data_on(client, library.shelf.url)
    assert (about["@type"], about["name"], way["@type"]) == ("CollectionPage", "Library", "BreadcrumbList")
    assert "headline" not in about
    assert data_on(client, library.public.url)[0]["@type"] == "Article"


def test_the_glossary_has_one_address_and_is_shared_with_its_name(client: Client, library: SimpleNamespace) -> None:
    shown = client.get("/glossary/?from=mail").content.decode()
    address = f"{settings.SITE_URL}/glossary/"
    assert f'<link rel="canonical" href="{address}">' in shown
    assert f'<meta property="og:url" content="{address}">' in shown
    assert '<meta property="og:title" content="Glossary">' in shown
