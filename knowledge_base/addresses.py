"""Addresses of many pages at once: Wagtail would ask its cache, which may be a table, for each of them."""

from __future__ import annotations

from wagtail.models import Site


def root_path() -> str:
    """Where in Wagtail's tree the site begins; one query."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return site.root_page.url_path if site is not None else "/"


def address_at(url_path: str, root: str) -> str:
    """The address on this site of a page at this place in the tree."""
    return f"/{url_path.removeprefix(root)}"
