"""Slots: places in a shared piece of HTML where each viewer's own marks go.

A template writes `{% slot "like" post.pk %}`; the piece is rendered once, cut at the slots, and kept. Laying a
viewer's marks over it is then one join of strings, whatever the templates around it cost.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

# Unknowable outside this process: no text that a member writes can open a slot.
_MARK = f"\x02{secrets.token_hex(8)}"
_SLOT = re.compile(f"{_MARK}([a-z_]+)((?:\\|[0-9A-Za-z_.-]*)*)\x03")

Fill = Callable[..., str]


def slot(name: str, *arguments: object) -> SafeString:
    """The mark that `Sheet.cut` finds. Arguments are short words or numbers; a fill gets them as strings."""
    text = "".join(f"|{argument}" for argument in arguments)
    return mark_safe(f"{_MARK}{name}{text}\x03")  # noqa: S308 - digits and words of our own


@dataclass(frozen=True, slots=True)
class Sheet:
    """A piece of HTML cut at its slots: fixed parts, and between each two of them one slot."""

    parts: tuple[str, ...]
    slots: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def cut(cls, html: str) -> Sheet:
        parts, slots, position = [], [], 0
        for match in _SLOT.finditer(html):
            parts.append(html[position : match.start()])
            slots.append((match[1], tuple(match[2].split("|")[1:])))
            position = match.end()
        parts.append(html[position:])
        return cls(tuple(parts), tuple(slots))

    def fill(self, fills: Mapping[str, Fill]) -> SafeString:
        """The HTML with every slot filled; the fills return safe HTML. Raises KeyError for a slot without a fill."""
        pieces = [self.parts[0]]
        for (name, arguments), part in zip(self.slots, self.parts[1:], strict=True):
            pieces.append(fills[name](*arguments))
            pieces.append(part)
        return mark_safe("".join(pieces))  # noqa: S308 - rendered by templates, filled by our own

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        return sum(map(len, self.parts)) * 2 + 200 * len(self.parts)
