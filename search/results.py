"""What a page of results shows of each thing, asked of the floors below for the visitor who looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page

from forum.models import Group, Post, Topic
from knowledge_base.addresses import address_at, root_path
from knowledge_base.comments.models import PageComment
from knowledge_base.models import KnowledgePage
from members.models import Member, Visitor
from members.seeing import PreparedFor

from .index.analysis import only_telling
from .language import Query
from .models import Kind, SearchEntry, Source
from .passages import Marker, marked, passage


@dataclass
class Result:
    """One line of the page. `title` is `name` with what was looked for marked; `where` is what the thing stands in."""

    entry: SearchEntry
    address: str
    name: str
    title: SafeString
    passage: SafeString
    label: str
    when: datetime
    by: str = ""
    where: str = ""
    where_address: str = ""
    group: Group | None = None
    topic: Topic | None = None
    number: int = 0


def shown(entries: Sequence[SearchEntry], query: Query, visitor: Visitor, *, brief: bool = False) -> list[Result]:
    """The results of these entries, in their order; what the visitor does not see after all is left out. Brief ones
    have no passage."""
    things: dict[Source, dict[int, Any]] = {}
    for source in Source:
        ids = [entry.source_id for entry in entries if entry.source == source]
        seen = [pk for (pk,) in _SEEN[source](visitor, ids)]
        things[source] = _ROWS[source]().in_bulk(seen) if seen else {}
    found = []
    for entry in entries:
        thing = things[Source(entry.source)].get(entry.source_id)
        if thing is not None:
            found.append(_result(entry, thing, query, brief))
    _say_where(found, things[Source.PAGE])
    return found


def _of(things: Callable[[Visitor], Any]) -> PreparedFor:
    return PreparedFor(lambda visitor, ids: things(visitor).filter(pk__in=ids).order_by().values_list("pk"))


# Which of these a visitor sees, and these with what a page of results shows of them.
_SEEN = {
    Source.POST: _of(Post.objects.visible_to),
    Source.PAGE: _of(KnowledgePage.objects.visible_to),
    Source.COMMENT: _of(lambda visitor: PageComment.objects.visible_to(visitor).shown()),
    Source.MEMBER: _of(lambda visitor: Member.objects.visible_to(visitor).filter(is_active=True, is_approved=True)),
    Source.GROUP: _of(Group.objects.visible_to),
}
_ROWS: dict[Source, Callable[[], Any]] = {
    Source.POST: lambda: Post.objects.select_related("topic__group", "author").defer(
        "markdown", "html", "topic__group__description_html"
    ),
    Source.PAGE: lambda: KnowledgePage.objects.only("path", "url_path"),
    Source.COMMENT: lambda: PageComment.objects.select_related("page", "user"),
    Source.MEMBER: Member.objects.all,
    Source.GROUP: Group.objects.all,
}


def _result(entry: SearchEntry, thing: Any, query: Query, brief: bool) -> Result:
    looked_for = only_telling([*query.words, *(word for phrase in query.phrases for word in phrase.split())])
    marker = Marker(looked_for, query.prefixes, entry.language)
    name = _name_of(entry, thing)
    result = Result(
        entry=entry,
        address="" if entry.source == Source.PAGE else thing.get_absolute_url(),
        name=name,
        title=marked(name, marker),
        passage=SafeString("") if brief else passage(entry.text, marker),
        label=str(Kind(entry.kind).label),
        when=entry.created_at,
    )
    if isinstance(thing, Post):
        topic = thing.topic
        result.address = topic.get_absolute_url() if thing.is_opening else thing.get_absolute_url()
        result.by, result.group, result.topic, result.number = thing.author.name, topic.group, topic, thing.number
    elif isinstance(thing, PageComment):
        result.by = thing.author_name
    elif isinstance(thing, Member):
        result.by = f"@{thing.handle}"
    return result


def _name_of(entry: SearchEntry, thing: Any) -> str:
    if isinstance(thing, Post):
        return thing.topic.title
    if isinstance(thing, PageComment):
        return _("On “%(page)s”") % {"page": thing.page.title}
    return entry.title


def _say_where(results: Sequence[Result], pages: dict[int, Any]) -> None:
    """Give each page its address, and name the shelf it stands on: who reads a page reads the shelves above it."""
    if not pages:
        return
    root = root_path()
    above = {page.path[: -Page.steplen] for page in pages.values()}
    rows = Page.objects.filter(path__in=above).values_list("path", "title", "url_path")
    shelves = {path: (title, address_at(url_path, root)) for path, title, url_path in rows}
    for result in results:
        if result.entry.source == Source.PAGE:
            page = pages[result.entry.source_id]
            result.address = address_at(page.url_path, root)
            result.where, result.where_address = shelves[page.path[: -Page.steplen]]
