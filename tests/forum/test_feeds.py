"""The forum's feeds: valid, for everybody and nobody else, and cheap for who asks again."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum import operations
from forum.feeds import absolute
from forum.models import Group, Topic
from tests.atom import read
from tests.factories import posts, topic
from tests.forum.conftest import client_of
from tests.stage import kept

pytestmark = pytest.mark.django_db


@kept
def talk(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    """A topic in a group of each audience, each with the same tag and two replies."""
    words = "See [this](/latest/) & ||who did it||\n\n<b>Bold</b> #chairs"
    talk = {
        name: topic(group, cast.ada, f"Of {name} chairs <b>&", tags=["chairs"], markdown=words)
        for name, group in groups.items()
    }
    for each in talk.values():
        posts(each, cast.bob, 2)
    return SimpleNamespace(**talk)


def test_feeds_show_what_everybody_may_read_whoever_asks(talk: SimpleNamespace, cast: SimpleNamespace) -> None:
    for who in (cast.visitor, cast.ada, cast.root):
        client = client_of(who)
        for address in ("/feeds/latest/", "/feeds/groups/the-public/", "/feeds/tags/chairs/"):
            feed = read(client.get(address))
            assert [entry.title for entry in feed.entries] == ["Of public chairs <b>&"], address
            assert (feed.self, feed.language) == (f"{settings.SITE_URL}{address}", "en")
            (entry,) = feed.entries
            assert entry.address == f"{settings.SITE_URL}{talk.public.get_absolute_url()}"
            assert (entry.authors, entry.tags) == (["Ada"], ["chairs"])
            assert "Bold" in entry.summary
            assert "who did it" not in entry.summary
        replies = read(client.get(f"/feeds/topics/{talk.public.pk}/")).entries
        assert [entry.authors for entry in replies] == [["Bob"], ["Bob"], ["Ada"]]
        assert replies[0].title == "Re: Of public chairs <b>&"
        assert f'<a href="{settings.SITE_URL}/latest/">this</a>' in replies[-1].content
        assert "who did it" not in replies[-1].content


def test_what_is_not_for_everybody_is_not_there(talk: SimpleNamespace, cast: SimpleNamespace) -> None:
    """For its own members neither: the address of a feed is passed on, and asked for by machines."""
    hidden = ("members", "private", "secret")
    operations.revise_topic(
        topic=talk.public, editor=cast.ada, title=talk.public.title, kind="discussion", tags=["tables"]
    )
    for who in (cast.visitor, cast.ada, cast.root):
        client = client_of(who)
        pairs = [(f"/feeds/groups/the-{name}/", "/feeds/groups/no-such/") for name in hidden]
        pairs += [(f"/feeds/topics/{getattr(talk, name).pk}/", "/feeds/topics/99999/") for name in hidden]
        pairs += [("/feeds/tags/chairs/", "/feeds/tags/no-such/")]
        for asked, absent in pairs:
            answers = [client.get(asked), client.get(absent)]
            assert [answer.status_code for answer in answers] == [404, 404], asked
            shown = [re.sub(r"/feeds/[^\"' <]*", "", answer.content.decode()) for answer in answers]
            assert shown[0] == shown[1], asked


def test_pages_for_everybody_lead_to_their_feeds_and_others_to_none(
    talk: SimpleNamespace, cast: SimpleNamespace
) -> None:
    client = client_of(cast.ada)

    def led_to(address: str) -> list[str]:
        page = client.get(address).content.decode()
        return re.findall(r'<link rel="alternate" type="application/atom\+xml" title="[^"]*" href="([^"]*)">', page)

    assert led_to("/") == ["/feeds/latest/", "/feeds/guides/"]
    assert led_to("/latest/") == led_to("/top/") == ["/feeds/latest/"]
    assert led_to("/tags/chairs/") == led_to("/latest/?tag=chairs") == ["/feeds/tags/chairs/"]
    assert led_to("/g/the-public/") == led_to("/g/the-public/about/") == ["/feeds/groups/the-public/"]
    assert led_to(talk.public.get_absolute_url()) == [f"/feeds/topics/{talk.public.pk}/"]
    for name in ("members", "private", "secret"):
        for address in (f"/g/the-{name}/", f"/g/the-{name}/about/", getattr(talk, name).get_absolute_url()):
            assert led_to(address) == [], address
    operations.delete_topic(topic=talk.public, by=cast.root)
    assert led_to("/tags/chairs/") == []


def test_one_page_has_one_canonical_address(talk: SimpleNamespace, cast: SimpleNamespace) -> None:
    operations.reply(topic=talk.public, author=cast.bob, markdown="More.")
    Topic.objects.filter(pk=talk.public.pk).update(last_number=45)

    def canonical(address: str) -> str | None:
        page = Client().get(address).content.decode()
        found = re.findall(r'<link rel="canonical" href="([^"]*)">', page)
        assert len(found) <= 1
        return found[0].removeprefix(settings.SITE_URL) if found else None

    own = talk.public.get_absolute_url()
    assert canonical(own) == canonical(f"{own}?reading=threads") == canonical(f"{own}?page=1&x=y") == own
    assert canonical(f"{own}?page=2") == f"{own}?page=2"
    assert canonical(f"{own}?reading=threads&from=2") is None
    assert canonical("/g/the-public/latest/?utm=1") == canonical("/g/the-public/") == "/g/the-public/"
    assert canonical("/g/the-public/top/?period=year") == "/g/the-public/top/?period=year"
    assert canonical("/latest/?kind=question&before=1.5-3") == "/latest/?kind=question&amp;before=1.5-3"
    assert canonical("/tags/chairs/?x=1") == "/tags/chairs/"
    assert (canonical("/"), canonical("/groups/")) == ("/", "/groups/")
    assert canonical("/g/the-public/about/") == "/g/the-public/about/"


def test_who_asks_again_gets_nothing_new_for_one_query(talk: SimpleNamespace, cast: SimpleNamespace) -> None:
    client, addresses = Client(), ["/feeds/latest/", "/feeds/groups/the-public/", "/feeds/tags/chairs/"]
    addresses.append(f"/feeds/topics/{talk.public.pk}/")
    etags = {address: client.get(address)["ETag"] for address in addresses}
    for address, etag in etags.items():
        for headers, status in (({"If-None-Match": f"W/{etag}"}, 304), ({}, 200)):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address, headers=headers).status_code == status
            assert len(queries) == 1, address
    # What is written where visitors do not look changes nothing for them, and so tells them nothing.
    operations.reply(topic=talk.secret, author=cast.bob, markdown="Hush.")
    assert {address: client.get(address)["ETag"] for address in addresses} == etags
    said = operations.reply(topic=talk.public, author=cast.bob, markdown="Aloud.")
    before = {entry.id for entry in read(client.get(addresses[-1])).entries}
    for address, etag in etags.items():
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 200
    # What is taken away is gone at once, and what stays keeps its name.
    operations.delete_post(post=said, by=cast.bob)
    operations.move_topic(topic=talk.public, by=cast.root, group=Group.objects.get(slug="the-private"))
    assert [client.get(address).status_code for address in addresses] == [200, 200, 404, 404]
    operations.move_topic(topic=talk.public, by=cast.root, group=Group.objects.get(slug="the-public"))
    assert len(before - {entry.id for entry in read(client.get(addresses[-1])).entries}) == 1


def test_feeds_are_bounded_and_their_queries_do_not_grow(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    def asked() -> list[int]:
        counts = []
        for address in ("/feeds/latest/", "/feeds/groups/the-public/", "/feeds/tags/chairs/", f"/feeds/topics/{pk}/"):
            with CaptureQueriesContext(connection) as queries:
                read(Client().get(address))
            counts.append(len(queries))
        return counts

    pk = topic(groups["public"], cast.ada, tags=["chairs"]).pk
    asked()  # the community's name and the like are kept from now on
    topic(groups["public"], cast.bob, "A second", tags=["chairs"])
    posts(Topic.objects.get(pk=pk), cast.bob, 1)
    before = asked()
    for number in range(2):
        topic(groups["public"], cast.bob, f"Another {number}", tags=["chairs"])
    posts(Topic.objects.get(pk=pk), cast.bob, 32)
    assert asked() == before
    assert max(before) <= 9
    found = read(Client().get(f"/feeds/topics/{pk}/")).entries
    assert len(found) == 30
    assert "Reply 31." in found[0].content


def test_hostile_words_leave_a_feed_whole(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    """What no form lets through may have come by an import."""
    made = topic(groups["public"], cast.ada, "Plain", tags=["chairs"])
    Topic.objects.filter(pk=made.pk).update(title="a\x08b ]]> \ufffe <script>", excerpt="\x0b&<>")
    made.posts.update(html='<p>]]>\x0c &lt;script&gt; <a href="#x">y</a> <code>href="/z"</code></p>')
    assert read(Client().get("/feeds/latest/")).entries[0].title == "ab ]]>  <script>"
    (post,) = read(Client().get(f"/feeds/topics/{made.pk}/")).entries
    assert f'<a href="{settings.SITE_URL}{made.get_absolute_url()}#x">y</a> <code>href="/z"</code>' in post.content
    assert absolute('<a href="https://a.example/?a=1&amp;b=2">x</a>', "/") == (
        '<a href="https://a.example/?a=1&amp;b=2">x</a>'
    )
    for address in (
        f"/feeds/topics/{2**63}/",
        f"/t/plain/{2**63}/",
        f"/t/{2**63}/",
        "/feeds/groups/-/",
        "/feeds/tags/%F0%9F%92%A9/",
    ):
        assert Client().get(address).status_code == 404
    assert client_of(cast.ada).post(f"/t/{'9' * 5_000}/close/").status_code == 404
    assert Client().post("/feeds/latest/").status_code == 405
