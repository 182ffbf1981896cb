"""Quotations that name their post.

    [quote="handle, post:3, topic:12"]
    their words, in Markdown
    [/quote]

Tags may nest. An opening tag begins a line (or follows another tag), the name may be missing, and a tag without its
partner is text. Discourse writes this form; phpBB's `[quote="Name"]words[/quote]` on one line is read as well.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

from .characters import plain_to_see
from .context import Quote
from .names import NAME_MAX

_TAG = re.compile(r"\[quote(?:=[^\]\n]{0,300})?\]|\[/quote\]|^[ \t>]*(?:`{3,}|~{3,})", re.IGNORECASE | re.MULTILINE)
_OPEN = re.compile(r"\[quote(?:=([^\]\n]{0,300}))?\]", re.IGNORECASE)
# What may stand before a quotation on its line: indentation, block quote marks, a list marker.
_PREFIX = re.compile(r"[ \t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)?")
_NUMBER = re.compile(r"(post|topic):([0-9]{1,18})\Z")
_USERNAME = re.compile(r"username:(\S+)\Z")
_QUOTE_MARKS = "\"'“”„«»"


def set_apart(state: StateCore) -> None:
    """Give every tag that has its partner a line of its own, and note where each quotation begins and ends."""
    pairs = _pairs(state.src) if "[/" in state.src else {}
    if not pairs:
        return
    partner = {close: start for start, close in pairs.items()}
    parts: list[str] = []
    length = position = 0
    moved: dict[int, int] = {}
    for place in sorted([*pairs, *partner]):
        before = state.src[position:place] + _break_before(state.src, place, touches=0 < position == place)
        end = state.src.index("]", place) + 1
        after = "" if state.src.startswith("\n", end) else "\n" + _blank_prefix(state.src, place)
        parts += [before, state.src[place:end], after]
        moved[place] = length + len(before)
        length = moved[place] + end - place + len(after)
        position = end
    parts.append(state.src[position:])
    state.src = "".join(parts)
    state.env["quotes"] = {moved[start]: moved[close] for start, close in pairs.items()}


def _break_before(source: str, place: int, *, touches: bool) -> str:
    """The line break a tag needs before it; after another tag (`touches`) there is one already."""
    opens_line = source[place + 1] != "/" or not _line_before(source, place).strip(" \t>")
    return "" if touches or opens_line else "\n" + _blank_prefix(source, place)


def _pairs(source: str) -> dict[int, int]:
    """Where opening tags stand, and where their closing partners do; tags within fenced code are text."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []  # -1 for a tag in the middle of a line, which opens nothing but has a partner
    fence = ""
    follows = -1
    for match in _TAG.finditer(source):
        written = match[0].strip(" \t>")
        if written[0] in "`~":
            fence = _fence_after(fence, written)
        elif not fence:
            place = match.start()
            if written[1] != "/":
                waiting.append(place if place == follows or _starts_line(source, place) else -1)
            elif waiting and (start := waiting.pop()) >= 0:
                pairs[start] = place
            follows = match.end()
    return pairs


def _fence_after(fence: str, written: str) -> str:
    """The fence that is open after this one was seen: it opens, closes, or is part of the code."""
    if not fence:
        return written
    return "" if written.startswith(fence) else fence


def _line_before(source: str, place: int) -> str:
    return source[source.rfind("\n", 0, place) + 1 : place]


def _starts_line(source: str, place: int) -> bool:
    return _PREFIX.fullmatch(_line_before(source, place)) is not None


def _blank_prefix(source: str, place: int) -> str:
    """What a new line needs in order to stand in the same block quote or list item."""
    match = _PREFIX.match(_line_before(source, place))
    return re.sub(r"[^ \t>]", " ", match[0]) if match else ""


def quotation(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The block rule: a quotation is a container like a block quote."""
    pairs = state.env.get("quotes")
    if not pairs or state.is_code_block(start_line):
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    close = pairs.get(start)
    if close is None:
        return False
    close_line = bisect_left(state.eMarks, close, start_line, end_line)
    if close_line >= end_line:
        return False
    if silent:
        return True
    match = _OPEN.match(state.src, start)
    token = state.push("quote_open", "blockquote", 1)
    token.meta = {"quote": quote_named(match[1] or "" if match else "")}
    token.map = [start_line, close_line]
    outer_parent, outer_max, outer_indent = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax = "blockquote", close_line
    state.md.block.tokenize(state, start_line + 1, close_line)
    state.parentType, state.lineMax, state.blkIndent = outer_parent, outer_max, outer_indent
    state.push("quote_close", "blockquote", -1)
    state.line = close_line + 1
    return True


def quote_named(label: str) -> Quote:
    """Who and what `"handle, post:3, topic:12"` names. Discourse adds `username:…` where it shows a full name."""
    name, *rest = [part.strip() for part in label.strip().strip(_QUOTE_MARKS).split(",")]
    numbers: dict[str, int] = {}
    for part in rest:
        if number := _NUMBER.match(part):
            numbers[number[1]] = int(number[2])
        elif username := _USERNAME.match(part):
            name = username[1]
    handle = plain_to_see(name.strip(_QUOTE_MARKS + " ").removeprefix("@"))[:NAME_MAX]
    return Quote(handle=handle, post=numbers.get("post"), topic=numbers.get("topic"))
