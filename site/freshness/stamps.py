"""Stamps: numbers in the database that grow when what they stand for changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

SITE = "site"  # names, branding, menus, roles: what stands on every page
LISTS = "lists"  # any topic list over more than one group
PAGES = "pages"  # that a page of Wagtail's was published, changed, moved or taken away
RELATED = "related"  # what stands beside topics and pages because it is about the same
OF_THE_SITE = (SITE, LISTS, PAGES, RELATED)  # there is one of each: whoever asks for any is told of all
FRAME = (SITE, PAGES)  # what every page shows around its own: a menu may lead to pages

# What this request has read already. A number read earlier makes a piece stale sooner, never longer.
_known: ContextVar[dict[str, int] | None] = ContextVar("known stamps", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within this each stamp is read once: for a request, which is short; a bump forgets them all."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def bump(*keys: str) -> None:
    """Say that what these keys stand for has changed; takes effect with the caller's transaction.

    The keys are locked in alphabetical order, so that two writers never wait for one another in a circle.
    """
    ordered = sorted(set(keys))
    if not ordered:
        return
    if (known := _known.get()) is not None:
        known.clear()
    rows = ", ".join(["(%s, 1)"] * len(ordered))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO freshness_stamp (key, number) VALUES {rows} "  # noqa: S608 - only placeholders are joined
            "ON CONFLICT (key) DO UPDATE SET number = freshness_stamp.number + 1",
            ordered,
        )


def numbers_of(keys: Sequence[str]) -> tuple[int, ...]:
    """The numbers of these keys, in their order, by one query at most; 0 for what has never changed.

    Read them before the data, never after: a change in between then makes the piece stale, not wrong for ever.
    """
    known = _known.get()
    also: Sequence[str] = OF_THE_SITE if known is not None else ()
    known = {} if known is None else known
    wanted = [key for key in keys if key not in known]
    if wanted:
        wanted = [*{*wanted, *also}.difference(known)]
        marks = ", ".join(["%s"] * len(wanted))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT key, number FROM freshness_stamp WHERE key IN ({marks})", wanted)  # noqa: S608
            found = dict(cursor.fetchall())
        known.update({key: found.get(key, 0) for key in wanted})
    return tuple(known[key] for key in keys)
