"""The cast of the forum's tests, and a training with two modules."""

from __future__ import annotations

from types import SimpleNamespace

from guides.models import ModulePage, TrainingPage
from tests.forum.conftest import cast, everybody, groups, nothing_remembered  # noqa: F401 - fixtures
from tests.knowledge_making import published, shelf
from tests.stage import kept

QUESTION = {"question": "What is margin?", "answers": ["Half", "What is left"], "right": 2, "explanation": "Of sales."}


@kept
def training() -> SimpleNamespace:
    """A training for everybody: two modules, the first with a question."""
    course = published(TrainingPage(title="Numbers", slug="numbers"), shelf("Courses"))
    quiz = [("question", QUESTION)]
    first = published(ModulePage(title="The tin", slug="tin", quiz=quiz), course)
    second = published(ModulePage(title="The book", slug="book"), course)
    return SimpleNamespace(page=course, first=first, second=second)
