"""What stands beside a topic and under a page: others about the same, of what this visitor may see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from forum.models import Topic
from forum.parts import TOPIC, Part
from freshness.memo import Memo
from freshness.prepared import Prepared
from freshness.slots import Fill
from freshness.stamps import FRAME, PAGES, RELATED
from knowledge_base.addresses import address_at, root_path
from knowledge_base.models import KnowledgePage
from knowledge_base.parts import PAGE_END
from members.models import Member, Visitor
from members.seeing import PreparedFor
from search.models import About, Related

TOPICS_MAX = 4
PAGES_MAX = 4


@dataclass(frozen=True)
class _Made:
    """What is shown to everybody of one sort; `closed` where the thing itself is not theirs to see, but some see it."""

    html: str
    closed: bool


_made = Memo[_Made](max_bytes=300_000, size_of=lambda made: 200 + len(made.html))
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


_SEEN = {About.TOPIC: _TOPICS, About.PAGE: _PAGES}


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


def _html(visitor: Visitor, about: About, thing_id: int) -> str:
    """What is related, as this visitor sees it. To most it is the same: beside what all members see stands nothing else
    (`looking.look`). Beside what only some see, each reader's own groups are asked for."""
    anyone: Visitor = Member(pk=0) if visitor.is_authenticated else AnonymousUser()
    made = _made.get_or_make(
        (about, thing_id, anyone.is_authenticated, get_language()),
        [RELATED, *FRAME],
        lambda: _Made(_rendered(anyone, about, thing_id), not _SEEN[about](anyone, [thing_id])),
    )
    return _rendered(visitor, about, thing_id) if made.closed else made.html


def _rendered(visitor: Visitor, about: About, thing_id: int) -> str:
    return render_to_string(f"search/_related_to_{about.value}.html", related_to(visitor, about, thing_id))


def _beside_topic(request: HttpRequest, topic: Topic) -> Mapping[str, Fill]:
    return {"related": lambda: "" if topic.is_message else _html(request.user, About.TOPIC, topic.pk)}


def _under_page(request: HttpRequest, page: KnowledgePage) -> Mapping[str, Fill]:
    return {"related": lambda: _html(request.user, About.PAGE, page.pk)}


def _nothing_more(_about: Any) -> dict[str, Any]:
    return {}


def register() -> None:
    """Called once, when Django is ready."""
    TOPIC.add(Part("search/_related.html", PAGES, _nothing_more, _beside_topic, fills_stamp=RELATED))
    PAGE_END.add(Part("search/_related.html", PAGES, _nothing_more, _under_page))
