"""The words of a page as lines of text, and what differs between two revisions of it.

Words only: whom a block leads to, which topics it names, right answers of a quiz and the like stay out, for what they
show depends on who reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from markup import inline_diff, to_plain

from .models import KnowledgePage

FOLDED_MIN = 3  # lines that stayed the same are folded together from this many on
_MARK = re.compile(r"<(/?)(?:ins|del)>")
_LAST_BREAK = re.compile(r"\n(</(?:ins|del)>)")  # belongs after the mark, or an empty line would follow
_NOT_WORDS = {"handle"}  # of a quoted member, whose name stands beside it


@dataclass(frozen=True)
class Passage:
    """Some lines of a comparison, as HTML with <ins> and <del>; `count` lines."""

    html: SafeString
    count: int
    same: bool

    @property
    def folded(self) -> bool:
        return self.same and self.count >= FOLDED_MIN


def words_of(page: KnowledgePage) -> str:
    """Everything that is to be read on a page, a paragraph a line."""
    lines = [page.title, page.summary, *_beside(page)]
    for field in page._meta.get_fields():
        if field.name in page.not_compared:
            continue
        if isinstance(field, StreamField):
            lines += [line for child in getattr(page, field.name) for line in _lines(child.block, child.value)]
        elif isinstance(field, RichTextField) and getattr(page, field.name):
            lines += [str(field.verbose_name).capitalize(), *to_plain(getattr(page, field.name)).splitlines()]
    return "\n".join(line.strip() for line in lines if line.strip())


def _beside(page: KnowledgePage) -> Iterator[str]:
    """The lines of what is said in a few words beside the texts, each with the name of its field."""
    for name in page.compared_too:
        field = page._meta.get_field(name)
        if field.one_to_many:
            yield from (str(row) for row in getattr(page, name).all())
        elif value := getattr(page, name):
            yield f"{str(field.verbose_name).capitalize()}: {value}"


def _lines(block: Any, value: Any) -> Iterator[str]:
    """The lines of one block and of those in it."""
    if isinstance(block, blocks.RichTextBlock):
        yield from to_plain(value.source).splitlines()
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        yield from str(value or "").splitlines()
    elif isinstance(block, blocks.ListBlock):
        yield from _items(block.child_block, value)
    elif isinstance(block, blocks.StructBlock) and isinstance(value, Mapping):
        for name, child in block.child_blocks.items():
            yield from _lines(child, value.get(name)) if name not in _NOT_WORDS else ()


def _items(block: Any, values: Iterable[Any]) -> Iterator[str]:
    """The lines of a list; what is itself a list, a row of a table, is one line."""
    for value in values:
        inside = _lines(block, value)
        yield from [" | ".join(inside)] if isinstance(block, blocks.ListBlock) else inside


def passages(before: str, after: str) -> list[Passage]:
    """What went and what came, line by line, with the lines between that stayed the same."""
    compared = inline_diff(f"{before}\n", f"{after}\n")
    html = _LAST_BREAK.sub(r"\1\n", compared).removesuffix("\n")
    made = []
    for same, group in groupby(_marked_lines(html), key=lambda line: line[0]):
        lines = [line for _same, line in group]
        made.append(Passage(mark_safe("\n".join(lines)), len(lines), same))  # noqa: S308 - escaped by `inline_diff`
    return made


def _marked_lines(html: str) -> Iterator[tuple[bool, str]]:
    """Each line of a comparison, and whether nothing in it changed; a mark may span several lines."""
    is_open = False
    for line in html.split("\n"):
        marks = _MARK.findall(line)
        yield not is_open and not marks, line
        if marks:
            is_open = marks[-1] == ""
