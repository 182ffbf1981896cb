"""Who reads which page: the queryset, the page, its pictures and files, and every list give one answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from forum import operations as forum
from forum.models import Group, Topic
from freshness.memo import forget_everything
from guides.models import GuidePage
from jobs.models import Job
from knowledge_base.comments import operations as comments
from knowledge_base.models import KnowledgePage
from members.models import Member
from pages.seeing import can_see_media, visible_pages
from tests.factories import MemberFactory, join
from tests.factories import topic as start
from tests.forum.conftest import client_of
from tests.knowledge_making import file, guide, picture, published

logger = logging.getLogger(__name__)
pytestmark = pytest.mark.django_db

# A plus where this person reads it, in the order of PEOPLE: ada is in the private group, eve in none.
PEOPLE = ["visitor", "eve", "mo", "ada", "wanda", "root"]
READS = {
    #           visitor eve mo ada wanda root
    "public":  "+       +   +  +   +     +",
    "members": "-       +   +  +   +     +",
    "groups":  "-       -   -  +   +     +",
    "below":   "-       -   -  +   +     +",
}  # fmt: skip


def reads(kind: str, who: str) -> bool:
    return READS[kind].split()[PEOPLE.index(who)] == "+"


@pytest.mark.parametrize("who", PEOPLE)
def test_queryset_page_and_lists_agree(who: str, cast: SimpleNamespace, library: SimpleNamespace) -> None:
    visitor = getattr(cast, who)
    client = client_of(visitor)
    listed = client.get(library.shelf.url).content.decode()
    for kind in READS:
        page, may = getattr(library, kind), reads(kind, who)
        assert KnowledgePage.objects.visible_to(visitor).filter(pk=page.pk).exists() == may, kind
        assert visible_pages(visitor).filter(pk=page.pk).exists() == may, kind
        assert (client.get(page.url).status_code == 200) == may, kind
        assert (client.get(f"{page.url}?lite").status_code == 200) == may, kind
        if kind != "below":
            assert (page.title in listed) == may, kind
    assert ("Closed" in listed) == reads("below", who)


def test_what_is_hidden_answers_as_what_is_not_there(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    for who in (cast.visitor, cast.eve):
        client = client_of(who)
        hidden, absent = client.get(library.groups.url), client.get("/library/qabsent/")
        assert (hidden.status_code, absent.status_code) == (404, 404)
        assert hidden.content.replace(b"qgroups", b"") == absent.content.replace(b"qabsent", b"")


def test_who_leaves_the_group_reads_it_no_more(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    group = Group.objects.get(slug="the-private")
    nils = MemberFactory(handle="nils")
    client = client_of(nils)
    assert client.get(library.groups.url).status_code == 404
    join(group, nils)
    assert client.get(library.groups.url).status_code == 200
    forum.leave(group=group, member=nils)
    assert client.get(library.groups.url).status_code == 404
    assert client.get(library.below.url).status_code == 404


def test_a_page_that_is_closed_again_is_gone_for_visitors_at_once(library: SimpleNamespace) -> None:
    client = Client()
    assert client.get(library.public.url).status_code == 200
    page = GuidePage.objects.get(pk=library.public.pk)
    page.audience = "members"
    page.save_revision().publish()
    assert client.get(library.public.url).status_code == 404
    assert "Qpublic" not in client.get(library.shelf.url).content.decode()


def test_a_draft_and_an_expired_page_are_read_by_nobody(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    library.public.unpublish()
    assert client_of(cast.ada).get(library.public.url).status_code == 404
    assert client_of(cast.root).get(library.public.url).status_code == 404


@pytest.fixture
def shown(library: SimpleNamespace, run_jobs: Callable[..., list[Job]]) -> dict[str, dict[str, Any]]:
    """A picture and a file on a page of each kind of reader, noted by Wagtail's job that notes what shows what."""
    made = {}
    for kind, above in (("public", library.shelf), ("members", library.shelf), ("groups", library.shelf)):
        sketch, sheet = picture(f"Sketch {kind}"), file(f"Sheet {kind}")
        groups = (Group.objects.get(slug="the-private"),) if kind == "groups" else ()
        page = GuidePage(title=f"Shows {kind}", slug=f"shows-{kind}", cover=sketch)
        page.body = [("download", {"file": sheet, "words": ""})]
        published(page, above, audience=kind, groups=groups)
        made[kind] = {"picture": sketch, "file": sheet, "rendition": sketch.get_rendition("width-100")}
    run_jobs()
    return made


def test_pictures_and_files_are_seen_with_the_pages_that_show_them(
    cast: SimpleNamespace, shown: dict[str, dict[str, Any]]
) -> None:
    """For everybody in one test: making the pictures takes longer than looking at them."""
    for who, (kind, things) in product(PEOPLE, shown.items()):
        visitor, may = getattr(cast, who), reads(kind, who)
        client = client_of(visitor)
        assert can_see_media(visitor, things["picture"]) == may, (who, kind)
        assert (client.get(things["rendition"].url).status_code == 200) == may, (who, kind)
        assert (client.get(things["file"].url).status_code == 200) == may, (who, kind)


def test_a_picture_that_nothing_shows_is_the_editors_alone(cast: SimpleNamespace, db: None) -> None:
    sketch = picture()
    address = sketch.get_rendition("width-100").url
    assert client_of(cast.ada).get(address).status_code == 404
    assert client_of(cast.root).get(address).status_code == 200
    assert client_of(cast.root).get(address.replace(".jpg", "x.jpg")).status_code == 404


def led_to(page: GuidePage, group: Group, author: Member) -> Topic:
    """A topic that the page leads to in both ways: chosen and quoted."""
    topic = start(group, author, "Qtopic of chairs")
    words = {"text": "<p>Words</p>", "name": "Ada", "handle": "ada", "post_id": topic.posts.get(number=1).pk}
    page.body = [("topics", {"title": "", "topics": [topic]}), ("quotation", words)]
    page.save_revision().publish()
    return topic


@pytest.mark.parametrize("who", ["visitor", "eve"])
@pytest.mark.parametrize("way", ["deleted", "moved"])
def test_a_topic_that_goes_out_of_sight_goes_from_the_pages_that_lead_to_it(
    who: str, way: str, cast: SimpleNamespace, groups: dict[str, Group], library: SimpleNamespace
) -> None:
    topic = led_to(library.public, groups["public"], cast.ada)
    client = client_of(getattr(cast, who))
    assert client.get(library.public.url).content.decode().count("Qtopic of chairs") == 2
    if way == "deleted":
        forum.delete_topic(topic=topic, by=cast.root)
    else:
        forum.move_topic(topic=topic, by=cast.root, group=groups["private"])
    assert "Qtopic" not in client.get(library.public.url).content.decode()


def test_queries_do_not_grow_with_the_shelf(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    def asked(client: Client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    member = client_of(cast.ada)
    before = asked(member, library.shelf.url), asked(member, library.public.url)
    for number in range(6):
        guide(library.shelf, f"One more {number}")
    assert (asked(member, library.shelf.url), asked(member, library.public.url)) == before


def first_and_again(client: Client, address: str) -> list[int]:
    """How many queries a page takes when nothing is kept, and then."""
    client.get("/rules/")
    forget_everything()
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
        assert not [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        logger.warning(
            "%s asked:\n%s", address, "\n".join(query["sql"] for query in queries)
        )  # shown where a test fails
    return counts


def test_queries_do_not_grow_with_what_is_on_a_page(
    cast: SimpleNamespace, groups: dict[str, Group], library: SimpleNamespace
) -> None:
    """Quotations, topics beside it, tags, comments: first when nothing is kept, then when all is."""
    topics = [start(groups["public"], cast.ada, f"Topic {number}", tags=["chairs"]) for number in range(6)]

    def filled(count: int) -> list[list[int]]:
        words = {"text": "<p>Words</p>", "name": "Ada", "handle": "ada"}
        said = [("quotation", {**words, "post_id": each.posts.get().pk}) for each in topics[:count]]
        page.body = [*said, *(("topics", {"title": "", "topics": [each]}) for each in topics[:count])]
        page.tags.set([f"tag {number}" for number in range(count)])
        page.save_revision().publish()
        for number in range(count):
            comments.comment(page=page, author=cast.ada, markdown=f"Comment {number}")
        return [first_and_again(client_of(who), page.url) for who in (cast.visitor, cast.bob)]

    page = library.public
    filled(1)
    before = filled(1)
    assert filled(6) == before
    assert before[0][1] <= 3
    assert before[1][1] <= 9


def test_an_old_address_leads_those_who_may_read_the_page(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    page = Page.objects.get(pk=library.groups.pk)
    Redirect.add_redirect("/was/here/", page)
    assert client_of(cast.ada).get("/was/here/")["Location"].endswith(library.groups.url)
    for who in (cast.eve, cast.visitor):
        answer = client_of(who).get("/was/here/")
        assert (answer.status_code, "qgroups" in answer.content.decode()) == (404, False)


def test_the_tree_is_whole(library: SimpleNamespace) -> None:
    assert all(not found for found in Page.find_problems())


def test_the_preview_of_a_shelf_shows_what_is_on_it(library: SimpleNamespace, cast: SimpleNamespace) -> None:
    shown = client_of(cast.root).get(f"/admin/pages/{library.shelf.pk}/view_draft/").content.decode()
    assert library.public.title in shown
