"""What answers a question already: offered while somebody types it, to be read in place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.text import Truncator

from forum.asking import Known, register_look
from forum.models import Post
from members.models import Visitor
from search.finding import KEPT, search
from search.index.analysis import is_stop_word, words_of
from search.language import LENGTH_MAX, Query
from search.models import About, SearchEntry, Source
from search.places import Sort, thing_of
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


@dataclass(frozen=True)
class Found:
    """What was found for a question: its answers, the best first, and how well groups fit it, by their id."""

    answers: Sequence[Answer] = ()
    fitting: Mapping[int, float] = field(default_factory=dict)


def find(visitor: Visitor, typed: str) -> Found:
    """At most SHOWN pages and topics about a question, of what this visitor sees. Whatever was typed is words: a title
    is no search."""
    words = words_of(typed[:LENGTH_MAX])
    if not any(len(word) >= WORD_MIN and not is_stop_word(word) for word in words):
        return Found()
    query = Query(typed=typed, words=words)
    entries = search(visitor, query).entries
    fitting = [
        result
        for result in shown(entries, query, visitor, brief=True)
        if (not result.topic.is_message if result.topic else result.entry.kind in KEPT)
    ]
    chosen = fitting[:SHOWN]
    solutions = _solutions([result.topic.solution_id for result in chosen if result.topic], visitor)
    return Found([_answer(result, solutions) for result in chosen], _groups_of(entries))


def _groups_of(entries: Sequence[SearchEntry]) -> dict[int, float]:
    """How well groups fit, by where what was found stands; the first counts most. A group that says of itself what is
    asked counts as if it had been spoken of there."""
    fitting: defaultdict[int, float] = defaultdict(float)
    for rank, entry in enumerate(entries, start=1):
        sort, group_id = thing_of(entry.place)
        if sort in (Sort.GROUP, Sort.CARD):
            fitting[group_id] += 1 / rank
    return dict(fitting)


def known_already(visitor: Visitor, title: str) -> Known:
    """What the form of a question shows of it."""
    found = find(visitor, title)
    context = {"answers": found.answers, "may_say": visitor.is_authenticated}
    return Known(render_to_string("search/_answers.html", context), found.fitting)


def register() -> None:
    """Called once, when Django is ready."""
    register_look(known_already)


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
