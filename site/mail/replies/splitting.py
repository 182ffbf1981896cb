"""The decision what is kept, over lines whose kinds are known."""

from __future__ import annotations

import re
from typing import NamedTuple

from . import attributions, closings, headings
from .layout import Kind, Layout, lay_out

# A forward of a forward of a forward …: below this many headings the text is kept as it is.
FORWARDS_LIMIT = 4
# More blank lines than this say nothing and only cost time.
BLANK_LINES_KEPT = 20
# An attribution or the heading of a forwarded mail, quoted, is within the first lines of the quote.
TOP_LINES = 8

_BLANK_LINES = re.compile(r"(?:[ \t\xa0]?\n){20,}+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


class Reply(NamedTuple):
    """`kept` is what the person wrote, as Markdown; `cut` is all the rest, in order."""

    kept: str
    cut: str


def split_reply(text: str) -> Reply:
    """Divide the words of a mail, plain or as the Markdown its HTML became, in time proportional to their length."""
    text = _BLANK_LINES.sub("\n" * BLANK_LINES_KEPT, text.replace("\r\n", "\n").replace("\r", "\n"))
    written = text.split("\n")
    read = [_bare(line) for line in written] if "\\" in text else written
    start = 0
    for _ in range(FORWARDS_LIMIT):
        start += closings.banner_end(read[start:])
        layout = lay_out(read[start:])
        if not _is_forward(layout):
            return _answer(layout, written, start)
        # Nothing of one's own above it: the forwarded words are what this mail says.
        start += layout.heading_end
    return Reply(_text(written[start:]), _text(written[:start]))


def _bare(line: str) -> str:
    """What a line of Markdown says: the hard break and the escapes that turning HTML into it brings are undone."""
    if "\\" not in line:
        return line
    return _ESCAPE.sub(r"\1", _without_break(line))


def _without_break(line: str) -> str:
    slashes = len(line) - len(line.rstrip("\\"))
    return line[:-1] if slashes % 2 else line


def _is_forward(layout: Layout) -> bool:
    """True where nothing but lines drawn and a signature stands above an earlier mail, which has words."""
    if {Kind.QUOTE, Kind.ATTRIBUTION, Kind.CODE}.intersection(layout.kinds):
        return False
    if layout.heading_end <= layout.end or closings.own_end(layout.lines, 0, layout.end):
        return False
    return any(line.strip() for line in layout.lines[layout.heading_end :])


def _answer(layout: Layout, written: list[str], start: int) -> Reply:
    end = _own_end(layout) or _all_below_delimiter(layout) or _quote_alone(layout)
    first = _bottom_posted(layout, end)
    kept: list[str] = []
    cut = written[: start + first]
    for index in range(first, end):
        line = written[start + index]
        if layout.kinds[index] is Kind.ATTRIBUTION:
            cut.append(line)
            continue
        # Words right below a quote would be read as its continuation.
        if kept and layout.kinds[index] in {Kind.WORDS, Kind.CODE} and _is_open_quote(layout, index - 1):
            kept.append("")
        kept.append(line)
    return Reply(_text(kept), _text([*cut, *written[start + end :]]))


def _own_end(layout: Layout) -> int:
    """The index behind the last own word."""
    end = layout.end
    while end:
        while end and layout.kinds[end - 1] is not Kind.WORDS and layout.kinds[end - 1] is not Kind.CODE:
            end -= 1
        if end and layout.kinds[end - 1] is Kind.CODE:
            return end
        start = end
        while start and (layout.kinds[start - 1] is Kind.WORDS or layout.kinds[start - 1] is Kind.BLANK):
            start -= 1
        own = closings.own_end(layout.lines, start, end)
        if own == end or own > start:
            return own
        end = own
    return 0


def _all_below_delimiter(layout: Layout) -> int:
    """The end of a mail that is one signature and nothing else: somebody wrote below the line."""
    if layout.end < len(layout.lines) or Kind.QUOTE in layout.kinds or Kind.ATTRIBUTION in layout.kinds:
        return 0
    first = next((line for line in layout.lines if line.strip()), "")
    return layout.end if closings.is_delimiter(first) else 0


def _bottom_posted(layout: Layout, end: int) -> int:
    """Where the words begin in a mail that quotes once, attributed, and answers below; else 0."""
    position = _behind(layout, Kind.ATTRIBUTION, 0, end)
    is_attributed = any(line.strip() for line in layout.lines[:position]) or _quotes_attribution(layout)
    words = _behind(layout, Kind.QUOTE, position, end)
    if not is_attributed or words in {position, end} or Kind.QUOTE in layout.kinds[words:end]:
        return 0
    return words


def _behind(layout: Layout, kind: Kind, position: int, end: int) -> int:
    while position < end and (layout.kinds[position] is kind or layout.kinds[position] is Kind.BLANK):
        position += 1
    return position


def _is_open_quote(layout: Layout, index: int) -> bool:
    return layout.kinds[index] is Kind.QUOTE and bool(layout.lines[index].strip(" \t>|"))


def _quote_alone(layout: Layout) -> int:
    """The end of a quote that is all a mail says; 0 where it is the earlier mail, quoted by a program.

    A quote below nothing but a signature is kept only where it is a forwarded mail.
    """
    if Kind.QUOTE not in layout.kinds or Kind.ATTRIBUTION in layout.kinds or _quotes_attribution(layout):
        return 0
    if Kind.WORDS in layout.kinds and not _quotes_forward(layout):
        return 0
    end = layout.end
    while layout.kinds[end - 1] is not Kind.QUOTE:
        end -= 1
    return end


def _top_of_quote(layout: Layout) -> list[str]:
    return [line.lstrip(" \t>") for line in layout.lines[:50] if line.strip(" \t>")][:TOP_LINES]


def _quotes_forward(layout: Layout) -> bool:
    top = _top_of_quote(layout)
    return any(headings.heading_end(top, index) is not None for index in range(min(2, len(top))))


def _quotes_attribution(layout: Layout) -> bool:
    """True where the attribution is quoted together with the mail it introduces."""
    top = _top_of_quote(layout)
    return any(
        attributions.may_end(line) and attributions.start_of(top, index, quote_follows=True) is not None
        for index, line in enumerate(top)
    )


def _text(lines: list[str]) -> str:
    """The lines without the blank ones around them; the first keeps its indent, which may be code."""
    start, end = 0, len(lines)
    while start < end and not _bare(lines[start]).strip():
        start += 1
    while end > start and not _bare(lines[end - 1]).strip():
        end -= 1
    # A hard break behind the last line would be shown as what it is written with.
    return _without_break("\n".join(lines[start:end]).rstrip()).rstrip()
