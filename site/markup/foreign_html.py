"""HTML that other programs made, as Markdown: Discourse's rendered posts, mails, pages pasted into the composer.

nh3 first leaves only what means something to a reader; then known shapes (Discourse's quotes, mentions, emoji,
previews of links, enlarged pictures) are put in plain ones, and markdownify does the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin

import nh3
from bs4 import BeautifulSoup
from bs4.element import AttributeValueList, NavigableString
from bs4.element import Tag as Element

from .addresses import SCHEMES
from .characters import clean, escape
from .cleaning import VOID_TAGS
from .markdown_writer import MarkdownWriter
from .tag_reader import Tag, pieces

DEPTH_MAX = 60  # elements within one another that are kept; writers of Markdown call themselves once a level

ELEMENTS_MAX = 10_000  # in one document; of a longer one, the rest keeps its words only

_TAGS = frozenset(
    {"a", "abbr", "aside", "article", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "dfn"}
    | {"div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img"}
    | {"ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong"}
    | {"sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "footer"}
)
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "title"},
    "aside": {"data-username", "data-post", "data-topic", "data-onebox-src"},
    "div": {"data-youtube-id"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan"},
    "th": {"colspan"},
}
_cleaner = nh3.Cleaner(
    tags=set(_TAGS),
    attributes=_ATTRIBUTES,
    url_schemes={*SCHEMES, "cid"},
    link_rel=None,
    generic_attribute_prefixes=set(),
)

# End tags that HTML lets people leave out (the HTML standard, "optional tags"): which elements a tag ends.
_ENDS_PARAGRAPH = frozenset(
    {"blockquote", "details", "div", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul"}
)
_ENDED_BY = {
    **dict.fromkeys(_ENDS_PARAGRAPH, frozenset({"p"})),
    **dict.fromkeys(("td", "th"), frozenset({"p", "td", "th"})),
    **dict.fromkeys(("dd", "dt"), frozenset({"p", "dd", "dt"})),
    "li": frozenset({"p", "li"}),
    "tr": frozenset({"p", "td", "th", "tr"}),
}
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{5,20}")
# What Discourse adds around what people wrote.
_FURNITURE = "aside.quote > .title, .lightbox-wrapper .meta, a.anchor, img.avatar, .quote-controls, img.site-icon"


def from_html(html: str, *, base_url: str = "") -> str:
    """Markdown that `render` turns into what the HTML showed. Relative addresses are taken to be under `base_url`.

    Pictures attached to a mail keep their `cid:` address (RFC 2392); whoever stores them puts `upload:…` in its place.
    """
    soup = BeautifulSoup(f"<body>{_cleaner.clean(_shallow(clean(html)))}</body>", "html.parser")
    for element in soup.select(_FURNITURE):
        element.decompose()
    _flatten_previews(soup)
    _flatten_pictures(soup)
    _name_addresses(soup, base_url)
    _flatten_layout(soup)
    for element in soup.select("a.mention, a.mention-group, span.mention, a.hashtag, a.hashtag-cooked, span.hashtag"):
        element.name, element["class"] = "span", AttributeValueList(["mention"])
    return MarkdownWriter().convert_soup(soup).strip()


def _shallow(html: str) -> str:
    """The same HTML, balanced, no deeper than DEPTH_MAX, with the elements and attributes of the lists above only."""
    written: list[str] = []
    stack: list[str] = []
    too_deep: Counter[str] = Counter()
    for piece in pieces(html, typed=False):
        if isinstance(piece, str):
            written.append(escape(piece))
        elif piece.name not in _TAGS:
            continue
        elif piece.closing:
            if too_deep[piece.name]:
                too_deep[piece.name] -= 1
            elif piece.name in stack:
                while (name := stack.pop()) != piece.name:
                    written.append(f"</{name}>")
                written.append(f"</{name}>")
        else:
            _open(piece, stack, written, too_deep)
    return "".join([*written, *(f"</{name}>" for name in reversed(stack))])


def _open(tag: Tag, stack: list[str], written: list[str], too_deep: Counter[str]) -> None:
    while stack and stack[-1] in _ENDED_BY.get(tag.name, ()):
        written.append(f"</{stack.pop()}>")
    if len(stack) >= DEPTH_MAX or len(written) > 2 * ELEMENTS_MAX:
        too_deep[tag.name] += 1
        return
    names = _ATTRIBUTES["*"] | _ATTRIBUTES.get(tag.name, set())
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in tag.attributes.items() if name in names)
    written.append(f"<{tag.name}{attributes}>")
    if tag.name not in VOID_TAGS:
        stack.append(tag.name)


def _link(soup: BeautifulSoup, url: str) -> Element:
    link = soup.new_tag("a", href=url)
    link.string = url
    return link


def _flatten_previews(soup: BeautifulSoup) -> None:
    """A preview of a linked page, or of a film, becomes the link."""
    for preview in soup.select("aside.onebox"):
        named = preview.select_one("a[href]")
        url = str(preview.get("data-onebox-src") or (named["href"] if named else ""))
        paragraph = soup.new_tag("p")
        if url:
            paragraph.append(_link(soup, url))
        preview.replace_with(paragraph)
    for film in soup.select("[data-youtube-id]"):
        if _YOUTUBE_ID.fullmatch(str(film["data-youtube-id"])):
            film.clear()
            film.append(_link(soup, f"https://www.youtube.com/watch?v={film['data-youtube-id']}"))


def _flatten_pictures(soup: BeautifulSoup) -> None:
    """Emoji become their names, enlarged pictures the picture in full; what is too small to see goes."""
    for picture in soup.select("img.emoji"):
        picture.replace_with(NavigableString(str(picture.get("title") or picture.get("alt") or "")))
    for link in soup.select("a.lightbox[href]"):
        inside = link.select_one("img")
        alt = str(inside.get("alt") or "") if inside else ""
        link.replace_with(soup.new_tag("img", src=str(link["href"]), alt=alt))
    for picture in soup.select("img"):
        if not picture.get("src") or {picture.get("width"), picture.get("height")} & {"0", "1"}:
            picture.decompose()


def _name_addresses(soup: BeautifulSoup, base_url: str) -> None:
    for name, attribute in (("a", "href"), ("img", "src")):
        for element in soup.select(f"{name}[{attribute}]") if base_url else ():
            try:
                element[attribute] = urljoin(base_url, str(element[attribute]))
            except ValueError:
                del element[attribute]


def _flatten_layout(soup: BeautifulSoup) -> None:
    """Tables without headings lay out mails rather than data: their cells become blocks."""
    for table in soup.select("table"):
        if not table.select_one("th"):
            for part in [table, *table.select("tbody, thead, tfoot, tr, td, caption")]:
                part.name = "div"
    for line_break in soup.select("pre br"):
        line_break.replace_with(NavigableString("\n"))
