"""The ways from a page to conversations: chosen by its editor, or quoted on it.

A topic may be renamed or go out of sight at any moment, a page changes seldom. So these are slots of the page, filled
from what is kept until any topic changes, and the page around them stands. The way to what not everybody may read is
asked for each reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils.translation import get_language
from wagtail.blocks import StreamValue

from forum.models import Post, Topic
from freshness.memo import Memo
from freshness.slots import Fill
from freshness.stamps import LISTS, SITE
from members.models import Visitor

from .freshness import PAGES
from .models import KnowledgePage

Links = dict[str, str]
_links = Memo[Links](max_bytes=500_000, size_of=lambda links: 200 + sum(len(html) for html in links.values()))


def topic_fills(page: KnowledgePage, visitor: Visitor) -> Mapping[str, Fill]:
    """The slots of a page that lead to topics: to what everybody may read the same for all its readers, and to a quoted
    post for those who may read it."""

    def links() -> Links:
        return _links.get_or_make((page.pk, get_language()), [SITE, PAGES, LISTS], lambda: links_of(page))

    @cache
    def own_links() -> Links:
        return _quoted(_posts_quoted_on(page), visitor) if visitor.is_authenticated else {}

    def quoted(post_id: str) -> str:
        return links().get(f"quoted {post_id}") or own_links().get(post_id, "")

    return {
        "beside": lambda block_id: links().get(f"beside {block_id}", ""),
        "quoted": quoted,
    }


def handles_of(body: StreamValue) -> dict[str, str]:
    """Where the credit of each quotation leads, by the id of its block: to the author of the post under the handle of
    today; to the handle that was given where no post is named."""
    quoted = {block.id: block.value for block in body if block.block_type == "quotation" and block.value["handle"]}
    posts = [value["post_id"] for value in quoted.values() if value["post_id"]]
    authors = dict(Post.objects.filter(pk__in=posts).values_list("pk", "author__handle")) if posts else {}
    return {
        key: (authors.get(value["post_id"]) or "") if value["post_id"] else value["handle"]
        for key, value in quoted.items()
    }


def _posts_quoted_on(page: KnowledgePage) -> list[int]:
    blocks = getattr(page, "body", None) or []
    posts = [block.value["post_id"] for block in blocks if block.block_type == "quotation"]
    return [post_id for post_id in posts if post_id]


def links_of(page: KnowledgePage) -> Links:
    """All of them, in two queries."""
    body = getattr(page, "body", None)
    chosen = {block.id: block.value for block in body or [] if block.block_type == "topics"}
    links = {f"beside {key}": html for key, html in _beside(chosen).items()}
    quoted = _quoted(_posts_quoted_on(page), AnonymousUser())
    return links | {f"quoted {key}": html for key, html in quoted.items()}


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


def _quoted(posts: Sequence[int], visitor: Visitor) -> Links:
    found = Post.objects.visible_to(visitor).filter(pk__in=posts).select_related("topic") if posts else []
    return {str(post.pk): render_to_string("knowledge_base/_quoted_topics.html", {"post": post}) for post in found}
