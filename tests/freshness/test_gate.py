"""The gate: whole pages for visitors, never of one person for another, and never older than what changed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.test import Client, override_settings
from django.utils import timezone

from forum import operations
from forum.freshness import topic_key
from forum.models import Audience, Topic
from forum.viewing import TOPIC_VIEWS
from freshness.gate import Gate
from freshness.memo import forget_everything
from freshness.pages import pages
from freshness.stamps import LISTS, numbers_of
from members import operations as membership
from members.models import Member
from tests.factories import GroupFactory, MemberFactory, join, topic
from tests.forum.rows import differences, everything

pytestmark = pytest.mark.django_db


class Line:
    """Requests as a server hands them on: through the gate to Django's own handler."""

    def __init__(self) -> None:
        self.passed = 0
        django = WSGIHandler()

        def counted(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            self.passed += 1
            return django(environ, start)

        self.gate = Gate(counted)

    def get(self, address: str, cookie: str = "", **headers: str) -> SimpleNamespace:
        """The answer to a GET: status, headers, body as text; `made` says whether Django was asked."""
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "testserver",
            "SERVER_PORT": "80", "HTTP_HOST": "testserver", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0), "REMOTE_ADDR": "127.0.0.1", **headers,
        }  # fmt: skip
        if cookie:
            environ["HTTP_COOKIE"] = cookie
        before, answer = self.passed, SimpleNamespace()

        def start(status: str, sent: list[tuple[str, str]], *_rest: object) -> None:
            answer.status, answer.headers = int(status[:3]), dict(sent)

        body = b"".join(self.gate(environ, start))
        answer.text, answer.body, answer.made = body.decode(errors="replace"), body, self.passed > before
        return answer


@pytest.fixture
def line() -> Iterator[Line]:
    """Like Django's own test client, it leaves the connection open that holds the test's transaction."""
    forget_everything()
    signals.request_started.disconnect(close_old_connections)
    yield Line()
    signals.request_started.connect(close_old_connections)
    forget_everything()


@pytest.fixture
def talk(db: None) -> SimpleNamespace:
    ada, bob = MemberFactory(handle="ada"), MemberFactory(handle="bob")
    root = MemberFactory(handle="root", is_superuser=True)
    group = GroupFactory(name="The workshop", slug="workshop")
    hidden = GroupFactory(name="The back room", slug="back-room", audience=Audience.PRIVATE)
    for each in (group, hidden):
        join(each, ada, bob)
    topic(hidden, ada, "Said in the back room")
    return SimpleNamespace(ada=ada, bob=bob, root=root, group=group, hidden=hidden, topic=topic(group, ada, "A chair"))


def session_of(member: Member) -> str:
    client = Client()
    client.force_login(member)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def addresses(talk: SimpleNamespace) -> list[str]:
    return ["/", "/latest/", "/groups/", "/g/workshop/", talk.topic.get_absolute_url(), "/rules/"]


def test_a_visitors_page_is_made_once(line: Line, talk: SimpleNamespace) -> None:
    for address in addresses(talk):
        first, second = line.get(address), line.get(address)
        assert (first.status, second.status, first.made, second.made) == (200, 200, True, False), address
        assert first.text == second.text, address


def test_a_kept_page_holds_nothing_for_one_browser_alone(line: Line, talk: SimpleNamespace) -> None:
    for address in addresses(talk):
        for answer in (line.get(address), line.get(address)):
            assert "csrfmiddlewaretoken" not in answer.text, address
            assert "Set-Cookie" not in answer.headers, address
            assert "public" not in answer.headers.get("Cache-Control", ""), address


def test_a_members_page_is_never_kept_and_a_kept_page_never_shown_to_them(line: Line, talk: SimpleNamespace) -> None:
    session = f"{settings.SESSION_COOKIE_NAME}={session_of(talk.ada)}"
    for address in addresses(talk):
        mine = line.get(address, cookie=session)
        assert mine.made, address
        visitors = line.get(address)
        assert visitors.made, address
        again = line.get(address, cookie=session)
        assert again.made, address
        assert 'data-signed-in="member"' in mine.text, address
        assert 'data-signed-in="member"' in again.text, address
        assert 'data-signed-in="visitor"' in visitors.text, address
        assert "back room" not in visitors.text, address


# Browsers write `name=value`; whoever wants their own page kept for everybody may write it otherwise. What Django
# takes for a session must not be taken for none by the gate.
STRANGE = [
    "{name} ={session}",
    " {name}\t= {session}",
    "a=b;{name}  =  {session}",
    ";;{name} ={session};",
    '{name} ="{session}"',
]


@pytest.mark.parametrize("strange", STRANGE)
def test_no_spelling_of_a_cookie_gets_a_members_page_kept(strange: str, line: Line, talk: SimpleNamespace) -> None:
    cookie = strange.format(name=settings.SESSION_COOKIE_NAME, session=session_of(talk.ada))
    for address in addresses(talk):
        line.get(address, cookie=cookie)
        visitors = line.get(address)
        assert visitors.made, address
        assert 'data-signed-in="visitor"' in visitors.text, address


def test_one_members_view_is_never_shown_to_another(line: Line, talk: SimpleNamespace) -> None:
    """The pieces behind the pages are shared; the marks laid over them are each member's own."""
    operations.react(post=talk.topic.posts.get(), member=talk.bob)
    operations.keep_draft(member=talk.bob, purpose=f"reply:{talk.topic.pk}", markdown="Bob's own draft")
    name = settings.SESSION_COOKIE_NAME
    cookies = {who: f"{name}={session_of(getattr(talk, who))}" for who in ("ada", "bob", "root")}
    for _twice in range(2):
        address = talk.topic.get_absolute_url()
        seen = {who: line.get(address, cookie=cookie).text for who, cookie in cookies.items()}
        assert "Bob&#x27;s own draft" in seen["bob"]
        assert "Bob&#x27;s own draft" not in seen["ada"] + seen["root"]
        assert 'aria-pressed="true"' in seen["bob"]
        assert 'aria-pressed="true"' not in seen["ada"] + seen["root"]
    home = {who: line.get("/", cookie=cookie).text for who, cookie in cookies.items()}
    assert "Bob?" in home["bob"]
    assert "Bob?" not in home["ada"]
    assert "Said in the back room" in home["root"]  # who reads more groups has another piece


CHANGES: dict[str, Callable[[SimpleNamespace], object]] = {
    "a reply": lambda t: operations.reply(topic=t.topic, author=t.bob, markdown="Changed: words"),
    "a revision": lambda t: operations.revise_post(post=t.topic.posts.get(), editor=t.ada, markdown="Changed: words"),
    "a title": lambda t: operations.revise_topic(
        topic=t.topic, editor=t.ada, title="Changed: words", kind="discussion", tags=[]
    ),
    "a tag": lambda t: operations.revise_topic(
        topic=t.topic, editor=t.ada, title="A chair", kind="question", tags=["changed: words"]
    ),
    "a name": lambda t: membership.revise_profile(
        member=t.ada, by=t.ada, name="Changed: words", trade="", place="", bio=""
    ),
    "a group's name": lambda t: operations.revise_group(group=t.group, by=t.root, name="Changed: words"),
    "a reaction": lambda t: operations.react(post=t.topic.posts.get(), member=t.bob),
    "a closing": lambda t: operations.close_topic(topic=t.topic, by=t.root),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_what_changes_shows_at_once(what: str, line: Line, talk: SimpleNamespace) -> None:
    address = talk.topic.get_absolute_url()
    before = line.get(address)
    assert not line.get(address).made
    CHANGES[what](talk)
    now = Topic.objects.get(pk=talk.topic.pk).get_absolute_url()
    after = line.get(now)
    assert after.made
    assert after.text != before.text
    if what not in ("a reaction", "a closing"):
        assert "hanged: words" in after.text


LOSSES: dict[str, Callable[[SimpleNamespace], object]] = {
    "the topic is deleted": lambda t: operations.delete_topic(topic=t.topic, by=t.root),
    "the group is for members": lambda t: operations.revise_group(group=t.group, by=t.root, audience="members"),
    "the group is secret": lambda t: operations.revise_group(group=t.group, by=t.root, audience="secret"),
    "the topic moves": lambda t: operations.move_topic(topic=t.topic, by=t.root, group=t.hidden),
}  # fmt: skip


@pytest.mark.parametrize("what", LOSSES)
def test_what_may_not_be_seen_any_more_is_gone_at_once(what: str, line: Line, talk: SimpleNamespace) -> None:
    places = ["/", "/latest/", "/g/workshop/", "/top/?period=all", talk.topic.get_absolute_url()]
    for address in places:
        assert "A chair" in line.get(address).text, address
    LOSSES[what](talk)
    for address in places:
        assert "A chair" not in line.get(address).text, address
    if what == "the group is secret":
        assert "The workshop" not in line.get("/groups/").text + line.get("/").text


def test_a_deleted_post_is_gone_at_once(line: Line, talk: SimpleNamespace) -> None:
    post = operations.reply(topic=talk.topic, author=talk.bob, markdown="Said too much")
    address = talk.topic.get_absolute_url()
    assert "Said too much" in line.get(address).text
    operations.delete_post(post=post, by=talk.bob)
    assert "Said too much" not in line.get(address).text
    operations.restore_post(post=post, by=talk.bob)
    assert "Said too much" in line.get(address).text


def test_a_suspended_member_is_let_in_no_more(line: Line, talk: SimpleNamespace) -> None:
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(talk.ada)}"
    assert "Said in the back room" in line.get("/latest/", cookie=cookie).text
    Member.objects.filter(pk=talk.ada.pk).update(is_active=False)
    assert "Said in the back room" not in line.get("/latest/", cookie=cookie).text


def test_leaving_a_group_takes_it_off_the_members_lists_at_once(line: Line, talk: SimpleNamespace) -> None:
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(talk.bob)}"
    places = ["/", "/latest/", "/top/?period=all", "/new/"]
    for address in places:
        assert "Said in the back room" in line.get(address, cookie=cookie).text, address
    operations.leave(group=talk.hidden, member=talk.bob)
    for address in places:
        assert "Said in the back room" not in line.get(address, cookie=cookie).text, address


def test_invented_parameters_fill_no_memory(line: Line, talk: SimpleNamespace) -> None:
    for number in range(5):
        assert line.get(f"{talk.topic.get_absolute_url()}?invented={number}").made
    assert len(pages._kept) == 0


@override_settings(LANGUAGES=[("en", "English"), ("fr", "French")])
def test_languages_and_hosts_have_pages_of_their_own(line: Line, talk: SimpleNamespace) -> None:
    assert line.get("/latest/").made
    assert line.get("/latest/", HTTP_ACCEPT_LANGUAGE="fr").made
    assert line.get("/latest/", HTTP_HOST="other.example").made
    assert line.get("/latest/", HTTP_X_FRAGMENT="1").made
    assert line.get("/latest/", HTTP_X_FORWARDED_PROTO="https").made
    assert not line.get("/latest/", HTTP_ACCEPT_LANGUAGE="fr").made


def test_a_page_that_stands_is_not_sent_again(line: Line, talk: SimpleNamespace) -> None:
    line.get("/latest/")
    etag = line.get("/latest/").headers["ETag"]
    answer = line.get("/latest/", HTTP_IF_NONE_MATCH=etag)
    assert (answer.status, answer.body) == (304, b"")
    topic(talk.group, talk.bob, "Something new")
    assert line.get("/latest/", HTTP_IF_NONE_MATCH=etag).status == 200


def test_what_is_sent_packed_says_the_same(line: Line, talk: SimpleNamespace) -> None:
    plain = line.get("/latest/")
    packed = line.get("/latest/", HTTP_ACCEPT_ENCODING="br")
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.body) == plain.body


def test_a_group_whose_time_is_over_takes_no_visitor_by_surprise(line: Line, talk: SimpleNamespace) -> None:
    operations.revise_group(group=talk.group, by=talk.root, ends_on=timezone.localdate())
    assert line.get("/g/workshop/").status == 200


def test_looks_are_counted_by_the_gate_and_by_the_page_and_no_request_writes_them(
    line: Line, talk: SimpleNamespace
) -> None:
    TOPIC_VIEWS.forget()
    address, browser = talk.topic.get_absolute_url(), {"HTTP_USER_AGENT": "Mozilla/5.0 (X11) Firefox/140.0"}
    assert line.get(address, REMOTE_ADDR="192.0.2.1", **browser).made
    before = everything()
    kept = line.get(address, REMOTE_ADDR="192.0.2.2", **browser)
    again = line.get(address, REMOTE_ADDR="192.0.2.3", HTTP_IF_NONE_MATCH=kept.headers["ETag"], **browser)
    assert (kept.made, again.made, again.status) == (False, False, 304)
    line.get(address, REMOTE_ADDR="192.0.2.2", **browser)
    line.get(address, REMOTE_ADDR="192.0.2.4", HTTP_USER_AGENT="Mozilla/5.0 (compatible; Googlebot/2.1)")
    line.get("/latest/", REMOTE_ADDR="192.0.2.5", **browser)
    line.get(address + "?page=9", REMOTE_ADDR="192.0.2.6", **browser)  # there is no such page
    assert differences(before) == {}
    line.get(address, cookie=f"{settings.SESSION_COOKIE_NAME}={session_of(talk.bob)}", **browser)
    stamps = numbers_of([topic_key(talk.topic.pk), LISTS])
    TOPIC_VIEWS.write()
    assert Topic.objects.get(pk=talk.topic.pk).view_count == 4
    assert numbers_of([topic_key(talk.topic.pk), LISTS]) == stamps, "a look makes no page anew"
    forget_everything()
    assert re.search(r"<dt>Views</dt><dd>4</dd>", line.get(address).text)
    assert "4 views" in line.get("/latest/").text
