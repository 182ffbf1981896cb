"""Who reads is said by audiences and by pages: nothing is opened with a password that many know."""

from __future__ import annotations

from types import SimpleNamespace

from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from tests.forum.conftest import client_of

from .conftest import MAKE_GUIDE

SHARED = {"restriction_type": "password", "password": "told-to-all"}


def test_no_collection_has_a_password_to_share(keepers: SimpleNamespace) -> None:
    collection, client = Collection.objects.get(name="Files"), client_of(keepers.root)
    address = f"/admin/collections/{collection.pk}/privacy/"
    shown = client.get(address).json()["html"]
    assert 'value="login"' in shown
    assert 'value="password"' not in shown
    client.post(address, SHARED)
    assert not CollectionViewRestriction.objects.exists()


def test_no_page_has_one(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    page, client = make_guide(), client_of(keepers.root)
    for each in (page, *page.get_ancestors().filter(depth__gt=1)):
        client.post(f"/admin/pages/{each.pk}/privacy/", SHARED)
    assert not PageViewRestriction.objects.exists()
