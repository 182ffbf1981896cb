"""From what somebody wrote to what everybody may be shown."""

from __future__ import annotations

from typing import Any

from .characters import clean, without_controls
from .cleaning import clean_html
from .context import RenderContext, Rendered
from .parser import parser
from .writer import Writer

_DEFAULT = RenderContext()


def render(source: str, *, context: RenderContext = _DEFAULT) -> Rendered:
    """Render a text. Any string can be rendered; time grows with its length only, which the caller limits."""
    environment: dict[str, Any] = {}
    writer = Writer(context)
    writer.write(parser().parse(clean(source), environment))
    names = writer.names
    names.fill()
    return Rendered(
        # Once more, for what a character reference (`&#x202E;`) brought back.
        html=clean_html(without_controls("".join(writer.html))),
        mentioned_handles=frozenset(names.mentioned_handles),
        mentioned_groups=frozenset(names.mentioned_groups),
        quoted=tuple(names.quoted),
        uploads=names.uploads,
        links=tuple(writer.links),
        tags=names.own_tags,
        text=tidy(writer.text),
        brief=tidy(writer.brief),
    )


def tidy(words: list[str]) -> str:
    """Lines of words, without blank ones and without spaces at their ends."""
    return "\n".join(line for line in map(str.strip, without_controls("".join(words)).splitlines()) if line)
