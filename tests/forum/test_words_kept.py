"""Nothing that somebody wrote is lost: not with a stale page, an ended session, or rules still to be accepted."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from forum import operations
from forum.models import Bookmark, Draft, Group, Post, RulesVersion
from members.models import Member
from tests.factories import join, posts, topic
from tests.forum.conftest import client_of
from tests.stage import kept

pytestmark = pytest.mark.django_db

WORDS = "Oak <b>shelves</b> & two chairs"
ESCAPED = "Oak &lt;b&gt;shelves&lt;/b&gt; &amp; two chairs"


@kept
def talk(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    talk = topic(groups["public"], cast.ada, "What does a chair cost?")
    return SimpleNamespace(topic=talk, replies=posts(talk, cast.bob, 3))


@pytest.mark.parametrize("address", ["/ask/", "/messages/new/", "/t/{}/reply/", "/p/{}/edit/"])
def test_who_is_not_signed_in_any_more_gets_the_words_back(address: str, talk: SimpleNamespace) -> None:
    address = address.format(talk.replies[0].pk if "/p/" in address else talk.topic.pk)
    answer = Client().post(address, {"title": "Chairs & more", "markdown": WORDS})
    assert answer.status_code == 403
    assert ESCAPED in answer.content.decode()
    assert f"/account/login/?next={address}" in answer.content.decode()
    assert Client().get(address).status_code == 302


def test_a_stale_token_gives_the_words_back(cast: SimpleNamespace, talk: SimpleNamespace) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.eve)
    answer = client.post(f"/t/{talk.topic.pk}/reply/", {"markdown": WORDS, "csrfmiddlewaretoken": "stale"})
    assert answer.status_code == 403
    assert ESCAPED in answer.content.decode()
    assert "CSRF" not in answer.content.decode()
    assert talk.topic.posts.count() == 4


def test_a_stale_token_leads_back_to_the_page_one_was_on_and_to_no_other_site(
    cast: SimpleNamespace, talk: SimpleNamespace
) -> None:
    client, address = Client(enforce_csrf_checks=True), f"/p/{talk.replies[0].pk}/react/"
    client.force_login(cast.eve)
    for referer, leads_to in (
        ("http://testserver/latest/", "http://testserver/latest/"),
        ("https://evil.example/", "/"),
    ):
        page = client.post(address, headers={"Referer": referer}).content.decode()
        assert f'<a class="button" href="{leads_to}">' in page
        assert f'href="{address}"' not in page
        assert "evil.example" not in page


@kept
def newcomer(cast: SimpleNamespace, groups: dict[str, Group], talk: SimpleNamespace) -> Member:
    """Somebody who has not accepted the rules that came since."""
    operations.publish_rules(by=cast.root, rules=[("Be kind", "To everybody.")], group=None)
    join(groups["public"], cast.eve)
    eve: Member = cast.eve
    return eve


def test_first_words_wait_while_the_rules_are_read(newcomer: Member, talk: SimpleNamespace) -> None:
    client = client_of(newcomer)
    for address in ("/ask/", f"/t/{talk.topic.pk}/reply/"):
        form = {"title": "Shelves", "markdown": WORDS, "kind": "question", "group": talk.topic.group_id, "to": "2"}
        assert client.post(address, form).status_code in (403, 422)
    versions = RulesVersion.objects.filter(group=None).values_list("pk", flat=True)
    client.post("/rules/accept/", {"version": list(versions)[-1:], "next": "/ask/"})
    for address in ("/ask/", f"/t/{talk.topic.pk}/reply/", talk.topic.get_absolute_url()):
        assert ESCAPED in client.get(address).content.decode(), address


def test_what_is_begun_answers_what_it_answered(cast: SimpleNamespace, talk: SimpleNamespace) -> None:
    client = client_of(cast.ada)
    client.post("/drafts/keep/", {"purpose": f"reply:{talk.topic.pk}", "markdown": WORDS, "to": "3"})
    for address in (talk.topic.get_absolute_url(), f"/t/{talk.topic.pk}/reply/"):
        page = client.get(address).content.decode()
        assert 'name="to" value="3"' in page, address
    assert "Your reply to Bob" in client.get(talk.topic.get_absolute_url()).content.decode()
    operations.delete_post(post=Post.objects.get(topic=talk.topic, number=3), by=cast.bob)
    assert 'name="to" value=""' in client.get(talk.topic.get_absolute_url()).content.decode()


def test_no_character_keeps_a_draft_from_being_kept(cast: SimpleNamespace, talk: SimpleNamespace) -> None:
    form = {"purpose": "topic", "markdown": WORDS, "tags": "oak\x00", "to": "\x00"}
    assert client_of(cast.ada).post("/drafts/keep/", form).status_code == 200
    assert Draft.objects.get(member=cast.ada).fields == {"tags": "oak", "to": ""}


def test_words_to_mentors_are_a_draft_of_their_own(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    client, group = client_of(cast.ada), groups["private"]
    for purpose, words in (("message", "To bob"), (f"mentors:{group.pk}", "To the mentors")):
        client.post("/drafts/keep/", {"purpose": purpose, "markdown": words, "title": words})
    address = f"/messages/new/?mentors={group.slug}"
    assert "To the mentors" in client.get(address).content.decode()
    assert "To bob" in client.get("/messages/new/").content.decode()
    assert f'href="{address}"' in client.get("/drafts/").content.decode()
    client.post(address, {"title": "To the mentors", "markdown": "To the mentors"})
    assert list(Draft.objects.filter(member=cast.ada).values_list("purpose", flat=True)) == ["message"]


def test_a_bookmark_made_by_a_key_keeps_the_note(cast: SimpleNamespace, talk: SimpleNamespace) -> None:
    post, client = talk.replies[0], client_of(cast.ada)
    client.post(f"/p/{post.pk}/bookmark/", {"note": "For Monday"})
    assert client.post(f"/p/{post.pk}/bookmark/", headers={"X-Fragment": "1"}).status_code == 200
    assert Bookmark.objects.get().note == "For Monday"
    client.post(f"/p/{post.pk}/bookmark/", {"note": ""})
    assert Bookmark.objects.get().note == ""


def test_an_open_page_hears_of_replies_and_likes(cast: SimpleNamespace, talk: SimpleNamespace) -> None:
    client, address = client_of(cast.ada), f"/t/{talk.topic.pk}/news/?after=4&first=2"
    first = client.get(address).json()
    assert first | {"stamp": 0} == {
        "stamp": 0, "newer": 0, "replies": 3, "likes": {str(post.pk): 0 for post in talk.replies}
    }  # fmt: skip
    assert client.get(f"{address}&stamp={first['stamp']}").status_code == 204
    operations.react(post=talk.replies[0], member=cast.ada)
    operations.reply(topic=talk.topic, author=cast.bob, markdown="One more.")
    then = client.get(f"{address}&stamp={first['stamp']}").json()
    assert (then["newer"], then["replies"], then["likes"][str(talk.replies[0].pk)]) == (1, 4, 1)
