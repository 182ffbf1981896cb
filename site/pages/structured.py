"""What search engines read of a page beside its words, as JSON-LD in the words of https://schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from .branding import community_name
from .models import PlainPage

CONTEXT = "https://schema.org"


def written(objects: Iterable[dict[str, Any]]) -> list[SafeString]:
    """Each object as the text of a script element, in which no tag can begin."""
    return [mark_safe(json.dumps(each).replace("<", "\\u003c")) for each in objects]  # noqa: S308


def way(steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The way down to a page: the names and whole addresses of those above it, and its own (BreadcrumbList)."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, start=1)
        ],
    }


def about_site(words: str) -> dict[str, Any]:
    """The community, and how its search is asked (WebSite, SearchAction)."""
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": community_name(),
        "description": words,
        "url": f"{settings.SITE_URL}/",
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{settings.SITE_URL}/search/?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def about_plain_page(page: PlainPage) -> list[dict[str, Any]]:
    """A page of words (WebPage) and the way to it."""
    above = [found for found in page.get_ancestors().live().filter(depth__gt=2) if found.url]
    steps = [(found.title, f"{settings.SITE_URL}{found.url}") for found in [*above, page]]
    name, address = steps[-1]
    about = {"@context": CONTEXT, "@type": "WebPage", "name": name, "url": address}
    return [{**about, "description": page.search_description} if page.search_description else about, way(steps)]
