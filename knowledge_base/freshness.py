"""Which stamps pages hang on."""

from __future__ import annotations

from freshness.stamps import LISTS, PAGES, bump

__all__ = ["PAGES", "page_key", "stamps_of", "stamps_shown", "touch_page", "touch_pages"]


def page_key(page_id: int) -> str:
    """What readers made of one page: comments, favourites, the topic about it."""
    return f"page:{page_id}"


def stamps_of(page_id: int) -> list[str]:
    """A page, and what readers made of it."""
    return [PAGES, page_key(page_id)]


def stamps_shown(page_id: int) -> list[str]:
    """All that a page shows: also topics, which may go out of sight at any moment."""
    return [*stamps_of(page_id), LISTS]


def touch_pages() -> None:
    bump(PAGES)


def touch_page(page_id: int) -> None:
    bump(page_key(page_id))
