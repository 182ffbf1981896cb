"""The plain text of a mail as Markdown: patches and other code kept as they are, line breaks where they were meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A unified diff begins so, and goes on while lines look like it ("diff -u", "git format-patch").
_PATCH = re.compile(r"diff --git \S|--- \S+.*|Index: \S+\Z")
_PATCH_LINE = re.compile(
    r"[ +\-@\\]|diff |index |Index: |={20}|(?:new|old|deleted) (?:file )?mode |rename |similarity |Binary "
)
_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@")
# What Markdown would take for markup at the start of a line, though in mail it hardly ever is.
_HEADING = re.compile(r"\A([ \t]{0,3})(#{1,6}(?:\s|$))")
_UNDERLINE = re.compile(r"[ \t]{0,3}(?:=+|-+)[ \t]*\Z")
_UNDERLINE_START = re.compile(r"\A([ \t]*)([=-])")
_QUOTE_MARKS = re.compile(r"[ \t]{0,3}>(?:[ \t]?>)*[ \t]?")
LINE_LENGTH = 66  # mail programs break lines at 72 or a little before
LOOK_AHEAD = 30  # lines from the start of a patch to its first hunk


def mail_to_markdown(text: str) -> str:
    """The Markdown that shows a mail's text as it was meant."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(8).split("\n")
    return "\n".join(_shown(lines)).strip("\n")


def _shown(lines: list[str]) -> Iterator[str]:
    index = 0
    while index < len(lines):
        end = _end_of_patch(lines, index)
        if end > index:
            fence = "```" if not any("```" in line for line in lines[index:end]) else "~~~~~~"
            yield from [f"{fence}diff", *lines[index:end], fence]
            index = end
            continue
        following = lines[index + 1] if index + 1 < len(lines) else ""
        yield _line(lines[index], following)
        depth, next_depth = _depth(lines[index]), _depth(following)
        if depth > next_depth and following.strip():
            # Without it Markdown would take the shallower line into the deeper quote ("lazy continuation").
            yield "> " * next_depth
        index += 1


def _depth(line: str) -> int:
    """How many times a line is quoted."""
    marks = _QUOTE_MARKS.match(line)
    return marks[0].count(">") if marks else 0


def _line(line: str, following: str) -> str:
    """One line of prose. A break that was not forced by the line's length was meant."""
    marks = _QUOTE_MARKS.match(line)
    start = marks[0] if marks else ""
    words, next_words = line[len(start) :].rstrip(), following[len(start) :]
    if not words:
        return line.rstrip()
    if _UNDERLINE.match(words):
        return start + _UNDERLINE_START.sub(r"\1\\\2", words)
    shown = start + _HEADING.sub(r"\1\\\2", words)
    if _depth(line) != _depth(following) or not next_words.strip():
        return shown
    is_short = len(words) + 1 + len(next_words.split(maxsplit=1)[0]) < LINE_LENGTH - len(start)
    return f"{shown}  " if is_short else shown


def _end_of_patch(lines: list[str], start: int) -> int:
    """Behind the last line of the patch that begins here; `start` itself where none does."""
    if not _PATCH.match(lines[start]):
        return start
    if not any(_HUNK.match(line) for line in lines[start : start + LOOK_AHEAD]):
        return start
    index = end = start
    while index < len(lines) and (not lines[index].strip() or _PATCH_LINE.match(lines[index])):
        if lines[index].rstrip() == "--":
            break
        index += 1
        if lines[index - 1].strip():
            end = index
    return end
