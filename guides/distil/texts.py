"""Which paragraphs of a page are the words of one quote.

Wagtail's text editor writes every paragraph anew, but leaves each the key it has, whatever is written into it. Words
that were moved or typed anew are known by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag as Element
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

KEY = "data-block-key"
WORDS_MIN = 5  # of a paragraph known by its words alone: fewer may be anybody's
CREDIT = -1  # the place of the paragraph that says whose the words are
_PARAGRAPHS = ["p", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"]
_WORD = re.compile(r"\w+")


def key_of(mark: str, place: int) -> str:
    """The key of a paragraph under a mark. The editor takes no dash in it."""
    return f"{mark.replace('-', '')[:12]}{'c' if place == CREDIT else place}"


def plain(text: str) -> str:
    """The words alone: an editor mends commas and capitals."""
    return " ".join(_WORD.findall(text.casefold()))


def own_text(paragraph: Element) -> str:
    """The words of a paragraph without those of paragraphs in it, as lists have them."""
    found = [text for text in paragraph.find_all(string=True) if text.find_parent(_PARAGRAPHS) is paragraph]
    return plain("".join(found))


def lines_of(html: str) -> list[str]:
    """The words of each paragraph."""
    return [own_text(paragraph) for paragraph in BeautifulSoup(html, "html.parser").find_all(_PARAGRAPHS)]


def paragraphed(html: str) -> str:
    """The same with every word in a paragraph, and no paragraph without words."""
    soup = BeautifulSoup(html, "html.parser")
    known = soup.find_all(["p", "ul", "ol"], recursive=False)
    for loose in [child for child in soup.contents if child not in known and str(child).strip()]:
        loose.wrap(soup.new_tag("p"))
    for empty in [each for each in soup.find_all(["p", "li"]) if not each.get_text(strip=True)]:
        empty.decompose()
    return str(soup)


def keyed(html: str, mark: str) -> str:
    """Give each paragraph a key of its own."""
    soup = BeautifulSoup(html, "html.parser")
    for place, paragraph in enumerate(soup.find_all(_PARAGRAPHS)):
        paragraph[KEY] = key_of(mark, place)
    return str(soup)


class Theirs:
    """Knows the paragraphs of a quote, and remembers in `found` the places of those it met."""

    def __init__(self, *, mark: str, words: str, names: set[str]) -> None:
        self.lines = [line for line in words.split("\n") if line]
        self.keys: dict[str, int] = {key_of(mark, place): place for place in (CREDIT, *range(len(self.lines)))}
        self.names = {plain(name) for name in names}
        self.found: set[int] = set()

    @property
    def all_found(self) -> bool:
        return self.found >= {CREDIT, *range(len(self.lines))}

    def meet_all(self) -> None:
        self.found |= {CREDIT, *range(len(self.lines))}

    def are_in(self, html: str) -> bool:
        return bool(self._met(BeautifulSoup(html, "html.parser")))

    def looked_for_in(self, html: str) -> str:
        """The same; for texts that are only read."""
        self._met(BeautifulSoup(html, "html.parser"))
        return html

    def taken_out_of(self, html: str) -> str:
        soup = BeautifulSoup(html, "html.parser")
        met = self._met(soup)
        for paragraph, _place in met:
            paragraph.decompose()
        for left in [each for each in soup.find_all(["ul", "ol"]) if not each.find("li")]:
            left.decompose()
        return str(soup) if met else html

    def credited_in(self, html: str, credit: str) -> str:
        """With these words for whose they are."""
        soup = BeautifulSoup(html, "html.parser")
        names = [paragraph for paragraph, place in self._met(soup) if place == CREDIT]
        for paragraph in names:
            paragraph.clear()
            paragraph.append(BeautifulSoup(credit, "html.parser"))
        return str(soup) if names else html

    def _met(self, soup: BeautifulSoup) -> list[tuple[Element, int]]:
        met: list[tuple[Element, int]] = []
        follows = False  # a paragraph of theirs: the next one may say whose they are
        for paragraph in soup.find_all(_PARAGRAPHS):
            place = self._place_of(paragraph, follows)
            follows = place is not None and place != CREDIT
            if place is not None:
                met.append((paragraph, place))
        self.found |= {place for _paragraph, place in met}
        return met

    def _place_of(self, paragraph: Element, follows: bool) -> int | None:
        key = str(paragraph.get(KEY, ""))
        if key in self.keys:
            return self.keys[key]
        words = own_text(paragraph)
        if follows and words in self.names:
            return CREDIT
        places = [place for place, line in enumerate(self.lines) if _share_words(words, line)]
        return places[0] if places else None


def _share_words(one: str, other: str) -> bool:
    """Whether one is in the other: a paragraph may be cut in two, or joined with the next."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter.split()) >= WORDS_MIN and f" {shorter} " in f" {longer} "


def rewrite(page: Any, change: Callable[[str], str]) -> None:
    """Pass every text of a page through `change`."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            setattr(page, field.name, change(getattr(page, field.name)))
        elif isinstance(field, StreamField):
            for child in getattr(page, field.name):
                child.value = _rewritten(child.block, child.value, change)


def _rewritten(block: Any, value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(block, blocks.RichTextBlock):
        return RichText(change(value.source))
    if isinstance(block, blocks.ListBlock):
        for child in value.bound_blocks:
            child.value = _rewritten(child.block, child.value, change)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if value.get(name) is not None:
                value[name] = _rewritten(child, value[name], change)
    return value
