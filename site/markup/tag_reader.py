"""HTML read tag by tag, in linear time whatever it looks like, so that it can be written anew from a list.

Nothing here is handed through: whoever writes the tags again decides about each of them and of its attributes. What
stands inside `script`, `style` and their like is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from .characters import clean

# An opening or closing tag up to the first ">" outside quotes. The possessive star keeps a failed match linear.
_TAG = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^>"']|"[^"]*"|'[^']*')*+)>""")
_TAG_BEGINS = re.compile(r"</?[A-Za-z]")
_ATTRIBUTE = re.compile(r"""([A-Za-z][A-Za-z0-9_-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")

# Their content is not text for people.
_SILENT = frozenset(
    {"head", "iframe", "math", "noembed", "noframes", "noscript", "script", "style", "svg", "template", "title"}
)
# HTML's and SVG's other elements, past and present: left out, their content stays.
# fmt: off
_KNOWN = frozenset({
    "a", "abbr", "acronym", "address", "animate", "applet", "area", "article", "aside", "audio", "b", "base",
    "basefont", "bdi", "bdo", "bgsound", "big", "blink", "blockquote", "body", "br", "button", "canvas", "caption",
    "center", "cite", "code", "col", "colgroup", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir",
    "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "foreignobject", "form",
    "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "i", "image", "img",
    "input", "ins", "isindex", "kbd", "keygen", "label", "legend", "li", "link", "listing", "main", "map", "mark",
    "marquee", "menu", "meta", "meter", "nav", "nobr", "object", "ol", "optgroup", "option", "output", "p", "param",
    "picture", "plaintext", "portal", "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp", "search", "section",
    "select", "set", "slot", "small", "source", "span", "strike", "strong", "sub", "summary", "sup", "table",
    "tbody", "td", "textarea", "tfoot", "th", "thead", "time", "tr", "track", "tt", "u", "ul", "use", "var",
    "video", "wbr", "xmp",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as typed: its name in lower case and its attributes with character references resolved."""

    name: str
    closing: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


def pieces(html: str, *, typed: bool) -> Iterator[str | Tag]:
    """The text (as people read it, not escaped) and the tags.

    A tag that HTML does not know is text if `typed` by a person (`vector<Point>` is a type, not markup), and left out
    of what a program made. An unfinished tag ends the search: what follows is text.
    """
    position = 0
    unended: set[str] = set()
    while (start := html.find("<", position)) >= 0:
        if start > position:
            yield _text(html[position:start])
        if html.startswith(("<!", "<?"), start):
            position = _after_declaration(html, start)
        elif match := _TAG.match(html, start):
            if piece := _piece(match, typed=typed):
                yield piece
            position = _after_tag(html, match, unended)
        else:
            position = len(html) if _TAG_BEGINS.match(html, start) else start + 1
            yield _text(html[start:position])
    if position < len(html):
        yield _text(html[position:])


def _piece(match: re.Match[str], *, typed: bool) -> str | Tag | None:
    name = match[2].lower()
    if name in _KNOWN:
        return Tag(name, bool(match[1]), {} if match[1] else _attributes(match[3]))
    return _text(match[0]) if typed and name not in _SILENT else None


def _after_tag(html: str, match: re.Match[str], unended: set[str]) -> int:
    """Where to read on: after the tag, or after the whole element where its content is not for people.

    Of an element that never ends only the tag is left out; `unended` remembers it, so as not to search again.
    """
    name = match[2].lower()
    if match[1] or name not in _SILENT or name in unended:
        return match.end()
    closing = re.compile(f"</{name}", re.IGNORECASE).search(html, match.end())
    end = html.find(">", closing.end()) if closing else -1
    if end < 0:
        unended.add(name)
        return match.end()
    return end + 1


def _text(html: str) -> str:
    return clean(unescape(html)) if "&" in html else html


def _attributes(inside: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(inside):
        # As in browsers, the first of two attributes of one name counts.
        found.setdefault(match[1].lower(), _text(match[2] or match[3] or match[4] or ""))
    return found


def _after_declaration(html: str, start: int) -> int:
    ending = "-->" if html.startswith("<!--", start) else "]]>" if html.startswith("<![CDATA[", start) else ">"
    if html.startswith(("<!-->", "<!--->"), start):
        ending = ">"
    end = html.find(ending, start + 2)
    return len(html) if end < 0 else end + len(ending)
