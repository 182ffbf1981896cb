"""What changed between two revisions of a text, as escaped HTML with <ins> and <del>.

Line breaks stay line breaks: show the result with `white-space: pre-wrap`. Work is bounded: where too much differs to
compare word by word, whole lines count as changed; beyond that, the whole middle does. That is also what reads best.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.safestring import SafeString, mark_safe

from .characters import escape

LINES_MAX = 1_500  # lines on both sides that are matched one by one
WORDS_MAX = 400  # words on both sides of a changed passage that are matched one by one
WORDS_IN_ALL = 20_000  # words a text; after that, changed lines are shown whole

_WORD = re.compile(r"\w+|\s+|[^\w\s]")

Step = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of each revision side by side; None where the other side has no such line."""

    before: SafeString | None
    after: SafeString | None

    @property
    def same(self) -> bool:
        return self.before == self.after


class _Budget:
    """How many words may still be compared one by one."""

    def __init__(self) -> None:
        self.left = WORDS_IN_ALL

    def words(self, before: str, after: str) -> tuple[list[str], list[str]] | None:
        old, new = _WORD.findall(before), _WORD.findall(after)
        size = len(old) + len(new)
        if size > WORDS_MAX or size > self.left:
            return None
        self.left -= size
        return old, new


def inline_diff(before: str, after: str) -> SafeString:
    """Both revisions in one text: what went in <del>, what came in <ins>."""
    old, new, budget = before.splitlines(keepends=True), after.splitlines(keepends=True), _Budget()
    parts: list[str] = []
    for kind, i1, i2, j1, j2 in _steps(old, new, limit=LINES_MAX):
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if kind == "equal":
            parts.append(escape(gone))
            continue
        words = budget.words(gone, come) if kind == "replace" else None
        parts.extend(_marked(*words) if words else (_mark("del", gone), _mark("ins", come)))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped


def side_by_side(before: str, after: str) -> list[Row]:
    """The lines of both revisions in pairs, with <del> and <ins> around what differs in a line."""
    old, new, budget = before.splitlines(), after.splitlines(), _Budget()
    rows: list[Row] = []
    for kind, i1, i2, j1, j2 in _steps(old, new, limit=LINES_MAX):
        if kind == "equal":
            rows.extend(Row(line, line) for line in map(_safe, map(escape, old[i1:i2])))
            continue
        paired = min(i2 - i1, j2 - j1)
        rows.extend(_pair(old[i1 + at], new[j1 + at], budget) for at in range(paired))
        rows.extend(Row(_safe(_mark("del", line)), None) for line in old[i1 + paired : i2])
        rows.extend(Row(None, _safe(_mark("ins", line))) for line in new[j1 + paired : j2])
    return rows


def _pair(before: str, after: str, budget: _Budget) -> Row:
    words = budget.words(before, after)
    if words is None:
        return Row(_safe(_mark("del", before)), _safe(_mark("ins", after)))
    left: list[str] = []
    right: list[str] = []
    for kind, i1, i2, j1, j2 in _steps(*words, limit=WORDS_MAX):
        gone, come = "".join(words[0][i1:i2]), "".join(words[1][j1:j2])
        left.append(escape(gone) if kind == "equal" else _mark("del", gone))
        right.append(escape(come) if kind == "equal" else _mark("ins", come))
    return Row(_safe("".join(left)), _safe("".join(right)))


def _marked(old: list[str], new: list[str]) -> Iterator[str]:
    for kind, i1, i2, j1, j2 in _steps(old, new, limit=WORDS_MAX):
        if kind == "equal":
            yield escape("".join(old[i1:i2]))
        else:
            yield _mark("del", "".join(old[i1:i2]))
            yield _mark("ins", "".join(new[j1:j2]))


def _steps(old: list[str], new: list[str], *, limit: int) -> Iterator[Step]:
    """`SequenceMatcher.get_opcodes`, with the common start and end, usually nearly all, set aside beforehand."""
    start, shorter = 0, min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old_end, new_end = len(old) - end, len(new) - end
    if start:
        yield "equal", 0, start, 0, start
    if old_end - start + new_end - start > limit:
        yield "replace", start, old_end, start, new_end
    else:
        for kind, i1, i2, j1, j2 in SequenceMatcher(None, old[start:old_end], new[start:new_end]).get_opcodes():
            yield kind, i1 + start, i2 + start, j1 + start, j2 + start
    if end:
        yield "equal", old_end, len(old), new_end, len(new)


def _mark(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if text else ""


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - called with escaped text only
