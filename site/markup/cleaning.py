"""The last step, always: nh3 lets through what is on these lists and nothing else.

The writer makes well-formed HTML of these very elements, so that cleaning changes nothing; what a fault in the writer
might let slip is stopped here. Classes, ids and data attributes are the writer's own: it gives none of an author's.
"""

from __future__ import annotations

import nh3

from .addresses import SCHEMES

# What people may write as HTML, within a line and as blocks, with the attributes they may give.
INLINE_TAGS: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    **dict.fromkeys(("b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q"), frozenset()),
    **dict.fromkeys(("rp", "rt", "ruby", "s", "samp", "small", "strong", "sub", "sup", "u", "var"), frozenset()),
    **dict.fromkeys(("br", "wbr", "img"), frozenset()),
}
BLOCK_TAGS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("blockquote", "div", "li", "p", "ul", "h1", "h2", "h3", "h4", "h5", "h6"), frozenset({"dir"})),
    **dict.fromkeys(("caption", "dd", "dl", "dt", "figcaption", "figure", "hr", "pre", "summary"), frozenset()),
    **dict.fromkeys(("table", "tbody", "thead", "tfoot", "tr"), frozenset()),
    "details": frozenset({"open"}),
    "ol": frozenset({"dir", "start"}),
    "td": frozenset({"align", "colspan", "rowspan"}),
    "th": frozenset({"align", "colspan", "rowspan"}),
}
VOID_TAGS = frozenset({"br", "hr", "img", "wbr"})

# What the writer makes besides.
_OWN_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "rel", "data-handle", "aria-label", "id"},
    "blockquote": {"dir", "data-handle", "data-post", "data-topic"},
    "code": {"class"},  # language-…, of any language
    "section": set(),
    "div": {"dir", "role", "tabindex", "aria-label"},
    "img": {"src", "width", "height", "alt", "loading", "decoding", "title"},
    "input": {"type", "autocomplete", "aria-label"},
    "li": {"dir", "id"},
    "pre": {"tabindex"},
    "span": {"role", "aria-label"},
}
_ATTRIBUTES = {
    tag: {*INLINE_TAGS.get(tag, ()), *BLOCK_TAGS.get(tag, ()), *_OWN_ATTRIBUTES.get(tag, ())}
    for tag in {*INLINE_TAGS, *BLOCK_TAGS, *_OWN_ATTRIBUTES}
}
# Values that nh3 itself holds to a list belong there instead of among the attributes.
_VALUES = {
    "input": {"type": {"checkbox"}, "autocomplete": {"off"}},
    "span": {"role": {"img"}},
    "div": {"role": {"group"}, "tabindex": {"0"}},
    "pre": {"tabindex": {"0"}},
    "img": {"loading": {"lazy"}, "decoding": {"async"}},
    "td": {"align": {"left", "center", "right"}},
    "th": {"align": {"left", "center", "right"}},
    "a": {"rel": {"ugc nofollow noopener", "tag"}},
}
for _tag, _values in _VALUES.items():
    _ATTRIBUTES[_tag] -= set(_values)

CLASSES = {
    "a": {"mention", "mention-group", "tag", "picture", "picture-link", "file", "footnote-ref", "footnote-back"},
    "blockquote": {"quote"},
    "div": {"table-scroll"},
    "input": {"spoiler-toggle"},
    "li": {"task", "task-done"},
    "section": {"footnotes"},
    "span": {"spoiler", "spoiler-text", "task-mark", "missing"},
    "ul": {"task-list"},
}

_cleaner = nh3.Cleaner(
    tags=set(_ATTRIBUTES),
    attributes={tag: names for tag, names in _ATTRIBUTES.items() if names},
    tag_attribute_values=_VALUES,
    allowed_classes=CLASSES,
    generic_attribute_prefixes=set(),
    url_schemes=set(SCHEMES),
    link_rel=None,
)


def clean_html(html: str) -> str:
    """The HTML with everything taken out that is not on the lists above, balanced as a browser would parse it."""
    return _cleaner.clean(html)
