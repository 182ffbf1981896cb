"""What a question finds, as a feed: of what everybody reads, whoever asks, because an address is passed on."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from forum.feeds import Entry, Feed, tag_id

from .finding import search
from .language import Query
from .results import Result, shown

SUMMARY = 300  # characters


def newest(query: Query) -> Feed:
    """The newest things that a visitor finds by a question."""
    visitor = AnonymousUser()
    found = search(visitor, replace(query, order="newest"))
    return Feed(
        _("Search: %(words)s") % {"words": query.typed},
        f"/search/?{urlencode({'q': query.typed})}",
        [_entry(result) for result in shown(found.entries, query, visitor)],
    )


def _entry(result: Result) -> Entry:
    entry = result.entry
    return Entry(
        id=tag_id(entry.source, entry.source_id, entry.created_at),
        title=result.name,
        address=result.address,
        published=entry.created_at,
        updated=entry.created_at,
        authors=[result.by] if result.by else [],
        summary=Truncator(entry.text).chars(SUMMARY),
        tags=entry.tag_names,
        language=entry.language,
    )
