"""What stands on a page for all its readers alike, in a bounded number of queries."""

from __future__ import annotations

import re
from collections import Counter
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from wagtail.blocks import StreamValue

from members.models import Visitor

from .changes import changed_at
from .models import Contribution, Discussion, KnowledgePage, PageTally

WORDS_A_MINUTE = 200  # of somebody who reads on a phone, often in a second language
_TAG = re.compile(r"<[^>]+>")


def context_of(page: KnowledgePage) -> dict[str, Any]:
    """Who made it, where it stands, what is in it, what belongs beside it."""
    body = getattr(page, "body", None)
    people = list(page.contributions.select_related("member")) if page.pk else []
    tags = list(page.tags.all())
    return {
        "page": page,
        "above": list(page.get_ancestors().filter(depth__gt=2).specific()) if page.pk else [],
        "contents": contents_of(body) if body is not None else [],
        "minutes": minutes_of(page),
        "people": people,
        "authors": [row.member for row in people if row.part == Contribution.Part.AUTHOR],
        "contributors": [row.member for row in people if row.part == Contribution.Part.CONTRIBUTOR],
        "tags": tags,
        "tally": PageTally.objects.filter(page=page.pk).first() or PageTally(),
        "discussion": Discussion.objects.number_about(page.pk),
        "sectors": list(page.sectors.all()),
        "stages": list(page.stages.all()),
        "address": f"{settings.SITE_URL}{page.url or ''}",
        "changed_at": changed_at(page) if page.pk and not page.is_shelf else None,
        "has_feed": page.is_shelf and KnowledgePage.objects.visible_to(AnonymousUser()).filter(pk=page.pk).exists(),
        "place": "guides",
    }


def contents_of(body: StreamValue) -> list[dict[str, Any]]:
    """The headings of a text with their anchors, which are given to the headings as well: no two are the same."""
    seen: Counter[str] = Counter()
    contents = []
    for block in body:
        if block.block_type == "heading":
            wanted = block.value.wanted_anchor
            seen[wanted] += 1
            block.value.anchor = wanted if seen[wanted] == 1 else f"{wanted}-{seen[wanted]}"
            contents.append({"anchor": block.value.anchor, "text": block.value["text"], "level": block.value["level"]})
    return contents


def minutes_of(page: KnowledgePage) -> int:
    """How long it takes to read, in minutes, at least one."""
    texts = []
    for field in page._meta.get_fields():
        value = getattr(page, field.name, None) if field.concrete else None
        if isinstance(value, StreamValue):
            texts += [str(part) for block in value for part in block.block.get_searchable_content(block.value)]
        elif field.__class__.__name__ == "RichTextField":
            texts.append(_TAG.sub(" ", str(value)))
    return max(1, ceil(len(" ".join(texts).split()) / WORDS_A_MINUTE))


def shelf_context(page: KnowledgePage, visitor: Visitor) -> tuple[tuple[int, ...], dict[str, Any]]:
    """What of a shelf this visitor may read: the numbers that tell one such page from another, and the pages."""
    below = KnowledgePage.objects.visible_to(visitor).child_of(page).order_by("path")
    pages = list(below.select_related("cover", "tally").prefetch_related("contributions__member", "tags").specific())
    shelves = [each for each in pages if each.is_shelf]
    return tuple(each.pk for each in pages), {
        "shelves": shelves,
        "kinds": _by_kind([each for each in pages if not each.is_shelf]),
    }


def _by_kind(pages: list[KnowledgePage]) -> list[tuple[str, list[KnowledgePage]]]:
    """The pages of each kind together, the newest first, the kinds in the order in which they first come."""
    kinds: dict[str, list[KnowledgePage]] = {}
    for page in sorted(
        pages, key=lambda each: each.first_published_at or each.latest_revision_created_at, reverse=True
    ):
        kinds.setdefault(str(page._meta.verbose_name_plural), []).append(page)
    return sorted(kinds.items(), key=lambda kind: -len(kind[1]))


NEWEST = 3


def newest_context() -> dict[str, Any]:
    """The newest pages for everybody, for the home page."""
    pages = KnowledgePage.objects.visible_to(AnonymousUser()).filter(content_type__in=read_types())
    return {"pages": list(pages.select_related("tally").order_by("-first_published_at", "-pk")[:NEWEST])}


def read_types() -> list[int]:
    """The kinds that are read by themselves: no shelves, no modules of something larger."""
    models = [model for model in KnowledgePage.__subclasses__() if not model._meta.abstract]
    models += [kind for base in KnowledgePage.__subclasses__() for kind in base.__subclasses__()]
    kinds = [kind for kind in models if not kind._meta.abstract and not kind.is_shelf and not kind.is_part]
    return [found.pk for found in ContentType.objects.get_for_models(*kinds).values()]
