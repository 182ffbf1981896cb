"""Every text known to do harm, in every place that takes words: the pages hold no element, no attribute and no scheme
that the same pages do not hold with harmless words. Read by a parser of its own, as a browser reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from forum import operations, tasks
from forum.models import Group, Topic, Upload
from forum.models.groups import PURPOSE_MAX
from forum.models.topics import TITLE_MAX
from forum.operations.words import TAGS_MAX
from members import operations as membership
from members.models import Member
from tests.factories import GroupFactory, MemberFactory, topic
from tests.forum.conftest import client_of
from tests.markup.oracle import ATTRIBUTES, PLAIN, XHTML, address_is_safe
from tests.markup.test_hostile import packed, payloads

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

POSTS = 20  # of a topic, so that one page shows them all
SAMPLED = 8  # of the topics and members that have a page each, all of one kind
# Long enough that each is a title by itself, and lists have a next page as with the others.
HARMLESS = [f"{words} {'and so on ' * 12}" for words in ("plain", "two words", "**bold** and `code`")]
NO_ICON = "data:,"  # what light pages have for an icon, so that none is asked for
LEADING = {"href", "src", "action", "formaction", "data-opens", "data-popover", "poster", "background", "xlink:href"}

Thing = TypeVar("Thing")
Seen = set[tuple[str, str]]


def line(payload: str, limit: int) -> str:
    return " ".join(payload.split())[:limit].strip()


def chunks(payload: str) -> list[str]:
    """A payload as tags: as many pieces as a topic may have."""
    pieces = [payload[start : start + 30] for start in range(0, min(len(payload), 30 * TAGS_MAX), 30)]
    return [piece.replace(",", "") for piece in pieces]


def people_of(words: Sequence[str], of: str) -> list[Member]:
    found = []
    for number, payload in enumerate(words):
        member = MemberFactory(handle=f"{of}{number}", name="Nobody")
        found.append(member)
        short = line(payload, 80) or "Nobody"
        with suppress(ValidationError):
            membership.revise_profile(
                member=member, by=member, name=short, trade=short, place=short, bio=payload[:1000]
            )
    return found


def talked_of(words: Sequence[str], group: Group, people: Sequence[Member]) -> tuple[list[Topic], list[Topic]]:
    """Topics with all of these as titles and tags; and all of them as posts with a file, each by who is called so."""
    titled, written = [], []
    for title, member in zip(packed(words, TITLE_MAX), people, strict=False):
        with suppress(ValidationError):
            titled.append(topic(group, member, title, markdown=title, tags=chunks(title)))
    for number, (payload, member) in enumerate(zip(words, people, strict=True)):
        if number % (POSTS - 1) == 0:
            written.append(topic(group, people[0], f"Words from {number} on"))
        with suppress(ValidationError):
            upload = operations.store_upload(member=member, name=f"{payload[:200]}.txt", data=b"words")
            markdown = f"{payload}\n\n![{payload[:60]}](upload:{upload.pk})"
            operations.reply(topic=written[-1], author=member, markdown=markdown)
    return titled, written


def grouped_of(words: Sequence[str], of: str, by: Member) -> list[Group]:
    made = []
    for number, line in enumerate(packed([" ".join(payload.split()) for payload in words], PURPOSE_MAX)):
        with suppress(ValidationError):
            made.append(
                operations.create_group(
                    by=by,
                    name=f"{line[:60]} {of} {number}",
                    slug=f"{of}-{number}",
                    purpose=line or "None",
                    description=words[number],
                )
            )
    return made


def listings_of(of: str) -> list[str]:
    own = ["/told/", "/bookmarks/", "/drafts/", "/messages/"]
    return ["/", "/?lite", "/latest/", "/groups/", f"/g/home-{of}/", f"/g/home-{of}/about/", *own]


def sample(things: Sequence[Thing]) -> Sequence[Thing]:
    return things[:: max(1, len(things) // SAMPLED)]


def pages_of(
    people: Sequence[Member], titled: Sequence[Topic], written: Sequence[Topic], groups: Sequence[Group]
) -> list[str]:
    """The addresses that show all this, where each thing has a page of its own: those of a sample."""
    some, circles = sample(titled), sample(groups)
    pages = [each.get_absolute_url() for each in (*written, *some, *sample(people), *circles)]
    pages += [f"{each.get_absolute_url()}?reading=threads" for each in written[::5]]
    pages += [f"/g/{each.slug}/about/" for each in circles]
    pages += [f"/p/{each.posts.get(number=1).pk}/{act}/" for each in some for act in ("acts", "revisions")]
    pages += [f"/tags/{tag.slug}/" for each in some for tag in each.tags.all()[:1]]
    return pages


@pytest.fixture
def shown(cast: SimpleNamespace) -> Callable[[Sequence[str], str], list[str]]:
    """Puts words wherever words go and gives the addresses of the pages that show them."""

    def show(words: Sequence[str], of: str) -> list[str]:
        people = people_of(words, of)
        home = GroupFactory(name=f"Home of {of}", slug=f"home-{of}")
        titled, written = talked_of(words, home, people)
        groups = grouped_of(words, of, cast.root)
        told_and_kept(cast, titled)
        rules = [(line(payload, 100) or "x", payload[:500]) for payload in words[-12:]]
        operations.publish_rules(by=cast.root, rules=rules, group=home)
        return listings_of(of) + pages_of(people, titled, written, groups)

    return show


def told_and_kept(cast: SimpleNamespace, titled: Sequence[Topic]) -> None:
    """Titles and notes where ada finds them again: bookmarks, drafts, messages, what she is told."""
    for each in titled[:60]:
        post = each.posts.get(number=1)
        operations.bookmark(post=post, member=cast.ada, note=each.title)
        operations.keep_draft(member=cast.ada, purpose=f"reply:{each.pk}", markdown=each.title)
        reply = operations.reply(topic=each, author=each.author, markdown=f"@ada {each.title}")
        tasks.tell_of_post.func(reply.pk)
        operations.start_message(author=each.author, recipients=[cast.ada], title=each.title, markdown=each.title)
        operations.revise_topic(topic=each, editor=cast.root, title=f"{each.title[:150]} now", kind="question", tags=[])


def whole_list(client: Client, address: str) -> Iterator[str]:
    """A list, page after page."""
    while address:
        text = client.get(address).content.decode()
        yield text
        following = re.search(r'href="\?([^"]*before=[^"]+)" rel="next"', text)
        address = f"/latest/?{following[1].replace('&amp;', '&')}" if following else ""


def parts_of(text: str) -> tuple[Seen, list[str]]:
    """Each element with each of its attributes, but those inside what people wrote; and what is wrong in itself."""
    seen: Seen = set()
    wrong: list[str] = []
    waiting = [(html5lib.parse(text), False)]
    while waiting:
        element, inside = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.removeprefix(XHTML)
        for name, value in {"": "", **element.attrib}.items():
            written = not name or name in ATTRIBUTES.get(tag, set())
            if not (inside and written and (tag in PLAIN or tag in ATTRIBUTES)):
                seen.add((tag, str(name)))
            if str(name).startswith("on") or (name in LEADING and not address_is_safe(value) and value != NO_ICON):
                wrong.append(f"<{tag} {name}={value!r}>")
        if tag == "script" and (element.text or "").strip():
            seen.add(("script", element.text))
        waiting += [(child, inside or "words" in element.attrib.get("class", "").split()) for child in element]
    return seen, wrong


def read(client: Client, pages: Sequence[str]) -> Seen:
    """What all of these pages are made of; fails where one has something that no page may have."""
    made: Seen = set()
    for address in pages:
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        seen, wrong = parts_of(answer.content.decode())
        assert wrong == [], address
        made |= seen
    for text in whole_list(client, "/latest/"):
        seen, wrong = parts_of(text)
        assert wrong == []
        made |= seen
    return made


def test_hostile_words_add_nothing_to_the_pages(
    shared: Path, cast: SimpleNamespace, shown: Callable[[Sequence[str], str], list[str]]
) -> None:
    client = client_of(cast.ada)
    harmless = read(client, shown(HARMLESS * 20, "calm"))
    words = list(payloads(shared / "data/xss"))
    assert len(words) > 950
    hostile = read(client, shown(words, "wild"))
    assert hostile - harmless == set()


HARM = [
    "<script>alert(1)</script>",
    "<b onclick=alert(1)>x</b>",
    '<a href="java&#9;script:alert(1)">x</a>',
    "<style>*{}</style>",
    "<iframe srcdoc=x></iframe>",
    "<form action=x><button>x</button></form>",
    "<svg><animate onbegin=alert(1)></svg>",
]


@pytest.mark.parametrize("harm", HARM)
def test_harm_would_be_seen(harm: str) -> None:
    calm, _wrong = parts_of('<div class="words"><p>x</p></div>')
    seen, wrong = parts_of(f'<div class="words"><p>{harm}</p></div>')
    assert wrong or seen - calm


def test_hostile_names_of_files_reach_no_header(shared: Path, cast: SimpleNamespace) -> None:
    client = client_of(cast.ada)
    for payload in payloads(shared / "data/xss"):
        with suppress(ValidationError):  # of some, nothing is left but the ending
            operations.store_upload(member=cast.ada, name=f"{payload[:300]}.txt", data=b"words")
    assert Upload.objects.count() > 900
    for upload in Upload.objects.all():
        assert not re.search(r"[\x00-\x1f\"'<>&;\\/]", upload.name), upload.name
        if upload.pk % 5:
            continue
        answer: Any = client.get(upload.get_absolute_url())
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w.~%()!*'-]+", answer["Content-Disposition"])
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]


def test_answers_to_scripts_are_never_pages(cast: SimpleNamespace) -> None:
    """JSON with hostile names in it is read as JSON, whoever opens it in a window."""
    MemberFactory(handle="q", name="<script>alert(1)</script>")
    GroupFactory(name="q<script>alert(1)</script>", slug="q")
    topic(GroupFactory(slug="other"), cast.ada, tags=["q<script>"])
    for address in ("/complete/names/?q=q", "/complete/tags/?q=q"):
        answer = client_of(cast.ada).get(address)
        assert answer["Content-Type"] == "application/json"
        assert answer["X-Content-Type-Options"] == "nosniff"
