"""What stands above an earlier mail: a block of its fields, or a line that says it begins here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .vocabulary import FORWARDED, LABELS, ORIGINAL

# Outlook writes five fields; those of many recipients run over several lines each.
BLOCK_LINES_LIMIT = 24
# A From, and two of date, recipient and subject: less is what people write themselves.
FIELDS_NEEDED = 3
CONTINUED_LINES_LIMIT = 3

_KIND_OF = {label: kind for kind, labels in LABELS.items() for label in labels}
_LABEL = re.compile(r"[\s>*_]{0,8}([^\W\d][^:：*\n]{0,24}?)[\s*_]{0,3}[:：]")
_DASHED = re.compile(r"[\s>*]{0,8}[-_=~]{2,}\s*([^-_=~].{2,60}?)\s*[-_=~:]{1,}[\s*]*\Z")
# The first line of a patch that git made to be mailed; what follows it is no mail.
_PATCH = re.compile(r"From [0-9a-f]{40} ")
_DASHES = frozenset("-_=~")
_PHRASES = (*ORIGINAL, *FORWARDED)


def kind_of(line: str) -> str | None:
    """Which field of a mail the line shows ("from", "date", …); None where it is no field."""
    match = _LABEL.match(line) if ":" in line[:40] or "：" in line[:40] else None
    return _KIND_OF.get(" ".join(match.group(1).lower().split())) if match else None


def block_end(lines: Sequence[str], start: int) -> int | None:
    """The index behind the block of fields that starts at `start`; None where there is no such block.

    The block may be in any order, with a field over several lines, but without blank lines.
    """
    first_kind = kind_of(lines[start])
    if first_kind not in {"from", "date", "to", "subject"}:
        return None
    kinds, end = {first_kind}, start + 1
    for index in range(start + 1, min(start + BLOCK_LINES_LIMIT, len(lines))):
        kind = kind_of(lines[index])
        if _is_blank(lines[index]) or kind == first_kind or index - end >= CONTINUED_LINES_LIMIT:
            break
        if kind:
            kinds.add(kind)
            end = index + 1
    if "from" not in kinds or not kinds & {"date", "subject"} or len(kinds - {"answer"}) < FIELDS_NEEDED:
        return None
    # The last field, too, may run on ("Subject: a long one / that goes on"), and then a blank line follows.
    continued = end
    while continued < len(lines) and not _is_blank(lines[continued]):
        continued += 1
        if continued - end > CONTINUED_LINES_LIMIT:
            return end
    return continued


def _is_blank(line: str) -> bool:
    return not line.strip(" \t>*\xa0")


def heading_end(lines: Sequence[str], index: int) -> int | None:
    """The index behind the heading of an earlier mail that begins at `index`; None where none begins there."""
    line = lines[index]
    if index and _PATCH.match(lines[index - 1]):
        return None
    if (":" in line[:40] or "：" in line[:40]) and (end := block_end(lines, index)):
        return end
    if not is_separator(line):
        return None
    end = index + 1
    while end < min(len(lines), index + 4) and _is_blank(lines[end]):
        end += 1
    return (block_end(lines, end) if end < len(lines) else None) or index + 1


def is_separator(line: str) -> bool:
    """True for "-----Original Message-----", "Begin forwarded message:" and their translations."""
    if len(line) > 120:
        return False
    if line.lstrip(" \t*>")[:1] in _DASHES and (dashed := _DASHED.match(line)):
        words = dashed.group(1).strip(" *-:").lower()
        return words.startswith(_PHRASES)
    words = line.strip(" \t>*\xa0").lower()
    return words.startswith("original message processed by") or (
        words.endswith((":", "：")) and words[:-1].rstrip() in FORWARDED
    )
