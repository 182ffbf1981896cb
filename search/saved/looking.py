"""What is new for a saved search, for the member who keeps it, at this moment.

Entries are numbered as they are first written, so what is new is what has a higher number than the last that was looked
at. How far one may look is where all before it can be found: writes that are not committed or not in the index yet have
their numbers already, and are left for the next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.utils import timezone

from forum.models import ReadState
from members.models import Member
from search.finding import search as find
from search.index.analysis import only_telling
from search.language import Filter, Query, read
from search.models import Fed, SavedSearch, SearchEntry
from search.passages import holds_words
from search.results import Result, shown

MOST = 10  # results of one search in a mail
ROUNDS = 6  # of results, among which is sought what is not read yet and says all
SHORT = 4  # words: of a longer question not each has to be there, as on the page of results
SETTLED = timedelta(minutes=5)  # longer than any write takes from getting its number to being committed
OLD = timedelta(days=30)  # what is older when it comes was imported, or brought back: no news


@dataclass(frozen=True)
class News:
    """What is new for a search, and the entry up to which it was looked for."""

    search: SavedSearch
    upto: int
    results: list[Result] = field(default_factory=list)
    more: bool = False


class CannotLookError(RuntimeError):
    """The index is being built."""


def look(search: SavedSearch, member: Member) -> News:
    """What is new since the last look, as this member sees it now, in the language and time zone that are set. Not what
    they wrote or have read. Raises CannotLookError."""
    upto = _settled_after(search.seen_upto)
    if upto <= search.seen_upto:
        return News(search, search.seen_upto)
    query = _about_news(read(search.text), (search.seen_upto, upto))
    found: dict[object, Result] = {}
    for _round in range(ROUNDS):
        page = find(member, query)
        if page.rebuilding:
            raise CannotLookError
        results = [each for each in shown(page.entries, query, member) if _thing(each) not in found]
        told = _unread([each for each in results if _says_all(each, query)], member)
        found |= {_thing(each): each for each in told}
        # For each topic one post is found; behind one that is no news may be one that is.
        if len(found) > MOST or not (page.more or any(each.topic for each in results if each not in told)):
            break
        query.without_entries |= {entry.pk for entry in page.entries}
    return News(search, upto, list(found.values())[:MOST], more=len(found) > MOST)


def _thing(result: Result) -> object:
    """What a result stands for: its topic, or itself."""
    return result.topic or result.entry


def _settled_after(seen_upto: int) -> int:
    """The last entry before which nothing will come any more that cannot be found now."""
    before = (timezone.now() - SETTLED).timestamp() * 10**9
    written = SearchEntry.objects.filter(pk__gt=seen_upto, stamp__lte=int(before))
    waiting = SearchEntry.objects.filter(pk__gt=seen_upto, fed__in=(Fed.NOT_YET, Fed.OLDER))
    settled = written.order_by("-pk").values_list("pk", flat=True).first() or seen_upto
    first = waiting.order_by("pk").values_list("pk", flat=True).first()
    return settled if first is None else min(settled, first - 1)


def _about_news(query: Query, entries: tuple[int, int]) -> Query:
    """The question, put to these entries alone; the best come first, whatever order the page has."""
    since = timezone.now() - OLD
    return replace(
        query,
        entries=entries,
        after=max(query.after, since) if query.after else since,
        filters=[*query.filters, Filter("is", "mine", no=True)],
        order="relevance",
    )


def _says_all(result: Result, query: Query) -> bool:
    """Whether what was written, with the title it stands under, has all words of a short question."""
    words = only_telling(query.words)
    said = "\n".join((result.name, result.entry.title, result.entry.tags, result.entry.text))
    return len(words) > SHORT or holds_words(said, words, result.entry.language)


def _unread(results: Sequence[Result], member: Member) -> list[Result]:
    """Without the posts that the member has read."""
    topics = {result.topic.pk for result in results if result.topic}
    states = {state.topic_id: state for state in ReadState.objects.filter(member=member, topic__in=topics)}
    return [
        result
        for result in results
        if not (result.topic and result.topic.pk in states and states[result.topic.pk].has_read(result.number))
    ]
