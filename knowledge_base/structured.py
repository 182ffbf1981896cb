"""What search engines read of a page, in the words of schema.org, as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags
from taggit.models import Tag
from wagtail.models import Page

from members.models import Member
from pages.branding import community_name
from pages.structured import CONTEXT, way

from .models import FAQPage, KnowledgePage, Term


def data_about(
    page: KnowledgePage,
    address: str,
    above: Sequence[Page],
    tags: Sequence[Tag],
    authors: Sequence[Member],
    image: str,
) -> list[dict[str, Any]]:
    """One object for the page and one for the way to it (schema.org: Article, HowTo, FAQPage, CollectionPage,
    BreadcrumbList)."""
    steps = [(step.title, f"{settings.SITE_URL}{step.url}") for step in above]
    return [_page(page, address, tags, authors, image), way([*steps, (page.title, address)])]


def _page(
    page: KnowledgePage, address: str, tags: Sequence[Tag], authors: Sequence[Member], image: str
) -> dict[str, Any]:
    if isinstance(page, FAQPage):
        return {"@context": CONTEXT, "@type": "FAQPage", "mainEntity": _questions(page)}
    steps = _steps(page)
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "CollectionPage" if page.is_shelf else "HowTo" if steps else "Article",
        "name" if steps or page.is_shelf else "headline": page.title,
        "description": page.summary,
        "url": address,
        "inLanguage": page.language,
        "author": [{"@type": "Person", "name": author.name} for author in authors],
        "publisher": {"@type": "Organization", "name": community_name(), "url": settings.SITE_URL},
        "keywords": [tag.name for tag in tags],
    }
    if steps:
        data["step"] = steps
    if image:
        data["image"] = image
    if page.first_published_at:
        data["datePublished"] = page.first_published_at.date().isoformat()
    if page.last_published_at:
        data["dateModified"] = page.last_published_at.date().isoformat()
    return data


def _steps(page: KnowledgePage) -> list[dict[str, str]]:
    found = [block for block in getattr(page, "body", None) or [] if block.block_type == "steps"]
    return [
        {"@type": "HowToStep", "name": step["title"], "text": strip_tags(str(step["text"])) or step["title"]}
        for block in found
        for step in block.value["steps"]
    ]


def _questions(page: FAQPage) -> list[dict[str, Any]]:
    return [
        {
            "@type": "Question",
            "name": entry["question"],
            "acceptedAnswer": {"@type": "Answer", "text": str(entry["answer"])},
        }
        for section in page.sections
        for entry in section.value["questions"]
    ]


def about_glossary(name: str, words: str, terms: Iterable[Term]) -> dict[str, Any]:
    """All words and what they mean (DefinedTermSet)."""
    address = f"{settings.SITE_URL}/glossary/"
    return {
        "@context": CONTEXT,
        "@type": "DefinedTermSet",
        "name": name,
        "description": words,
        "url": address,
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "name": term.word,
                "description": term.meaning,
                "url": f"{address}#{term.slug}",
            }
            for term in terms
        ],
    }
