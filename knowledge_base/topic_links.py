"""The ways from a page to conversations: chosen by its editor, quoted on it, or about the same.

A topic may be renamed or go out of sight at any moment, a page changes seldom. So these are slots of the page, filled
from what is kept until any topic changes, and the page around them stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.template.loader import render_to_string
from django.utils.translation import get_language

from forum.models import Post, Topic
from freshness.memo import Memo
from freshness.slots import Fill
from freshness.stamps import LISTS, SITE

from .freshness import PAGES
from .models import KnowledgePage

RELATED_MAX = 4
Links = dict[str, str]
_links = Memo[Links](max_bytes=500_000, size_of=lambda links: 200 + sum(len(html) for html in links.values()))


def topic_fills(page: KnowledgePage) -> Mapping[str, Fill]:
    """The slots of a page that lead to topics, the same for all its readers: only what everybody may read."""

    def links() -> Links:
        return _links.get_or_make((page.pk, get_language()), [SITE, PAGES, LISTS], lambda: links_of(page))

    return {
        "related": lambda: links().get("related", ""),
        "beside": lambda block_id: links().get(f"beside {block_id}", ""),
        "quoted": lambda post_id: links().get(f"quoted {post_id}", ""),
    }


def links_of(page: KnowledgePage) -> Links:
    """All of them, in three queries."""
    body = getattr(page, "body", None)
    blocks = [block for block in body if block.block_type in ("topics", "quotation")] if body is not None else []
    chosen = {block.id: block.value for block in blocks if block.block_type == "topics"}
    quoted = [block.value["post_id"] for block in blocks if block.block_type == "quotation"]
    links = {f"beside {key}": html for key, html in _beside(chosen).items()}
    links |= {f"quoted {key}": html for key, html in _quoted([pk for pk in quoted if pk]).items()}
    return links | {"related": _related([tag.pk for tag in page.tags.all()])}


def _beside(chosen: Mapping[str, Any]) -> Links:
    wanted = {key: [topic.pk for topic in value["topics"] if topic is not None] for key, value in chosen.items()}
    seen = Topic.objects.visible_to(AnonymousUser()).in_bulk({pk for pks in wanted.values() for pk in pks})
    return {
        key: render_to_string(
            "knowledge_base/_beside_topics.html",
            {"title": chosen[key]["title"], "topics": [seen[pk] for pk in pks if pk in seen]},
        )
        for key, pks in wanted.items()
    }


def _quoted(posts: Sequence[int]) -> Links:
    found = Post.objects.visible_to(AnonymousUser()).filter(pk__in=posts).select_related("topic") if posts else []
    return {str(post.pk): render_to_string("knowledge_base/_quoted_topics.html", {"post": post}) for post in found}


def _related(tags: Sequence[int]) -> str:
    """Conversations that share most tags."""
    if not tags:
        return ""
    found = Topic.objects.visible_to(AnonymousUser()).filter(tagged__tag__in=tags)
    shared = found.annotate(shared=Count("tagged")).order_by("-shared", "-bumped_at")
    topics = list(shared.select_related("group")[:RELATED_MAX])
    return render_to_string("knowledge_base/_related_topics.html", {"topics": topics})
