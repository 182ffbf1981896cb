"""Components of pages: heads, credits, cards, blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from taggit.models import Tag
from wagtail.models import Page

from freshness.slots import slot
from knowledge_base.models import KnowledgePage, Term
from knowledge_base.structured import about_glossary, data_about
from knowledge_base.topic_links import handles_of
from members.models import Member
from pages.branding import community_name, for_sharing
from pages.structured import written

register = template.Library()


@register.inclusion_tag("components/page_head.html")
def page_head(
    page: KnowledgePage, address: str, above: Sequence[Page], tags: Sequence[Tag], authors: Sequence[Member]
) -> dict[str, Any]:
    """What browsers, search engines and those who share the page read of it."""
    image = for_sharing(page.cover)
    data = data_about(page, address, above, tags, authors, image.address if image else "")
    return {
        "page": page,
        "address": address,
        "words": page.search_description or page.summary,
        "image": image,
        "community_name": community_name(),
        "data": written(data),
    }


@register.inclusion_tag("components/structured.html")
def glossary_data(name: str, words: str, terms: Iterable[Term]) -> dict[str, Any]:
    """What search engines read of the glossary."""
    return {"data": written([about_glossary(name, words, terms)])}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(above: Sequence[Page]) -> dict[str, Any]:
    """The way down to a page."""
    return {"above": above}


@register.inclusion_tag("components/page_made.html")
def page_made(
    page: KnowledgePage, authors: Sequence[Member], contributors: Sequence[Member], minutes: int
) -> dict[str, Any]:
    """Who made a page, how long it takes, and when somebody last made sure that it is right."""
    return {"page": page, "authors": authors, "contributors": contributors, "minutes": minutes}


@register.inclusion_tag("components/page_cover.html")
def page_cover(picture: Any) -> dict[str, Any]:
    """The picture at the top."""
    return {"picture": picture}


@register.inclusion_tag("components/page_card.html")
def page_card(page: KnowledgePage, lite: bool) -> dict[str, Any]:
    """A page in a list."""
    return {"page": page, "lite": lite, "kind": page.specific_class._meta.verbose_name}


@register.inclusion_tag("components/share_links.html")
def share_links(page: KnowledgePage, address: str, lite: bool) -> dict[str, Any]:
    """Ways to pass a page on that load nothing and tell nobody."""
    words = quote(f"{page.title} {address}")
    return {
        "whatsapp": f"https://wa.me/?text={words}",
        "mail": f"mailto:?subject={quote(page.title)}&body={words}",
        "address": address,
        "lite": lite,
    }


@register.simple_tag(takes_context=True)
def page_body(context: Mapping[str, Any], page: Any, lite: bool) -> SafeString:
    """The blocks of a page. Each block's template gets the page, who it is for, and its own id."""
    shared = context.get("shared", "")
    handles, rendered = handles_of(page.body), []
    for child in page.body:
        handle = handles.get(child.id, "")
        around = {"page": page, "shared": shared, "lite": lite, "block_id": child.id, "handle": handle}
        rendered.append(child.render(context=around))
    return mark_safe("".join(rendered))  # noqa: S308 - rendered by templates


@register.simple_tag
def checklist_item(block_id: str, number: int, words: str, shared: str) -> SafeString:
    """One thing to tick; a member's tick is a slot of its own."""
    item = f"{block_id}.{number}"
    ticked = slot("tick", item) if shared == "member" else ""
    of = format_html('<input type="hidden" name="of" value="{}">', item) if shared == "member" else ""
    box = format_html('<input type="checkbox" name="item" value="{}"{}>', item, mark_safe(ticked))  # noqa: S308 - a slot
    return format_html("<li>{}<label>{} {}</label></li>", of, box, words)
