"""A post's words as the text editor of a page takes them: the author's own and nobody else's."""

from __future__ import annotations

import re

import nh3
from bs4 import BeautifulSoup
from bs4.element import Tag as Element
from django.utils.text import Truncator
from django.utils.translation import gettext as _

# What RICH (pages.blocks) can hold. Pictures and files stay where they are: who sees them is asked there.
_TAGS = {"p", "b", "i", "a", "ul", "ol", "li", "code", "br"}
_cleaner = nh3.Cleaner(tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel=None)
SENTENCE_MIN = 20  # characters; what is shorter greets, or ends after "No."
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+|(?<=[。！？])")
_NOT_THEIRS = "blockquote, section.footnotes, a.footnote-ref, img, a.picture, input, hr"
_RENAMED = {"strong": "b", "em": "i"}
# What becomes a paragraph, and what its words are in then.
_PARAGRAPHS = {**dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary"), "b"), "pre": "span", "tr": "span"}


def own_words(html: str, *, leaves_group: bool) -> str:
    """The rendered post without what its author quoted, which is others' to give away, and without pictures.

    Where the words leave a group that not everybody reads, whom they mention becomes "a member", and what they link
    to on this site is not linked: names and addresses there tell of the group.
    """
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(_NOT_THEIRS):
        element.decompose()
    if leaves_group:
        _leave_names_behind(soup)
    for cell in soup.select("td + td, th + th"):
        cell.insert(0, " · ")
    for element in soup.find_all([*_RENAMED, *_PARAGRAPHS]):
        _fit(soup, element)
    for element in soup.select("li > p, table, thead, tbody, tfoot, td, th, caption"):
        element.unwrap()
    return _cleaner.clean(str(soup)).strip()


def first_sentence(words: str, limit: int) -> str:
    """What own words say first that is a sentence, in at most so many characters: no heading, no greeting."""
    for paragraph in BeautifulSoup(words, "html.parser").find_all(["p", "li"]):
        text = " ".join(paragraph.get_text().split())
        bold = paragraph.find("b")
        if len(text) < SENTENCE_MIN or (bold is not None and bold.get_text() == paragraph.get_text()):
            continue
        ends = (found.start() for found in _SENTENCE_END.finditer(text))
        return Truncator(text[: next((end for end in ends if end >= SENTENCE_MIN), None)]).chars(limit)
    return ""


def _leave_names_behind(soup: BeautifulSoup) -> None:
    for mention in soup.select("a.mention"):
        mention.replace_with(_("a member"))
    for link in soup.find_all("a", href=True):
        if str(link["href"]).startswith("/"):
            link.unwrap()


def _fit(soup: BeautifulSoup, element: Element) -> None:
    """Give an element the name that the editor has for it."""
    if element.name in _RENAMED:
        element.name = _RENAMED[element.name]
        return
    element.name = _PARAGRAPHS[element.name]
    element.wrap(soup.new_tag("p"))
