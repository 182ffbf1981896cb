"""Plain readings of marked-up text."""

from __future__ import annotations

from .characters import clean
from .cleaning import VOID_TAGS
from .context import Rendered
from .rendering import render, tidy
from .tag_reader import Tag, pieces

EXCERPT_SOURCE_MAX = 20_000  # characters; own words that begin after more quotation than that are not sought

# Elements whose end is the end of a line.
_LINES = frozenset(
    {"p", "div", "br", "hr", "li", "tr", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "summary"}
    | {"table", "ul", "ol", "section", "article", "aside", "figure", "figcaption", "header", "footer"}
)


def excerpt(rendered_or_source: Rendered | str, *, length: int = 200) -> str:
    """The first words of a text on one line, cut between words to at most `length` characters, "…" included.

    Quotations, code and footnotes are left out, spoilers are never shown. A string is taken as Markdown.
    """
    if isinstance(rendered_or_source, str):
        rendered_or_source = render(rendered_or_source[:EXCERPT_SOURCE_MAX])
    words = " ".join(rendered_or_source.brief.split())
    if len(words) <= length:
        return words
    cut = words[: max(0, length - 1)]
    if " " in cut and words[len(cut)] not in " ,.;:!?)":
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(" ,;:.–—-") + "…"


def to_plain(html: str) -> str:
    """The words of any HTML, a line for each block; pictures by their description, spoilers as "…"."""
    words: list[str] = []
    hidden = 0  # how many elements are open since the spoiler that hides them
    for piece in pieces(html, typed=False):
        if isinstance(piece, str):
            words.append("" if hidden else piece)
        elif piece.name in VOID_TAGS or piece.name == "input":
            words.append("" if hidden else _void(piece))
        elif hidden:
            hidden += -1 if piece.closing else 1
        elif not piece.closing and "spoiler" in piece.attributes.get("class", "").split():
            hidden = 1
            words.append("…")
        elif piece.name in _LINES:
            words.append("\n")
        elif piece.closing and piece.name in ("td", "th"):
            words.append(" ")
    return clean(tidy(words))


def _void(tag: Tag) -> str:
    return "\n" if tag.name in _LINES else tag.attributes.get("alt", "") if tag.name == "img" else ""
