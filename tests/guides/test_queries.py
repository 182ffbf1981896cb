"""No page asks the database more for more of what stands on it: first when nothing is kept, then when all is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from guides.models import ModulePage, TemplatePage, TemplateVersion, TrainingPage
from knowledge_base.models import ArticlePage, Contribution, FAQPage, KnowledgePage, LessonPage
from tests.factories import MemberFactory
from tests.forum.conftest import client_of
from tests.guides.conftest import QUESTION
from tests.knowledge_base.test_seeing import first_and_again
from tests.knowledge_making import file, published, shelf

pytestmark = pytest.mark.django_db

Fill = Callable[[Any, int], None]
WORDS = "<p>It went well.</p>"


def training(page: TrainingPage, count: int) -> None:
    for number in range(ModulePage.objects.count(), count):
        published(ModulePage(title=f"Module {number}", slug=f"module-{number}"), page)


def module(page: ModulePage, count: int) -> None:
    page.quiz = [("question", QUESTION)] * count
    page.body = [("text", WORDS)] * count
    training(page.get_parent().specific, count)


def template(page: TemplatePage, count: int) -> None:
    page.versions = [
        TemplateVersion(number=str(number), made_on=date(2026, 1, 1), file=file(f"Sheet {number}"))
        for number in range(count)
    ]


def article(page: ArticlePage, count: int) -> None:
    page.body = [("text", WORDS), ("checklist", {"title": "", "items": ["A bill"]})] * count


def lesson(page: LessonPage, count: int) -> None:
    for name in ("context", "solution", "results", "application", "recommendation")[:count]:
        setattr(page, name, WORDS)


def questions(page: FAQPage, count: int) -> None:
    asked = [{"question": f"Why {number}?", "answer": WORDS} for number in range(count)]
    page.sections = [("section", {"title": f"Section {number}", "questions": asked}) for number in range(count)]


KINDS: list[tuple[type[KnowledgePage], Fill]] = [
    (TrainingPage, training),
    (ModulePage, module),
    (TemplatePage, template),
    (ArticlePage, article),
    (LessonPage, lesson),
    (FAQPage, questions),
]
NEEDED = {
    TemplatePage: {"what_for": WORDS, "how_to_fill": WORDS},
    LessonPage: {"context": WORDS, "solution": WORDS, "results": WORDS},
}


@pytest.mark.parametrize(("kind", "fill"), KINDS)
def test_queries_do_not_grow_with_what_stands_on_a_page(
    cast: SimpleNamespace, kind: type[KnowledgePage], fill: Fill
) -> None:
    above: Any = shelf("Library")
    if kind is ModulePage:
        above = published(TrainingPage(title="Numbers", slug="numbers"), above)
    page = published(kind(title="Chairs", slug="chairs", **NEEDED.get(kind, {})), above)

    def asked(count: int) -> list[list[int]]:
        fill(page, count)
        page.contributions = [Contribution(member=MemberFactory(), part="author") for _number in range(count)]
        page.refresh_from_db(fields=["numchild"])
        page.tags.set([f"tag {number}" for number in range(count)])
        page.save_revision().publish()
        return [first_and_again(client_of(who), page.url) for who in (cast.visitor, cast.bob)]

    asked(1)
    before = asked(1)
    assert asked(4) == before
    assert before[0][1] <= 6
    assert before[1][1] <= 16
