"""Addresses of many pages at once: Wagtail would ask its cache, which may be a table, for each of them."""

from __future__ import annotations

from wagtail.models import Site


def root_path() -> str:
    """Where in Wagtail's tree the site begins; one query."""
    found = Site.objects.filter(is_default_site=True).values_list("root_page__url_path", flat=True).first()
    return found or "/"


def address_at(url_path: str, root: str) -> str:
    """The address on this site of a page at this place in the tree."""
    return f"/{url_path.removeprefix(root)}"
