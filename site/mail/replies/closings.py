"""What follows the last own word: signatures, the boasts of telephones, footers of lists, disclaimers of firms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .vocabulary import BANNER, DEVICES, DISCLAIMER, EXCUSES, FOOTER, FOOTER_STARTS, SENT_FROM, SENT_FROM_ENDINGS

# Usenet asks for four lines; with more than these below it, the line was drawn through the text itself.
SIGNATURE_LINES_LIMIT = 16
# A rule of underscores ends a mail, with a signature or the footer of a list below.
RULED_LINES_LIMIT = 10
LINE_LIMIT = 160

_RULE = re.compile(r"\s*([-_=*#~+–—])(?:\s?\1)*\s*\Z")
_DEVICE = re.compile(r"(?:^|\s)from (?:my |a )?(?:" + "|".join(DEVICES) + r")\b", re.IGNORECASE)
_LINK = re.compile(r"<https?:[^<>]*>|\(https?:[^()]*\)|https?:\S+|[\[\]]")
_SENTENCE_END = re.compile(r"[.,;!]\s")


def is_rule(line: str) -> bool:
    """A line of dashes, underscores or the like and nothing else; in Markdown a heading's or section's line too."""
    return len(line) <= LINE_LIMIT and _RULE.match(line) is not None


def is_device_line(line: str) -> bool:
    """True for "Sent from my phone" and what other makers and languages say, alone on a line."""
    if len(line) > LINE_LIMIT:
        return False
    words = _LINK.sub("", line).strip(" \t*_()<>.\xa0").lower()
    if not words:
        return line.strip() == ""
    if words == "\u1427":
        # Invisible marks of trackers.
        return True
    if words.endswith(SENT_FROM_ENDINGS) and (words.startswith(SENT_FROM) or _names_device(words)):
        return True
    if not words.startswith(SENT_FROM):
        return len(words) <= 40 and _DEVICE.search(words) is not None
    first, *rest = _SENTENCE_END.split(words, maxsplit=1)
    # "Sent from my desk, it is much easier" is somebody's sentence.
    return not rest or (len(first.split()) <= 10 and any(excuse in rest[0] for excuse in EXCUSES))


def _names_device(words: str) -> bool:
    return any(device in words for device in DEVICES) or "mobil" in words or "k-9" in words


def own_end(lines: Sequence[str], start: int, end: int) -> int:
    """The index behind the last own line of `lines[start:end]`, a stretch without quotes."""
    end = _without_idle(lines, start, end)
    is_signed = False
    while True:
        cut = _footer(lines, start, end)
        delimiter = _delimiter(lines, start, end)
        # One signature, however many lines of "-- " divide the words above it; lists add footers of their own.
        if delimiter < end and (not is_signed or _is_footer(lines[delimiter:end]) or lines[delimiter].startswith("__")):
            is_signed = is_signed or not _is_footer(lines[delimiter:end])
            cut = min(cut, delimiter)
        shorter = _without_idle(lines, start, cut)
        if shorter == end:
            return end
        end = shorter


def _without_idle(lines: Sequence[str], start: int, end: int) -> int:
    while end > start and (is_device_line(lines[end - 1]) or is_rule(lines[end - 1])):
        end -= 1
    return end


def is_delimiter(line: str) -> bool:
    """The line above a signature: "-- " as Usenet has it, or what programs make of it."""
    return line.strip(" \t\xa0") in {"--", "—", "––"}


def _delimiter(lines: Sequence[str], start: int, end: int) -> int:
    """The index of the last line that divides a signature from words, or `end`."""
    written = 0
    for index in range(end - 1, start - 1, -1):
        if is_delimiter(lines[index]):
            return index
        if lines[index].startswith("__________") and written <= RULED_LINES_LIMIT and is_rule(lines[index]):
            return index
        written += bool(lines[index].strip())
        if written > SIGNATURE_LINES_LIMIT:
            break
    return end


def _is_footer(lines: Sequence[str]) -> bool:
    words = " ".join(line[:LINE_LIMIT] for line in lines).lower()
    return any(phrase in words for phrase in FOOTER)


def _footer(lines: Sequence[str], start: int, end: int) -> int:
    """Cut the last paragraph where it is a list's footer or a firm's disclaimer, with the rule above it."""
    first = end
    while first > start and lines[first - 1].strip() and not is_rule(lines[first - 1]):
        first -= 1
        if end - first > RULED_LINES_LIMIT:
            return end
    words = " ".join(line[:2_000] for line in lines[first:end]).lower()
    if first > start and is_rule(lines[first - 1]) and _is_footer(lines[first:end]):
        return first - 1
    if words.startswith(FOOTER_STARTS) and _is_footer(lines[first:end]):
        return first
    if words.strip(" :*") in {"disclaimer", "confidentiality notice"}:
        return first
    if sum(phrase in words for phrase in DISCLAIMER) >= 2 and len(words) > 80:
        return first
    return end


def banner_end(lines: Sequence[str]) -> int:
    """The index behind the warning that a mail server set on top, or 0."""
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not lines or not lines[first].strip(" \t*[>").lower().startswith(BANNER):
        return 0
    end = first
    while end < len(lines) and lines[end].strip() and end - first < 5:
        end += 1
    return end
