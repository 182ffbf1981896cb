"""What HTML made of people's text may hold, by lists of its own, read by a parser of its own (html5lib)."""

from __future__ import annotations

import re

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"
PLAIN = {
    *(
        "abbr",
        "b",
        "bdi",
        "br",
        "caption",
        "cite",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
    ),
    *("figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "mark", "p", "q", "rp", "rt", "ruby", "s"),
    *("samp", "section", "small", "strong", "sub", "summary", "sup", "table", "tbody", "tfoot", "thead", "tr", "u"),
    *("var", "wbr"),
}
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "rel", "class", "data-handle", "aria-label", "id"},
    "abbr": {"title"},
    "blockquote": {"class", "data-handle", "data-post", "data-topic", "dir"},
    "code": {"class"},
    "details": {"open"},
    "div": {"class", "role", "tabindex", "aria-label", "dir"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "input": {"class", "type", "autocomplete", "aria-label"},
    "li": {"class", "id", "dir"},
    "ol": {"start", "dir"},
    "p": {"dir"},
    "pre": {"tabindex"},
    "section": {"class"},
    "span": {"class", "role", "aria-label"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
    "ul": {"class", "dir"},
    **{f"h{level}": {"dir"} for level in range(1, 7)},
}
CLASSES = {
    "a": r"mention|mention mention-group|tag|picture|picture-link|file|footnote-ref|footnote-back",
    "blockquote": r"quote",
    "code": r"language-\S+",
    "div": r"table-scroll",
    "input": r"spoiler-toggle",
    "li": r"task|task task-done",
    "section": r"footnotes",
    "span": r"spoiler|spoiler-text|task-mark|missing",
    "ul": r"task-list",
}
SCHEMES = {"http", "https", "mailto", "tel"}
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]")


def faults(html: str) -> list[str]:
    """Everything in the HTML that should not be there, as a browser sees it that sets it as a div's innerHTML.

    It is read a second time from what the first reading would write: markup that changes its meaning when it is
    parsed again must not become harmful by it.
    """
    found = [f"control character in {html!r}"] if CONTROLS.search(html) else []
    tree = html5lib.parseFragment(html, container="div")
    found += _tree_faults(tree)
    written = html5lib.serialize(tree, quote_attr_values="always", omit_optional_tags=False)
    return found + _tree_faults(html5lib.parseFragment(written, container="div"))


def _tree_faults(tree: object) -> list[str]:
    found: list[str] = []
    for element in tree.iter():  # type: ignore[attr-defined]
        if not isinstance(element.tag, str):
            found.append(f"comment {element.text!r}")
        elif element.tag != "DOCUMENT_FRAGMENT":
            found += _element_faults(element)
    return found


def _element_faults(element: object) -> list[str]:
    tag = element.tag.removeprefix(XHTML)  # type: ignore[attr-defined]
    if tag not in PLAIN and tag not in ATTRIBUTES:
        return [f"<{tag}>"]
    found = []
    attributes: dict[str, str] = element.attrib  # type: ignore[attr-defined]
    for name, value in attributes.items():
        if name not in ATTRIBUTES.get(tag, set()):
            found.append(f"<{tag} {name}>")
        elif name == "class" and not re.fullmatch(CLASSES[tag], value):
            found.append(f"<{tag} class={value!r}>")
        elif name in ("href", "src") and not address_is_safe(value):
            found.append(f"<{tag} {name}={value!r}>")
        elif name == "id" and not re.fullmatch(r"(fn|fnref)-[A-Za-z0-9_-]+", value):
            found.append(f"<{tag} id={value!r}>")
    if tag == "input" and attributes.get("type") != "checkbox":
        found.append("<input> that is no checkbox")
    return found


def address_is_safe(url: str) -> bool:
    """As browsers read addresses (the URL standard): control characters and spaces go, then the scheme counts."""
    bare = re.sub(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]", "", url)
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", bare)
    return scheme is None or scheme[1].lower() in SCHEMES


def depth(html: str) -> int:
    """How many elements stand within one another at the deepest place."""
    deepest, waiting = 0, [(html5lib.parseFragment(html, container="div"), 0)]
    while waiting:
        element, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(child, level + 1) for child in element]
    return deepest
