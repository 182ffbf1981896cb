"""The demo's guides beside the demo community: every page opens, nothing closed is open."""

from __future__ import annotations

import pytest
from django.test import Client

from forum.demo.building import build as build_community
from guides.demo.building import build, is_built
from guides.distil.models import Distillation
from knowledge_base.models import KnowledgePage, Term
from members.models import Member
from tests.forum.conftest import client_of, nothing_remembered  # noqa: F401 - a fixture
from tests.pages.test_light import LIGHT_MAX, weight

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def built(db: None) -> None:
    build_community()
    build()


def test_every_page_opens_for_who_may_read_it_and_for_nobody_else(built: None) -> None:
    assert is_built()
    pages = list(KnowledgePage.objects.live().filter(depth__gt=2))
    assert len(pages) >= 34
    root = client_of(Member.objects.filter(is_superuser=True).get())
    visitor, public = Client(), set(KnowledgePage.objects.filter(audience="public").values_list("pk", flat=True))
    for page in pages:
        assert root.get(page.url).status_code == 200, page.url
        assert visitor.get(page.url).status_code == (200 if page.pk in public else 404), page.url
        if page.pk in public:
            assert weight(visitor, f"{page.url}?lite") < LIGHT_MAX, page.url
    for address in ("/", "/about/", "/help/", "/glossary/"):
        assert weight(visitor, f"{address}?lite") < LIGHT_MAX, address
    assert Term.objects.count() > 20
    grown = Distillation.objects.filter(quotes__mark__gt="").values_list("page__slug", "topic__slug")
    assert {(page, topic[:20]) for page, topic in grown} == {
        ("choosing-for-a-programme", "how-do-you-choose-wh"),
        ("build-a-price-from-the-bottom", "i-price-like-the-nei"),
    }
    assert 'class="term"' in "".join(visitor.get(page.url).content.decode() for page in pages if page.pk in public)
