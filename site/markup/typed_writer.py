"""HTML that people type, written anew from the lists in `cleaning`.

No class, id, style, data or event attribute of an author's ever reaches the page, so that nobody can forge what the
writer makes itself.
"""

from __future__ import annotations

import re

from markdown_it.token import Token

from .addresses import address, upload_id
from .characters import escape, plain_to_see
from .cleaning import BLOCK_TAGS, INLINE_TAGS, VOID_TAGS
from .sheet import DEPTH_MAX, OWN, SUPPRESSED, Sheet
from .tag_reader import Tag, pieces

_DIGITS = re.compile(r"[0-9]{1,9}")
_SPAN = re.compile(r"[1-9][0-9]?")  # columns and rows of a cell: two digits are a wide table


class TypedWriter(Sheet):
    """Writes what tags people typed, none of which can close an element of ours."""

    def write_typed_inline(self, token: Token) -> None:
        for piece in pieces(token.content, typed=True):
            if isinstance(piece, str):
                self._typed_text(piece)
            elif piece.name in INLINE_TAGS:
                self._typed_tag(piece, INLINE_TAGS[piece.name])

    def write_typed_block(self, token: Token) -> None:
        for piece in pieces(token.content, typed=True):
            if isinstance(piece, str):
                self._typed_text(piece)
                continue
            names = INLINE_TAGS.get(piece.name)
            names = BLOCK_TAGS.get(piece.name) if names is None else names
            if names is not None:
                self._typed_tag(piece, names)
        self._close_typed_inline()

    def _close_typed_inline(self) -> None:
        """Typed blocks may go on beyond blank lines; bold that somebody forgot to end may not."""
        lowest = len(self.open)
        for position in range(len(self.open) - 1, -1, -1):
            if self.open[position] in (OWN, SUPPRESSED):
                break
            if self.open[position] in INLINE_TAGS:
                lowest = position
        while len(self.open) > lowest:
            self.close(self.open.pop())

    def _typed_text(self, text: str) -> None:
        self.html.append(escape(text))
        self.say(text)

    def _typed_tag(self, tag: Tag, names: frozenset[str]) -> None:
        if tag.name == "img":
            if not tag.closing and "src" in tag.attributes:
                self._typed_picture(tag)
        elif tag.name in VOID_TAGS:
            self.html.append(f"<{tag.name}>")
        elif tag.closing:
            self._typed_closing(tag.name)
        elif tag.name == "a":
            self._typed_link(tag)
        elif len(self.open) < DEPTH_MAX:
            self.open.append(tag.name)
            self.html.append(f"<{self.renamed(tag.name)}{_typed_attributes(tag, names)}>")

    def _typed_closing(self, name: str) -> None:
        """Close the typed element of that name, and what stands open in it; one of ours is never closed so."""
        for position in range(len(self.open) - 1, -1, -1):
            if self.open[position] in (OWN, SUPPRESSED):
                return
            if self.open[position] == name:
                break
        else:
            return
        while len(self.open) > position:
            self.close(self.open.pop())

    def _typed_picture(self, tag: Tag) -> None:
        source = tag.attributes["src"]
        url = source if upload_id(source) is not None else address(source)
        if url:
            self.picture(url, tag.attributes.get("alt", ""))

    def _typed_link(self, tag: Tag) -> None:
        url = address(tag.attributes.get("href", ""))
        html = self.link_tag(url, tag.attributes.get("title", "")) if url and not self.links_open else ""
        if html and len(self.open) < DEPTH_MAX:
            self.open.append("a")
            self.links_open += 1
            self.html.append(html)


def _typed_attributes(tag: Tag, names: frozenset[str]) -> str:
    written = []
    for name, value in tag.attributes.items():
        if name not in names:
            continue
        low = value.strip().lower()
        if name == "title":
            written.append(f' title="{escape(plain_to_see(value))}"')
        elif name == "open":
            written.append(' open=""')
        elif (
            (name == "dir" and low in ("ltr", "rtl", "auto"))
            or (name == "align" and low in ("left", "center", "right"))
            or (name == "start" and _DIGITS.fullmatch(low))
            or (name in ("colspan", "rowspan") and _SPAN.fullmatch(low))
        ):
            written.append(f' {name}="{low}"')
    return "".join(written)
