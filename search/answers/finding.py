"""What answers a question already: offered while somebody types it, to be read in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from forum.models import Post
from forum.parts import ASK, Part
from freshness.stamps import PAGES
from members.models import Visitor
from search.finding import KEPT, search
from search.index.analysis import is_stop_word, words_of
from search.language import LENGTH_MAX, Query
from search.models import About, SearchEntry, Source
from search.results import Result, shown

SHOWN = 5
WORD_MIN = 3  # letters; a question of shorter words has hardly been begun
READ_IN_PLACE = 700  # characters


@dataclass(frozen=True)
class Answer:
    """A page, or a topic with its solution, and the words of it that are read in place."""

    result: Result
    about: About
    thing_id: int
    text: str
    is_solved: bool = False


def answers(visitor: Visitor, typed: str) -> list[Answer]:
    """At most SHOWN pages and topics about a question, of what this visitor sees, the best first. Whatever was typed is
    words: a title is no search."""
    words = words_of(typed[:LENGTH_MAX])
    if not any(len(word) >= WORD_MIN and not is_stop_word(word) for word in words):
        return []
    query = Query(typed=typed, words=words)
    found = shown(search(visitor, query).entries, query, visitor, brief=True)
    fitting = [result for result in found if result.topic or result.entry.kind in KEPT]
    chosen = [result for result in fitting if not (result.topic and result.topic.is_message)][:SHOWN]
    solutions = _solutions([result.topic.solution_id for result in chosen if result.topic], visitor)
    return [_answer(result, solutions) for result in chosen]


def known_already(visitor: Visitor, title: str) -> dict[str, Any]:
    """What the form of a question shows of it."""
    return {"answers": answers(visitor, title), "may_say": visitor.is_authenticated}


def register() -> None:
    """Called once, when Django is ready."""
    ASK.add(Part("search/_answers.html", PAGES, known_already))


def _solutions(posts: list[int | None], visitor: Visitor) -> dict[int, str]:
    """The words of these posts, of those that the visitor sees."""
    wanted = [post for post in posts if post is not None]
    if not wanted:
        return {}
    seen = Post.objects.visible_to(visitor).filter(pk__in=wanted).values("pk")
    rows = SearchEntry.objects.there().filter(source=Source.POST, source_id__in=seen)
    return dict(rows.values_list("source_id", "text"))


def _answer(result: Result, solutions: dict[int, str]) -> Answer:
    topic = result.topic
    if topic is None:
        return Answer(result, About.PAGE, result.entry.source_id, _begun(result.entry.text))
    solution = solutions.get(topic.solution_id or 0, "")
    return Answer(result, About.TOPIC, topic.pk, _begun(solution or result.entry.text), bool(solution))


def _begun(text: str) -> str:
    return Truncator(text).chars(READ_IN_PLACE)
