"""The line above a quote: "On Monday Ann wrote:", in the languages and layouts of common mail programs.

What is asked for is evidence, not a grammar per language: a line that ends as such lines do, a verb of writing in
some language, and a date or an address; so an attribution of a program never seen is found as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .vocabulary import WROTE, WROTE_INSIDE

# Programs break the line at the name, at the address and within it.
LINES_LIMIT = 6
LENGTH_LIMIT = 400

_MARKS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
_VERB = re.compile(
    r"(?<!\w)(?:"
    + "|".join(sorted(map(re.escape, WROTE), key=len, reverse=True))
    + r")(?!\w)|(?:"
    + "|".join(map(re.escape, WROTE_INSIDE))
    + ")",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{1,2}[:.h]\d{2}")
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}")
_YEAR = re.compile(r"\d{4}")
_ADDRESS = re.compile(r"[^\s<>@]@[^\s<>@]")
# A line that can begin an attribution: a date at once, or after a word or two ("On Wed, Sep 25", "Den fre 28").
_DATED_START = re.compile(r"\W{0,6}(?:\d|(?:[^\W\d]{1,15}[.,]{0,2}\s{1,3}){1,3}\d|[^\W\d]{1,15}\s?(?:，|,)\s?\d)")
_ISO_START = re.compile(r"\W{0,6}\d{1,4}[-/.年년]\s?\d{1,2}[-/.月월]\s?\d{1,4}")
_ISO_WITH_ZONE = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)[+-]\d\d:\d\d \S")
_ENDS_IN_ADDRESS = re.compile(r"@[^\s<>@]{1,80}>\s*\Z")
# What is left of "<ann@example.org> wrote:" when it is broken before the bracket.
_BROKEN_END = re.compile(r"\s{0,2}>\s?(?:[^\W\d]{1,12}\s?){0,3}[:：]\s{0,2}\Z")


def may_end(line: str) -> bool:
    """A cheap test that keeps nearly every line of a mail away from the real one."""
    if len(line) > LENGTH_LIMIT:
        return False
    end = line.rstrip(" \t*_\u200e\u200f\u202a\u202b\u202c\xa0")
    if not end:
        return False
    last = end[-1]
    if last in ":：":
        return True
    return (last == "-" and "---" in end) or ((last == ">" or end[0].isdigit()) and _ISO_START.match(end) is not None)


def is_broken_end(line: str) -> bool:
    """True for "> wrote:", which looks like a quote and closes an address."""
    return len(line) < 60 and _BROKEN_END.match(line) is not None


def start_of(lines: Sequence[str], end: int, *, quote_follows: bool) -> int | None:
    """The index of the first line of the attribution which ends at `end`; None where there is none."""
    joined = ""
    found: int | None = None
    for index in range(end, max(end - LINES_LIMIT, -1), -1):
        # An address that became a link in Markdown stands in two pairs of brackets.
        line = lines[index].translate(_MARKS).strip(" \t*_\xa0").replace("<<", "<").replace(">>", ">")
        if not line:
            if joined.startswith("<"):
                continue
            break
        if index != end and line.endswith((":", "：")):
            break
        # Quoted-printable that nobody decoded breaks within words.
        joined = line[:-1] + joined if line.endswith("=") else f"{line} {joined}".strip()
        if len(joined) > LENGTH_LIMIT:
            break
        if _is_dated(line, joined):
            return index
        if found is None and _is_named(joined, quote_follows=quote_follows):
            found = index
    return found


def _is_dated(first_line: str, joined: str) -> bool:
    if not _DATED_START.match(first_line):
        return _is_localised(joined)
    if _VERB.search(joined):
        return _DATE.search(joined) is not None and joined.count("<") >= joined.count(">")
    if not _ISO_START.match(first_line):
        return _is_localised(joined)
    if joined.endswith((":", "：")):
        return _ADDRESS.search(joined) is not None
    return _ENDS_IN_ADDRESS.search(joined) is not None or _ISO_WITH_ZONE.match(joined) is not None


def _is_localised(joined: str) -> bool:
    """No verb we know, but a time, a year and an address in brackets before the colon."""
    return (
        joined.endswith((">:", ">："))
        and joined.count("<") == 1
        and joined.find("<") > 0
        and _TIME.search(joined) is not None
        and _DATE.search(joined) is not None
        and _ADDRESS.search(joined) is not None
    )


def _is_named(joined: str, *, quote_follows: bool) -> bool:
    """The writer and the verb without a date in front, as "Ann <ann@example.org> wrote:"."""
    verb = _VERB.search(joined)
    if not verb or joined[0] in "<>" or joined.count("<") != joined.count(">"):
        return False
    if joined.find(">") < joined.find("<"):
        return False
    if _ADDRESS.search(joined) or (verb.start() <= 60 and _TIME.search(joined) and _YEAR.search(joined)):
        return True
    return quote_follows and len(joined) <= 120 and verb.end() >= len(joined) - 12
