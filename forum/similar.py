"""Topics with similar titles: what is offered while a title is typed."""

from __future__ import annotations

import re

from django.db.models import Case, IntegerField, Value, When

from members.models import Visitor

from .models import Kind, Topic

WORDS_MAX = 8  # the longest words of a title say most of what it is about
WORD_MIN = 4
SHOWN = 5


def similar_topics(visitor: Visitor, title: str) -> list[Topic]:
    """At most SHOWN topics this visitor sees that share words with a title, those that share most first."""
    words = sorted(set(re.findall(rf"\w{{{WORD_MIN},}}", title.lower())), key=lambda word: (-len(word), word))[
        :WORDS_MAX
    ]
    if not words:
        return []
    shared = sum(
        (
            Case(When(title__icontains=word, then=Value(1)), default=Value(0), output_field=IntegerField())
            for word in words[1:]
        ),
        start=Case(When(title__icontains=words[0], then=Value(1)), default=Value(0), output_field=IntegerField()),
    )
    topics = Topic.objects.visible_to(visitor).exclude(kind=Kind.MESSAGE).annotate(shared=shared)
    enough = 1 if len(words) < 3 else 2
    return list(topics.filter(shared__gte=enough).select_related("group").order_by("-shared", "-bumped_at")[:SHOWN])
