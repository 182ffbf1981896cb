"""A walk through every address as every kind of visitor: nobody meets a word that is not for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from forum.models import Group, Post, Topic, Upload
from jobs import testing
from knowledge_base.comments.models import PageComment
from knowledge_base.models import KnowledgePage
from search import operations as search
from search.index.building import rebuild
from search.index.store import store
from search.models import SavedSearch
from search.related.tasks import look_for_related
from tests.factories import posts
from tests.forum.canary.addresses import ROWS, admin_addresses, every_address, patterns
from tests.forum.canary.world import PEOPLE, SEES, build
from tests.forum.conftest import client_of
from tests.forum.rows import nothing_changes

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.xdist_group("canary")]

World = SimpleNamespace
# Pages that scripts ask for in pieces, which leave out the frame and nothing else.
FRAGMENTS = {
    *("topic", "group", "topics", "topic_acts", "post_acts", "reply", "known", "newer_posts", "home"),
    "told_menu",  # which leads elsewhere whoever asks for it whole
}
EDITED = {"qzguide", "qzformer", "qzdraft", "qzgranted"}  # editors look after every page, whoever reads it
FAILS_ON_PURPOSE = "/admin/failwhale/"  # of Wagtail's
IN_THE_ADMIN = {"qzaddress", "qzmail"}  # shown to moderators there, and to nobody elsewhere


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Building takes seconds: the walks share what is built, and what each writes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build(testing.run_jobs)
        search.refresh_everything()  # factories write past what the search hears
        rebuild(store())
        look_for_related.call()
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    return built


def text_of(answer: HttpResponseBase) -> str:
    """All that reaches the visitor: head, body, where it leads, and cookies."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    head = "\n".join(f"{name}: {value}" for name, value in answer.items())
    cookies = "\n".join(morsel.value for morsel in answer.cookies.values())
    return f"{unquote(head)}\n{cookies}\n{body.decode(errors='replace')}".lower()


def echoes(address: str) -> list[str]:
    """Parts of the request's own address, which an answer may repeat (`next=`): longest first."""
    return sorted(set(re.findall(r"[\w.-]+", unquote(address).lower())), key=len, reverse=True)


def met(answer: HttpResponseBase, address: str) -> set[str]:
    """The words in an answer that were not brought along by the question."""
    text = text_of(answer)
    for echo in echoes(address):
        if any(word in echo for word in SEES):
            text = text.replace(echo, "")
    return {word for word in SEES if word in text}


def forbidden_to(who: str) -> set[str]:
    return {word for word, people in SEES.items() if who not in people}


# Who was invited and who mentors another group see the forum as eve does; the tests of acts below know them apart.
@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in ("olga", "ines")])
def test_nobody_meets_what_is_not_for_them(who: str, world: World) -> None:
    client, found, leaks, shut = client_of(getattr(world, who)), set(), set(), set()
    for name, _arguments, address in every_address(world):
        for headers in () if name in shut else ({}, {"X-Fragment": "1"}):
            answer = client.get(address, headers=headers)
            assert answer.status_code < 500, address
            words = met(answer, address)
            if who == "ed" and address.startswith("/documents/"):
                words -= EDITED  # who may put a file on a page sees it
            if who in ("mo", "wanda") and name == "group_deleted":
                words -= {"qzover"}  # there alone, who may restore a topic sees that it was
            found |= words
            leaks |= {(word, name, address, answer.status_code) for word in words & forbidden_to(who)}
            if answer.status_code == 405:
                shut.add(name)  # it takes forms alone, which are sent to it below
            if answer.status_code not in (200, 302) or name not in FRAGMENTS:
                break
    assert not leaks, "\n".join(map(str, sorted(leaks)))
    # What is there to be met is met: a walk that finds nothing proves nothing. (The admin has a walk of its own.)
    assert found == {word for word, people in SEES.items() if who in people} - IN_THE_ADMIN


@pytest.mark.parametrize("who", ["visitor", "eve", "ed", "ann", "mo", "wanda"])
def test_nobody_meets_in_the_admin_what_is_not_for_them(who: str, world: World) -> None:
    client, leaks, failed = client_of(getattr(world, who)), set(), set()
    client.raise_request_exception = False
    for address in admin_addresses(world):
        for question in ("", "?q=qz", "?q=secret") if "?" not in address else ("",):
            answer = client.get(address + question)
            hidden = forbidden_to(who) - (EDITED if who == "ed" else set())
            if address == f"/admin/pages/{world.made.page_id}/edit/":
                hidden -= {"qzhush"}  # the group that reads a page is named to who may open the page to others
            leaks |= {(word, address, answer.status_code) for word in met(answer, address) & hidden}
            failed |= {address + question} if answer.status_code >= 500 else set()
            if answer.status_code != 200:
                break
    assert failed <= {FAILS_ON_PURPOSE}
    assert not leaks, "\n".join(map(str, sorted(leaks)))


def hidden_from(who: Any) -> dict[str, set[Any]]:
    """What somebody may not see, by the name of the argument that asks for it."""
    return {
        "topic_id": set(Topic.objects.values_list("pk", flat=True))
        - set(Topic.objects.visible_to(who).values_list("pk", flat=True)),
        "post_id": set(Post.objects.values_list("pk", flat=True))
        - set(Post.objects.visible_to(who).values_list("pk", flat=True)),
        "upload_id": set(Upload.objects.values_list("pk", flat=True))
        - set(Upload.objects.visible_to(who).values_list("pk", flat=True)),
        "page_id": set(KnowledgePage.objects.values_list("pk", flat=True))
        - set(KnowledgePage.objects.visible_to(who).values_list("pk", flat=True)),
        "comment_id": set(PageComment.objects.values_list("pk", flat=True))
        - set(PageComment.objects.visible_to(who).values_list("pk", flat=True)),
        "search_id": set(SavedSearch.objects.exclude(member=who.pk).values_list("pk", flat=True)),
        "slug": set(Group.objects.values_list("slug", flat=True))
        - set(Group.objects.visible_to(who).values_list("slug", flat=True)),
    }


def forms(world: World) -> Iterable[dict[str, Any]]:
    """Something for every field that any form has."""
    yield {
        "markdown": "Words", "title": "A title of mine", "kind": "discussion", "tags": "", "group": "qzhush-group",
        "into": world.talks["qzsecret"].pk, "number": ["2"], "code": "like", "level": "3", "handle": "sid", "note": "x",
        "role": "mentor", "answer": "yes", "until": "2030-01-01", "reading": "threads", "reason": "x", "rules": "A: b",
    }  # fmt: skip
    yield {}


@pytest.mark.parametrize("who", ["visitor", "eve", "nils", "ines", "olga", "ed", "ada"])
def test_nobody_changes_what_they_do_not_see(who: str, world: World) -> None:
    """Every act on everything hidden is as if it were not there, and leaves nothing."""
    member = getattr(world, who)
    hidden, client = hidden_from(member), client_of(member)
    leaks, wrong = set(), set()
    with nothing_changes():
        for name, arguments, address in every_address(world):
            if not any(arguments.get(argument) in things for argument, things in hidden.items()) or "?" in address:
                continue
            if name in ("remove_bookmark", "unfavourite", "comment_unlike", "comments_unfollow"):
                continue  # one's own, of what one may not see any more as well
            for data in forms(world):
                answer = client.post(address, data)
                leaks |= {(word, address) for word in met(answer, address) & forbidden_to(who)}
                if answer.status_code not in ((302, 403, 404, 405) if who == "visitor" else (404, 405)):
                    wrong.add((name, address, answer.status_code))
    assert (leaks, wrong) == (set(), set())


def test_a_bookmark_of_what_is_out_of_sight_can_be_let_go(world: World) -> None:
    post = world.talks["qzsecret"].posts.get(number=1)
    answer = client_of(world.nils).post(f"/p/{post.pk}/unbookmark/")
    assert met(answer, "") & forbidden_to("nils") == set()
    assert not post.bookmarks.filter(member=world.nils).exists()
    assert client_of(world.eve).post(f"/p/{post.pk}/unbookmark/").status_code == 404


WRITTEN = [
    "![x](upload:{upload})", '[quote="sid, post:1, topic:{topic}"]\nwords\n[/quote]', "@qzhush-group @qzlisted-group",
    "#qzsecrettag", "[x](/t/{topic}/)", "{site}/t/{topic}/", "{site}/p/{post}/", "@sid",
]  # fmt: skip


@pytest.mark.parametrize("who", ["eve", "nils", "ines", "olga", "ed", "ada"])
def test_nobody_writes_themselves_a_view_of_what_is_hidden(who: str, world: World) -> None:
    """Numbers and names of hidden things, in a preview and in a post, bring nothing of them along."""
    client, brought = client_of(getattr(world, who)), f"/?{WRITTEN}"
    for word in sorted(forbidden_to(who) & world.talks.keys()):
        talk = world.talks[word]
        upload = Upload.objects.filter(posts__topic=talk).first()
        values = {"upload": upload.pk if upload else 1, "topic": talk.pk, "post": talk.posts.first().pk}
        for written in WRITTEN:
            words = written.format(site="http://testserver", **values)
            for data in ({"markdown": words}, {"markdown": words, "topic": talk.pk}):
                answer = client.post("/preview/", data)
                assert answer.status_code == 200
                assert met(answer, brought) & forbidden_to(who) == set(), (word, words)
            answer = client.post(f"/t/{world.open.pk}/reply/", {"markdown": words}, follow=True)
            assert answer.status_code == 200
            assert met(answer, brought) & forbidden_to(who) == set(), (word, words)


def counted(client: Client, address: str) -> list[str]:
    return re.findall(r"(\d+) (?:topics?|members?|repl|new)", client.get(address).content.decode())


@pytest.mark.parametrize("who", ["visitor", "eve", "nils", "ines", "olga"])
def test_counts_say_nothing_of_what_is_hidden(who: str, world: World) -> None:
    """More talk in hidden places changes no number that an outsider sees."""
    client = client_of(getattr(world, who))
    pages = [
        "/",
        "/groups/",
        "/g/qzlisted-group/about/",
        "/m/sid/",
        "/m/bob/",
        "/latest/",
        "/top/?period=all",
        "/told/",
    ]
    before = {page: counted(client, page) for page in pages}
    for word in ("qzprivate", "qzsecret"):
        posts(world.talks[word], world.bob, 3)
    Group.objects.filter(pk__in=[world.private.pk, world.secret.pk]).update(topic_count=77, member_count=88)
    assert {page: counted(client, page) for page in pages} == before


def test_a_tag_of_hidden_topics_is_no_tag(world: World) -> None:
    """What does not exist and what may not be seen answer alike."""
    for who in ("visitor", "eve", "nils", "ines"):
        client = client_of(getattr(world, who))
        hidden, absent = client.get("/tags/qzsecrettag/"), client.get("/tags/nosuchtag/")
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content.replace(b"qzsecrettag", b"") == absent.content.replace(b"nosuchtag", b"")


def test_what_is_hidden_and_what_is_not_there_answer_alike(world: World) -> None:
    secret = world.talks["qzsecret"]
    pairs = [
        (f"/t/{secret.pk}/", "/t/99999/"),
        (f"/p/{secret.posts.first().pk}/", "/p/99999/"),
        (f"/t/{secret.pk}/news/?after=0", "/t/99999/news/?after=0"),
        ("/g/qzhush-group/", "/g/no-such-group/"),
        ("/g/qzhush-group/about/", "/g/no-such-group/about/"),
        (f"/uploads/{Upload.objects.get(name='qzsecret.txt').pk}/a.txt", "/uploads/99999/a.txt"),
    ]
    for who in ("visitor", "eve", "mo", "ada"):
        client = client_of(getattr(world, who))
        for hidden, absent in pairs:
            answers = [client.get(hidden), client.get(absent)]
            assert [answer.status_code for answer in answers] == [404, 404], (who, hidden)
            bodies = [re.sub(r"/[^\"' <]*", "", answer.content.decode()) for answer in answers]
            assert bodies[0] == bodies[1], (who, hidden)


def test_every_address_has_a_row() -> None:
    """Whoever adds an address says here what to ask it for."""
    named = {name for route, name in patterns() if not route.startswith("admin/")}
    assert named == (ROWS.keys() - {"invite_to_group"})
