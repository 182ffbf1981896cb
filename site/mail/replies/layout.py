"""What each line of a mail is, before it is decided what is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from . import attributions, headings

# RFC 2045 ends lines before column 77; programs fill them to a few short of it.
SOFT_BREAK_COLUMN = 70
# How far below an attribution its quote may begin.
BLANK_LINES_LIMIT = 12
# A post holds 32,000 characters: words beyond so many lines are no reply, and the time stays bounded.
WORD_LINES_LIMIT = 4_000
# Nobody answers in place below more attributions than this.
ATTRIBUTIONS_LIMIT = 200

_NAME_QUOTE = re.compile(r"\s{0,3}[^\W\d_]{1,12}>(?:\s|\Z)")
_ELLIPSIS = re.compile(r"[\[(<]?\s?(?:\.\.\.|…|snip|cut|deleted|trimmed)[^\]]{0,60}[\])>]?\Z", re.IGNORECASE)
_FENCES = ("```", "~~~")
_BLANKS = "\xa0\u200b\ufeff \t\v\f"


class Kind(Enum):
    """What a line is by itself and by its neighbours."""

    BLANK = 0
    WORDS = 1
    QUOTE = 2
    ATTRIBUTION = 3
    # Between fences: words, in which nothing is looked for.
    CODE = 4


@dataclass(slots=True)
class Layout:
    """The lines of a mail with the kinds of those above `end`.

    At `end` begins an earlier mail that is not quoted line by line, so that all below belongs to it; its heading,
    if it has one, ends at `heading_end`. Without such a mail both are the number of lines.
    """

    lines: list[str]
    kinds: list[Kind]
    end: int
    heading_end: int


def lay_out(lines: list[str]) -> Layout:
    """Tell the kind of each line, in time proportional to the text."""
    return _Scan(lines).layout()


class _Scan:
    """One pass over the lines; it ends where an earlier mail begins."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.kinds: list[Kind] = []
        self.word_lines = 0
        self.attributions = 0
        self.code_end = _code_ends(lines)

    def layout(self) -> Layout:
        lines, kinds = self.lines, self.kinds
        index, count = 0, len(lines)
        while index < count and self.word_lines < WORD_LINES_LIMIT and self.attributions < ATTRIBUTIONS_LIMIT:
            line = lines[index]
            if line[:1] == ">" and not line.endswith((":", "：")):
                kinds.append(Kind.QUOTE)
                index += 1
                continue
            kind = self._simple_kind(line)
            if kind is Kind.WORDS or kind is Kind.QUOTE:
                heading_end = self._heading_end(index, kind)
                if heading_end is not None:
                    return Layout(lines, kinds, len(kinds), heading_end)
            if len(kinds) == index:
                self._append(kind, index)
            index = len(kinds)
        return Layout(lines, kinds, len(kinds), len(kinds))

    def _simple_kind(self, line: str) -> Kind:
        start = line.lstrip(_BLANKS)
        if not start:
            return Kind.BLANK
        if start[0] == ">" and len(line) - len(start) < 4:
            return Kind.QUOTE
        if self.attributions and (line[0] == "|" or _NAME_QUOTE.match(line)):
            # Elsewhere these are tables and prompts.
            return Kind.QUOTE
        return Kind.WORDS

    def _append(self, kind: Kind, index: int) -> None:
        if kind is Kind.WORDS:
            if (code_end := self.code_end.get(index)) is not None:
                self.kinds += [Kind.CODE] * (code_end - index)
                self.word_lines += code_end - index
                return
            above = self.lines[index - 1] if self.kinds and self.kinds[-1] is Kind.QUOTE else ""
            if above.endswith("=") and len(above) >= SOFT_BREAK_COLUMN:
                # Quoted-printable that nobody decoded: the quoted line goes on here.
                kind = Kind.QUOTE
            else:
                self.word_lines += 1
        self.kinds.append(kind)

    def _heading_end(self, index: int, kind: Kind) -> int | None:
        """Take the attribution that ends at this line. Where an earlier mail begins, the index behind its heading."""
        line = self.lines[index]
        if kind is Kind.QUOTE:
            return self._attribution(index) if attributions.is_broken_end(line) else None
        if attributions.may_end(line) and (end := self._attribution(index)) is not None:
            return end
        if len(self.kinds) == index and index not in self.code_end:
            return headings.heading_end(self.lines, index)
        return None

    def _attribution(self, index: int) -> int | None:
        below = self._below(index + 1)
        start = attributions.start_of(self.lines, index, quote_follows=below is not None and below[:1] in {">", "|"})
        if start is None or not self._is_free(start):
            return None
        if self._has_words_above(start) and below is not None and below[:1] not in {">", "|"}:
            del self.kinds[start:]
            return index + 1
        self.word_lines -= self.kinds[start:].count(Kind.WORDS)
        self.kinds[start:] = [Kind.ATTRIBUTION] * (index + 1 - start)
        self.attributions += 1
        return None

    def _has_words_above(self, start: int) -> bool:
        return self.word_lines > self.kinds[start:].count(Kind.WORDS)

    def _is_free(self, start: int) -> bool:
        """False where the way back runs into an attribution, a quote or code that was taken already."""
        return all(kind is Kind.WORDS or kind is Kind.BLANK for kind in self.kinds[start:])

    def _below(self, index: int) -> str | None:
        """The first line that is not blank nor "[…]"; None where nothing more follows."""
        for line in self.lines[index : index + BLANK_LINES_LIMIT]:
            if (stripped := line.strip(_BLANKS)) and not _ELLIPSIS.match(stripped):
                return stripped
        return None if index + BLANK_LINES_LIMIT >= len(self.lines) else ""


def _code_ends(lines: list[str]) -> dict[int, int]:
    """The lines which open a fence, each with the index behind the line which closes it."""
    fences = [index for index, line in enumerate(lines) if line.startswith(_FENCES)]
    return {start: end + 1 for start, end in zip(fences[::2], fences[1::2], strict=False)}
