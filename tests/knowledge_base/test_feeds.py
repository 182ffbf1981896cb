"""Feeds of guides, the sitemap and robots.txt: what everybody may read, and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.models import Group, Topic
from guides.models import GuidePage, TrainingPage
from knowledge_base.models import Contribution, KnowledgePage
from tests.atom import read
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.knowledge_making import guide, published

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def titles(address: str, client: Client | None = None) -> list[str]:
    return [entry.title for entry in read((client or Client()).get(address)).entries]


def test_feeds_of_guides_show_what_everybody_may_read(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    page = library.public
    page.title, page.summary, page.language = "Qpublic & <b>more", "Prices <i>made</i> & kept.", "fr"
    page.tags.add("chairs")
    for member in (cast.ada, cast.bob):
        page.contributions.add(Contribution(member=member))
    page.contributions.add(Contribution(member=cast.wanda, part=Contribution.Part.CONTRIBUTOR))
    page.save_revision().publish()
    addresses = ("/feeds/guides/", f"/feeds/guides/{library.shelf.pk}/")
    for client in (Client(), client_of(cast.ada), client_of(cast.root)):
        for address in addresses:
            feed = read(client.get(address))
            (entry,) = feed.entries
            assert (entry.title, entry.summary) == ("Qpublic & <b>more", "Prices <i>made</i> & kept.")
            assert (entry.authors, entry.tags, entry.language) == (["Ada", "Bob"], ["chairs"], "fr")
            assert entry.address == f"{settings.SITE_URL}{page.url}"
            assert Client().get(page.url).status_code == 200
        # What is hidden, what is not there, and what is no shelf answer alike.
        for number in (library.closed.pk, library.members.pk, page.pk, 99_999):
            assert client.get(f"/feeds/guides/{number}/").status_code == 404
    name = entry.id
    page.title, page.slug = "Another name", "another-place"
    page.save_revision().publish()
    (entry,) = read(Client().get("/feeds/guides/")).entries
    assert (entry.id, entry.title) == (name, "Another name")
    page.unpublish()
    assert titles("/feeds/guides/") == []


def test_shelves_lead_to_their_feeds(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    client = client_of(cast.ada)
    assert f'href="/feeds/guides/{library.shelf.pk}/">' in client.get(library.shelf.url).content.decode()
    for page in (library.closed, library.public):
        assert "/feeds/guides/" not in client.get(page.url).content.decode()


def test_who_asks_again_for_guides_gets_nothing_new_for_one_query(library: SimpleNamespace) -> None:
    client, addresses = Client(), ["/feeds/guides/", f"/feeds/guides/{library.shelf.pk}/"]
    with CaptureQueriesContext(connection) as first:
        etags = [client.get(address)["ETag"] for address in addresses]
    for address, etag in zip(addresses, etags, strict=True):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
        assert len(queries) == 1
    for number in range(4):
        guide(library.shelf, f"One more {number}")
    with CaptureQueriesContext(connection) as again:
        assert len(titles(addresses[0])) == len(titles(addresses[1])) == 5
    assert len(again) <= len(first) <= 24
    assert titles(addresses[0])[0] == "One more 3"


def listed(address: str) -> dict[str, str | None]:
    """The addresses that a page of the sitemap lists, each with the day of its last change."""
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    root = ElementTree.fromstring(answer.content.decode())  # noqa: S314 - our own
    assert root.tag in (f"{SITEMAP}urlset", f"{SITEMAP}sitemapindex")
    found = {node.findtext(f"{SITEMAP}loc", ""): node.findtext(f"{SITEMAP}lastmod") for node in root}
    assert len(found) == len(root)
    assert all(address.startswith(f"{settings.SITE_URL}/") for address in found)
    return {address.removeprefix(settings.SITE_URL): day for address, day in found.items()}


def test_the_sitemap_lists_what_everybody_may_read(
    cast: SimpleNamespace, groups: dict[str, Group], library: SimpleNamespace
) -> None:
    topics = {name: topic(group, cast.ada, f"Of {name} chairs") for name, group in groups.items()}
    training = published(TrainingPage(title="Qtraining", slug="qtraining"), library.shelf)
    index = listed("/sitemap.xml")
    assert list(index) == [f"/sitemap-{name}.xml" for name in ("pages", "guides", "groups", "topics")]
    found = {address: day for section in index for address, day in listed(section).items()}
    for address in found:
        assert Client().get(address).status_code == 200, address
    assert {"/", "/latest/", "/groups/", "/about/", "/g/the-public/", library.shelf.url, training.url} <= set(found)
    assert found[topics["public"].get_absolute_url()] == f"{topics['public'].bumped_at:%Y-%m-%d}"
    assert found[library.public.url] == f"{library.public.last_published_at:%Y-%m-%d}"
    assert [name for name in found if name.startswith("/t/")] == [topics["public"].get_absolute_url()]
    assert [name for name in found if name.startswith("/g/")] == ["/g/the-public/"]
    closed = [library.closed, library.members, library.groups, library.below]
    assert not {page.url for page in closed} & set(found)
    assert not {"/guides/drafts/", *(page.url for page in KnowledgePage.objects.filter(live=False))} & set(found)
    for address in ("/sitemap-topics.xml?p=2", "/sitemap-topics.xml?p=x", "/sitemap-no.xml", "/sitemap-topics.xml?p=0"):
        assert Client().get(address).status_code == 404, address


def test_ten_thousand_topics_are_listed_in_pages_of_five_thousand(
    cast: SimpleNamespace, groups: dict[str, Group]
) -> None:
    """Ones that are not for everybody make no page longer; two queries a page, whatever its length."""
    rows = [("public", 10_001), ("members", 3)]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    Topic.objects.bulk_create(
        Topic(group=groups[name], title="A", slug="a", author=cast.ada, created_at=now, bumped_at=now)
        for name, count in rows
        for _number in range(count)
    )
    pages = [address for address in listed("/sitemap.xml") if "topics" in address]
    assert pages == ["/sitemap-topics.xml", "/sitemap-topics.xml?p=2", "/sitemap-topics.xml?p=3"]
    with CaptureQueriesContext(connection) as queries:
        found = [listed(address) for address in pages]
    assert [len(page) for page in found] == [5_000, 5_000, 1]
    assert len(set().union(*found)) == 10_001
    assert len(queries) <= 9


def test_robots_are_told_what_is_not_for_them(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    answer = Client().get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *"
    assert lines[-1] == f"Sitemap: {settings.SITE_URL}/sitemap.xml"
    refused = [re.escape(line.removeprefix("Disallow: ")).replace(r"\*", ".*") for line in lines if "Disallow" in line]
    assert refused

    def is_refused(address: str) -> bool:
        return any(re.match(pattern, address) for pattern in refused)

    for address in ("/account/login/", "/admin/pages/", "/p/7/quote/", "/t/7/reply/", "/me/", "/c/3/like/"):
        assert is_refused(address), address
    mine = [
        "/t/a-chair/7/",
        "/g/workshop/",
        "/g/workshop/top/",
        "/tags/chairs/",
        "/pictures/1/a.webp",
        "/feeds/latest/",
    ]
    for address in [*mine, "/", "/latest/", "/guides/", library.public.url, "/static/css/site.css", "/groups/"]:
        assert not is_refused(address), address
    assert GuidePage.objects.get(pk=library.public.pk).url == library.public.url
