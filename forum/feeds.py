"""Atom feeds (RFC 4287): what everybody may read, for programs that ask for it again and again.

A feed is made once and kept while its stamps stand, so that asking costs one query. It is the same for all who ask:
nothing of who they are is looked at, and nothing is in it that a visitor may not see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.sax.xmlreader import AttributesImpl

from bs4 import BeautifulSoup
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from freshness.memo import Memo
from freshness.stamps import SITE
from pages.branding import community_name

ENTRIES_MAX = 30  # what a reader who was away for some days has missed; more costs everybody's line each time
KEPT_BYTES = 600_000
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without any entry was updated
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


@dataclass(frozen=True)
class Entry:
    """One entry. `address` is a path of this site; `id` is a tag URI that outlives addresses and titles."""

    id: str
    title: str
    address: str
    published: datetime
    updated: datetime
    authors: Sequence[str]
    summary: str = ""  # plain words
    content: str = ""  # HTML whose addresses are absolute
    tags: Sequence[str] = ()
    language: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed: what it is of, the page of this site that shows the same, and its entries, the newest first."""

    title: str
    page: str
    entries: Sequence[Entry]
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class _Made:
    body: bytes
    etag: str


_made: Memo[_Made] = Memo(max_bytes=KEPT_BYTES, size_of=lambda made: len(made.body) + 500)


def tag_id(kind: str, pk: int, since: datetime) -> str:
    """A name for a thing that stays whatever becomes of its address (RFC 4151): whose it was when it was made."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{since.astimezone(UTC):%Y-%m-%d}:{kind}/{pk}"


def absolute(html: str, page: str) -> str:
    """The HTML of a post for a reader elsewhere: addresses are whole, and what a spoiler hides is left out.

    `page` is the path of the page it stands on.
    """
    soup, base = BeautifulSoup(html, "html.parser"), f"{settings.SITE_URL}{page}"
    for spoiler in soup.select("span.spoiler"):
        spoiler.replace_with("…")
    for name in ("href", "src"):
        for element in soup.select(f"[{name}]"):
            element[name] = urljoin(base, str(element[name]))
    return str(soup)


def answer(request: HttpRequest, *, keys: Sequence[str], make: Callable[[], Feed]) -> HttpResponse:
    """The feed at this address; 304 where the program has it already. Raises what `make` raises.

    The validator is made of the feed itself, not of the stamps, which would tell visitors that something was written
    in places they do not see. There is no Last-Modified: what is taken away makes no entry newer.
    """
    return _answered(request, _made.get_or_make(request.path, [SITE, *keys], lambda: _make(request.path, make)))


def answer_anew(request: HttpRequest, make: Callable[[], Feed]) -> HttpResponse:
    """As `answer`, of what hangs on the question in the address, and is made each time. Raises what `make` raises."""
    return _answered(request, _make(request.get_full_path(), make))


def _answered(request: HttpRequest, made: _Made) -> HttpResponse:
    whole = HttpResponse(made.body, content_type=Atom.content_type)
    whole["Content-Language"] = settings.LANGUAGE_CODE
    whole["Cache-Control"] = "no-cache"
    whole["ETag"] = made.etag
    found = get_conditional_response(request, etag=made.etag, response=whole)
    return found if isinstance(found, HttpResponse) else whole


def _make(path: str, make: Callable[[], Feed]) -> _Made:
    with translation.override(settings.LANGUAGE_CODE):
        body = written(make(), path).encode()
    return _Made(body, f'"{blake2b(body, digest_size=12).hexdigest()}"')


def written(feed: Feed, path: str) -> str:
    """The feed as XML; `path` is its own address."""
    own = f"{settings.SITE_URL}{path}"
    atom = Atom(
        title=_plain(feed.title),
        link=f"{settings.SITE_URL}{feed.page}",
        description="",
        subtitle=_plain(feed.subtitle) or None,
        language=settings.LANGUAGE_CODE,
        author_name=_plain(community_name()),
        feed_url=own,
        feed_guid=own,
    )
    for entry in feed.entries[:ENTRIES_MAX]:
        atom.add_item(
            title=_plain(entry.title),
            link=f"{settings.SITE_URL}{entry.address}",
            description=None,  # type: ignore[arg-type] # ours says of what type it is
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            categories=[_plain(tag) for tag in entry.tags],
            entry=entry,
        )
    return str(atom.writeString("utf-8"))


class Atom(Atom1Feed):
    """Django's feed with what it lacks: several authors, plain summaries, whole contents, a language of each entry."""

    def latest_post_date(self) -> datetime:
        """When the newest change was; Django would say "now" of a feed without entries, at each asking anew."""
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        language = item["entry"].language
        return {"xml:lang": language} if language else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        for name in entry.authors:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", _plain(name))
            handler.endElement("author")
        if entry.summary:
            handler.addQuickElement("summary", _plain(entry.summary), {"type": "text"})
        if entry.content:
            handler.addQuickElement("content", _plain(entry.content), {"type": "html"})


def _plain(text: str) -> str:
    """The text without the few characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)
