"""Every text known to do harm, in every place that takes words, opened in a real browser: nothing runs, nothing waits
for a click, nothing is asked of another host and nothing leads away from the page. The content policy, which would
stop all that, is switched off in these windows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from playwright.sync_api import BrowserContext, Page, Route

from forum import operations
from forum.models import Group, Topic
from forum.models.groups import PURPOSE_MAX
from forum.models.topics import TITLE_MAX
from members import operations as member_operations
from members.models import BIO_MAX, NAME_MAX, Member
from search import operations as search
from search.index.building import rebuild
from search.index.store import store
from tests.browser.conftest import Open
from tests.factories import GroupFactory, MemberFactory, join, topic
from tests.markup.test_hostile import packed, payloads

pytestmark = pytest.mark.django_db(transaction=True)

REPLIES = 100  # of a topic
STORIES = 10  # of payloads in a member's words about themselves
DESCRIPTIONS = 40  # of payloads in a group's
FILES = 5  # of payloads is the name of a file of its own
SAMPLED = 30  # of the topics in the list, each of which has a page like all others
GLANCED = 3  # pages of the list as a visitor sees it: a member sees the same titles, and all of them
MARKS = set("<>&\"'`:%{}")  # without any of these a text is only a word, wherever it is put

TRAP = "for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = (...words) => caught(name, ...words)"
ARMED = """() => {
  const found = [];
  const leading = new Set(["href", "src", "action", "formaction", "xlink:href", "poster", "background", "data"]);
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || name === "srcdoc") found.push(`${name} in ${element.outerHTML.slice(0, 200)}`);
      if (!leading.has(name) || !URL.canParse(value, location)) continue;
      if (["javascript:", "vbscript:", "data:"].includes(new URL(value, location).protocol))
        found.push(`${name} in ${element.outerHTML.slice(0, 200)}`);
    }
  }
  const foreign = ["script", "iframe", "object", "embed", "form", "style", "link", "meta", "base", "template"];
  for (const element of document.querySelectorAll(`.words :is(${foreign}), iframe, object, embed, base`))
    found.push(element.outerHTML.slice(0, 200));
  return found;
}"""


class Watched:
    """A page that notes what hostile words got done."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.done: list[str] = []
        self.home, self.at = home, ""
        context.expose_binding("caught", lambda source, *words: self.done.append(f"{self.at}: ran {words}"))
        context.add_init_script(TRAP)
        context.route(lambda address: not address.startswith(home), self._refuse)
        self.page: Page = context.new_page()
        self.page.on("dialog", self._dialog)

    def _dialog(self, dialog: Any) -> None:
        self.done.append(f"{self.at}: dialog {dialog.message}")
        dialog.dismiss()

    def _refuse(self, route: Route) -> None:
        self.done.append(f"{self.at}: asked for {route.request.url}")
        route.abort()

    def open(self, address: str) -> None:
        self.at = address
        response = self.page.goto(address)
        assert response is not None
        assert response.ok, f"{address}: {response.status}"
        self.done += [f"{address}: {armed}" for armed in self.page.evaluate(ARMED)]
        if self.page.url != response.url:
            self.done.append(f"{address}: led to {self.page.url}")


def joined(words: Sequence[str], number: int, size: int, limit: int) -> str:
    """Every `size`-th row has the long text of itself and those after it, so that few pages show all of them."""
    return "" if number % size else "\n\n".join(words[number : number + size])[:limit]


def named(words: Sequence[str]) -> list[Member]:
    """Members whose names, trades and places are hostile, and the stories of some."""
    found = []
    for number, payload in enumerate(words):
        member = MemberFactory(handle=f"named{number}", name="Nobody")
        line = " ".join(payload.split())[:NAME_MAX]
        with suppress(ValidationError):
            member_operations.revise_profile(
                member=member, by=member, name=line, trade=line, place=line, bio=joined(words, number, STORIES, BIO_MAX)
            )
            found.append(member)
    return found


def grouped(words: Sequence[str], by: Member) -> None:
    """Groups with hostile names and purposes, and the descriptions of some."""
    for number, line in enumerate(packed([" ".join(payload.split()) for payload in words], PURPOSE_MAX)):
        description = joined(words, number, DESCRIPTIONS, 8_000)
        with suppress(ValidationError):
            operations.create_group(
                by=by, name=f"{line[:70]} {number}", slug=f"hostile-{number}", purpose=line, description=description
            )


def listed(group: Group, author: Member, words: Sequence[str]) -> list[Topic]:
    """Topics with hostile titles, tags and excerpts."""
    found = []
    for number, line in enumerate(packed(words, TITLE_MAX)):
        with suppress(ValidationError):
            found.append(topic(group, author, line, markdown=line, tags=[f"{line[:24]} {number}"]))
    return found


def replied(group: Group, authors: Sequence[Member], words: Sequence[str]) -> list[Topic]:
    """Topics of which every reply is hostile, its author's name is, and what it calls the file that hangs in it."""
    found = []
    for number, payload in enumerate(words):
        author = authors[number % len(authors)]
        if number % REPLIES == 0:
            found.append(topic(group, author, f"Replies from {number} on"))
        with suppress(ValidationError):
            if number % FILES == 0:
                upload = operations.store_upload(
                    member=author, name=f"{payload} x.txt", data=b"<script>alert(1)</script>"
                )
        operations.reply(
            topic=found[-1],
            author=author,
            markdown=f"{payload}\n\n![{payload}](upload:{upload.pk})\n\n![{upload.name}](upload:{upload.pk})",
        )
    return found


@pytest.fixture
def hostile(cast: SimpleNamespace, shared: Path) -> SimpleNamespace:
    """Groups, members, topics and posts of all payloads, and the addresses of the pages that show them."""
    words = [payload for payload in payloads(shared / "data/xss") if payload.strip()]
    sharp = [payload for payload in words if MARKS & set(payload)]
    with transaction.atomic():
        place, shelf = GroupFactory(name="Place", slug="place"), GroupFactory(name="Shelf", slug="shelf")
        people = named(sharp)
        join(place, cast.ada, *people)
        join(shelf, cast.ada)
        grouped(sharp, cast.root)
        shown = listed(shelf, cast.ada, sharp)
        topics = replied(place, people, words)
    return SimpleNamespace(listed=shown, people=people, topics=topics)


def open_lists(watched: Watched, pages: int) -> None:
    """The pages of the list, as somebody who reads on would open them."""
    address: str | None = "/g/shelf/new/"
    while address and pages:
        watched.open(address)
        pages -= 1
        address = watched.page.evaluate("document.querySelector('main [rel=next]')?.href")


def open_topics(watched: Watched, topics: Sequence[Topic]) -> None:
    for each in topics:
        each.refresh_from_db()
        for number in range(1, each.page_count + 1):
            watched.open(f"{each.get_absolute_url()}?page={number}")


FOUND = 5  # pages of results of each kind: what they do not show is shown by the lists above


def open_search(watched: Watched) -> None:
    """What the search shows of everything: titles, names, and the best words of texts, marked."""
    for kind in ("topics+script+onerror+alert", "members", "groups"):
        for number in range(1, FOUND + 1):
            watched.open(f"/search/?q=in:{kind}&page={number}")


def test_the_trap_catches(opened: Open, cast: SimpleNamespace, live_server: Any) -> None:
    """What follows proves nothing unless this does."""
    watched = Watched(opened(cast.visitor, bypass_csp=True), live_server.url)
    watched.open("/rules/")
    watched.page.evaluate(
        "document.querySelector('main').innerHTML += `<img src='https://elsewhere.example/x' onerror='alert(1)'>"
        "<a href=' java\\tscript:alert(1)'>x</a><div class='words'><form></form></div>`"
    )
    watched.page.wait_for_load_state("networkidle")
    watched.done += watched.page.evaluate(ARMED)
    done = "\n".join(watched.done)
    for caught in ("ran ('alert', 1)", "asked for https://elsewhere.example/x", "onerror in", "href in", "<form>"):
        assert caught in done


def open_others(watched: Watched, hostile: SimpleNamespace) -> None:
    """A topic's own page, what a group says of itself, and the pages that show a little of everything."""
    for each in hostile.listed[::SAMPLED]:
        watched.open(each.get_absolute_url())
    for slug in Group.objects.exclude(description="").values_list("slug", flat=True):
        watched.open(f"/g/{slug}/about/")
    for address in ["/", "/groups/", f"{hostile.topics[0].get_absolute_url()}?reading=threads"]:
        watched.open(address)


def test_nothing_runs(opened: Open, hostile: SimpleNamespace, cast: SimpleNamespace, live_server: Any) -> None:
    visitor, member = (Watched(opened(who, bypass_csp=True), live_server.url) for who in (cast.visitor, cast.ada))
    for watched, topics, pages in ((visitor, hostile.topics[:1], GLANCED), (member, hostile.topics, 10_000)):
        open_lists(watched, pages)
        open_topics(watched, topics)
        open_others(watched, hostile)
    search.refresh_everything()
    rebuild(store())
    open_search(member)
    for person in hostile.people:
        if person.bio:
            member.open(f"/m/{person.handle}/")
    assert visitor.done == []
    assert member.done == []
