"""What somebody types into the search, read into what it asks for.

The language, which is also what stands in the address of a results page:

    query   = item *( space item )
    item    = ["-"] ( filter / phrase / prefix / word )
    phrase  = '"' any characters but '"' '"'        the words beside one another
    prefix  = word "*"                              words that begin so
    filter  = name ":" value                        value may be a phrase: tag:"cash flow"

    in:guides | trainings | templates | articles | lessons | topics | comments | members | groups | messages
    group:SLUG   by:@HANDLE   tag:NAME   lang:CODE
    is:question | solved | unsolved | unanswered | open | closed | pinned | mine | unread | bookmarked
    has:image | file | solution
    before:DAY   after:DAY   (DAY is 2026, 2026-03 or 2026-03-15)   within:7d (h, d, w, m, y)
    likes:>5   likes:5   (at least)
    order:relevance | newest | oldest | active | likes

"-" before an item asks for what has it not; before:, after:, within:, likes: and order: take none. Words are joined by
relevance: what has all of them comes first, what has some of them follows. No text is an error: what is not understood
is searched for as words and named in `Query.not_understood`, what is too much is named in `Query.left_out`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

LENGTH_MAX = 4_000  # characters: a page of text that somebody pasted; what is longer is refused
WORDS_MAX = 40  # a paragraph; what follows changes no order that anybody notices
PHRASES_MAX = 4
PREFIXES_MAX = 4
PREFIX_MIN = 2  # letters: one letter begins a tenth of all words
FILTERS_MAX = 20

KINDS: dict[str, frozenset[str]] = {
    "guides": frozenset({"guide"}),
    "trainings": frozenset({"training", "module"}),
    "templates": frozenset({"template"}),
    "articles": frozenset({"article", "faq"}),
    "lessons": frozenset({"lesson"}),
    "topics": frozenset({"topic", "reply"}),
    "comments": frozenset({"comment"}),
    "members": frozenset({"member"}),
    "groups": frozenset({"group"}),
    "messages": frozenset({"message"}),
}
STATES = frozenset(
    {"question", "solved", "unsolved", "unanswered", "open", "closed", "pinned", "mine", "unread", "bookmarked"}
)
HOLDINGS = frozenset({"image", "file", "solution"})
ORDERS = ("relevance", "newest", "oldest", "active", "likes")

_ITEM = re.compile(
    r"""(?P<no>-?)(?:(?P<name>[a-z]+):(?P<value>"[^"]*"?|[^\s"]+)|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""",
    re.IGNORECASE,
)
_DAY = re.compile(r"\A(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z", re.ASCII)
_SPAN = re.compile(r"\A(\d{1,4})([hdwmy])\Z", re.ASCII)
_LIKES = re.compile(r"\A(>=?|)(\d{1,6})\Z", re.ASCII)
_SPANS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(days=7),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}


@dataclass(frozen=True)
class Filter:
    """One thing asked of every result; `no` asks for those that have it not."""

    name: str
    value: str
    no: bool = False


@dataclass
class Query:
    """What was asked for. Words are as typed; an index makes of them what it keeps."""

    typed: str = ""
    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    without_words: list[str] = field(default_factory=list)
    without_phrases: list[str] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    after: datetime | None = None
    before: datetime | None = None
    likes: int = 0
    order: str = "relevance"
    not_understood: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    # Not of the language: the entries that are asked about, above the first and up to the second; and those not.
    entries: tuple[int, int] | None = None
    without_entries: frozenset[int] = frozenset()

    @property
    def says_something(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.words or self.phrases or self.prefixes or self.narrows)

    @property
    def narrows(self) -> bool:
        """Whether something besides words is asked for."""
        return bool(self.filters or self.after or self.before or self.likes)

    def kinds(self) -> frozenset[str] | None:
        """The kinds of entries that are asked for; None for all."""
        wanted = [KINDS[each.value] for each in self.filters if each.name == "in" and not each.no]
        unwanted = [KINDS[each.value] for each in self.filters if each.name == "in" and each.no]
        found = frozenset().union(*(wanted or KINDS.values())) - frozenset().union(*unwanted)
        return found if wanted or unwanted else None


class TooLongError(ValueError):
    """More was typed than LENGTH_MAX characters."""


def read(typed: str) -> Query:
    """What a text asks for. Raises TooLongError, and nothing else whatever is typed."""
    if len(typed) > LENGTH_MAX:
        raise TooLongError
    query = Query(typed=" ".join(typed.replace("\x00", " ").split()))
    for item in _ITEM.finditer(query.typed):
        _take(query, item)
    return query


def _take(query: Query, item: re.Match[str]) -> None:
    no, name, word = bool(item["no"]), (item["name"] or "").lower(), item["word"]
    if name in _FILTERS:
        value = item["value"].strip('"').strip()
        if not (len(query.filters) < FILTERS_MAX and _FILTERS[name](query, name, value, no)):
            query.not_understood.append(item[0])
            _add(query, "words", value, WORDS_MAX)
    elif item["phrase"] is not None:
        if item["phrase"].strip():
            _add(query, "without_phrases" if no else "phrases", item["phrase"].strip(), PHRASES_MAX)
    else:
        # What looks like a filter and is none (a time, the address of a page) is a word.
        word = word if word is not None else item[0].removeprefix("-")
        _take_word(query, word, no)


def _take_word(query: Query, word: str, no: bool) -> None:
    begun = word.rstrip("*")
    if word.endswith("*") and len(begun) >= PREFIX_MIN and "*" not in begun and not no:
        _add(query, "prefixes", begun, PREFIXES_MAX)
    elif begun.strip("*-"):
        _add(query, "without_words" if no else "words", begun, WORDS_MAX)


def _add(query: Query, where: str, text: str, most: int) -> None:
    found: list[str] = getattr(query, where)
    if not text or text in found:
        return
    if len(found) < most:
        found.append(text)
    else:
        query.left_out.append(text)


# Filters: each takes a value it understands into the query, and says whether it did. --------------------------------


def _one_of(values: object) -> Callable[[Query, str, str, bool], bool]:
    def take(query: Query, name: str, value: str, no: bool) -> bool:
        known = value.lower() in values  # type: ignore[operator]
        if known:
            query.filters.append(Filter(name, value.lower(), no))
        return known

    return take


def _anything(query: Query, name: str, value: str, no: bool) -> bool:
    value = value.lstrip("@#").lower()
    if value:
        query.filters.append(Filter(name, value, no))
    return bool(value)


def _from_day(query: Query, name: str, value: str, no: bool) -> bool:
    """`after` and `before` a day, which are the names of what they set."""
    day = _day_of(value)
    if day is None or no:
        return False
    setattr(query, name, timezone.make_aware(day))
    return True


def _within(query: Query, _name: str, value: str, no: bool) -> bool:
    span = _SPAN.match(value.lower())
    if span is None or no:
        return False
    query.after = timezone.now() - int(span[1]) * _SPANS[span[2]]
    return True


def _likes(query: Query, _name: str, value: str, no: bool) -> bool:
    asked = _LIKES.match(value)
    if asked is None or no:
        return False
    query.likes = int(asked[2]) + (asked[1] == ">")
    return True


def _order(query: Query, _name: str, value: str, no: bool) -> bool:
    if value.lower() not in ORDERS or no:
        return False
    query.order = value.lower()
    return True


_FILTERS: dict[str, Callable[[Query, str, str, bool], bool]] = {
    "in": _one_of(KINDS),
    "is": _one_of(STATES),
    "has": _one_of(HOLDINGS),
    "group": _anything,
    "by": _anything,
    "tag": _anything,
    "lang": _anything,
    "after": _from_day,
    "before": _from_day,
    "within": _within,
    "likes": _likes,
    "order": _order,
}


def _day_of(text: str) -> datetime | None:
    """The beginning of a year, a month or a day, without a time zone; None where there is no such time."""
    read_day = _DAY.match(text)
    if read_day is None:
        return None
    year, month, day = (int(part) if part else 1 for part in read_day.groups())
    try:
        first = datetime(year, month, day)
    except ValueError:
        return None
    return first if 1970 <= year <= 2200 else None
