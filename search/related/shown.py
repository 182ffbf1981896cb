"""What stands beside a topic and under a page: others about the same, of what this visitor may see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from forum.models import Topic
from forum.parts import TOPIC, Part
from freshness.prepared import Prepared
from freshness.slots import Fill
from freshness.stamps import PAGES
from knowledge_base.addresses import address_at, root_path
from knowledge_base.models import KnowledgePage
from knowledge_base.parts import PAGE_END
from members.models import Visitor
from members.seeing import PreparedFor
from search.models import About, Related

from .looking import RELATED

TOPICS_MAX = 4
PAGES_MAX = 4
_KEPT = Prepared(lambda about, thing: Related.objects.filter(about=about, thing_id=thing).values_list("others"))
_TOPICS = PreparedFor(
    lambda visitor, ids: (
        Topic.objects.visible_to(visitor)
        .filter(pk__in=ids, group__isnull=False)
        .order_by()
        .values_list("pk", "title", "slug", "group__name")
    )
)
_PAGES = PreparedFor(
    lambda visitor, ids: (
        KnowledgePage.objects.visible_to(visitor).filter(pk__in=ids).order_by().values_list("pk", "title", "url_path")
    )
)


def related_to(visitor: Visitor, about: About, thing_id: int) -> dict[str, Any]:
    """Topics and pages about the same that this visitor sees, the nearest first; in three queries at most."""
    rows = _KEPT(about.value, thing_id)
    others = json.loads(rows[0][0]) if rows else []
    topic_ids = [pk for kind, pk in others if kind == About.TOPIC]
    page_ids = [pk for kind, pk in others if kind == About.PAGE]
    topics = {row[0]: row for row in _TOPICS(visitor, topic_ids)} if topic_ids else {}
    pages = {row[0]: row for row in _PAGES(visitor, page_ids)} if page_ids else {}
    root = root_path() if pages else ""
    return {
        "topics": [
            {"title": title, "address": reverse("topic", args=[slug, pk]), "group": group}
            for pk, title, slug, group in [topics[pk] for pk in topic_ids if pk in topics][:TOPICS_MAX]
        ],
        "pages": [
            {"title": title, "address": address_at(url_path, root)}
            for _pk, title, url_path in [pages[pk] for pk in page_ids if pk in pages][:PAGES_MAX]
        ],
    }


def _beside_topic(request: HttpRequest, topic: Topic) -> Mapping[str, Fill]:
    if topic.is_message:
        return {"related": lambda: ""}
    return {
        "related": lambda: render_to_string(
            "search/_related_to_topic.html", related_to(request.user, About.TOPIC, topic.pk)
        )
    }


def _under_page(request: HttpRequest, page: KnowledgePage) -> Mapping[str, Fill]:
    return {
        "related": lambda: render_to_string(
            "search/_related_to_page.html", related_to(request.user, About.PAGE, page.pk)
        )
    }


def _nothing_more(_about: Any) -> dict[str, Any]:
    return {}


def register() -> None:
    """Called once, when Django is ready."""
    TOPIC.add(Part("search/_related.html", PAGES, _nothing_more, _beside_topic, fills_stamp=RELATED))
    PAGE_END.add(Part("search/_related.html", PAGES, _nothing_more, _under_page))
