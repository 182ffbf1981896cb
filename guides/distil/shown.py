"""What a topic shows of the pages that grew out of it, and a page of the conversation it grew out of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string

from forum.models import Topic
from forum.parts import TOPIC_ACTS, TOPIC_HEAD, Part
from freshness.memo import Memo
from freshness.slots import Fill
from knowledge_base.freshness import PAGES
from knowledge_base.models import KnowledgePage
from knowledge_base.parts import PAGE
from members.models import Visitor

from . import policy
from .models import Distillation

Grown = dict[int, list[int]]
_grown = Memo[Grown](max_bytes=200_000, size_of=lambda grown: 100 + 100 * len(grown))


def _pages_of(topic: Topic) -> list[int]:
    """The published pages that grew out of a topic, whoever reads them."""

    def stored() -> Grown:
        found: Grown = {}
        rows = Distillation.objects.published().order_by("pk").values_list("topic", "page")
        for topic_id, page_id in rows:
            found.setdefault(topic_id, []).append(page_id)
        return found

    return _grown.get_or_make("", [PAGES], stored).get(topic.pk, [])


def _became(topic: Topic) -> dict[str, Any]:
    """Pages for everybody that grew out of the topic; `for_some` where others grew out of it as well."""
    grown = _pages_of(topic)
    became = list(KnowledgePage.objects.visible_to(AnonymousUser()).filter(pk__in=grown)) if grown else []
    return {"became": became, "for_some": len(became) < len(set(grown))}


def _became_fills(request: HttpRequest, topic: Topic) -> Mapping[str, Fill]:
    def became() -> str:
        """The pages that not everybody reads, for those who do."""
        for_all = KnowledgePage.objects.visible_to(AnonymousUser()).values("pk")
        pages = KnowledgePage.objects.visible_to(request.user).filter(pk__in=_pages_of(topic)).exclude(pk__in=for_all)
        return render_to_string("guides/distil/_became.html", {"became": list(pages)})

    return {"became": became}


def _about_page(page: KnowledgePage) -> dict[str, Any]:
    return {"grew": Distillation.objects.published().filter(page=page.pk).exists()}


def _grew_fills(request: HttpRequest, page: KnowledgePage) -> Mapping[str, Fill]:
    def grew() -> str:
        """How many people's conversation it was; the way there for those who may see it."""
        made = Distillation.objects.published().filter(page=page.pk)
        topics = list(Topic.objects.filter(distillations__in=made, deleted_at=None).distinct())
        seen = set(
            Topic.objects.visible_to(request.user).filter(pk__in=[t.pk for t in topics]).values_list("pk", flat=True)
        )
        rows = [(topic.participations.count(), topic if topic.pk in seen else None) for topic in topics]
        return render_to_string("guides/distil/_grew.html", {"rows": rows})

    return {"grew": grew}


def _act(topic: Topic, visitor: Visitor) -> dict[str, Any]:
    return {"topic": topic, "may_distil": policy.can_distil(visitor, topic)}


def register() -> None:
    """Called once, when Django is ready."""
    TOPIC_HEAD.add(Part("guides/distil/_topic_head.html", PAGES, _became, _became_fills))
    TOPIC_ACTS.add(Part("guides/distil/_act.html", PAGES, _act))
    PAGE.add(Part("guides/distil/_page.html", PAGES, _about_page, _grew_fills))
