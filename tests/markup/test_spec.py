"""CommonMark's and GFM's own examples, through our parser, writer and cleaner."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from markup import RenderContext, render
from markup.cleaning import clean_html
from markup.parser import commonmark
from markup.writer import Writer

CONTEXT = RenderContext(heading_level=1)

# Where our HTML differs from CommonMark's on purpose, by the number of the example.
TYPED_HTML = {
    # Raw HTML is cleaned: no class, style or event, no unknown element (shown as typed instead), addresses made
    # canonical, comments and declarations gone, and what is left open is closed in its paragraph.
    *(21, 31, 148, 150, 153, 154, 156, 157, 158, 164, 168, 171, 173, 175, 189, 203, 310, 311, 346),
    *(478, 479, 493, 496, 526, 538, 615, 616, 617, 618, 619, 625, 627, 628, 629, 630, 631, 632, 633, 645, 646),
}
PICTURES = {
    # A picture from elsewhere becomes a link to it, or its words within another link.
    *(477, 519, 522, 533, 574, 575, 576, 577, 578, 579, 580, 581, 582, 583, 584, 585, 586, 587, 588, 589, 590, 591),
    593,
}
SCHEMES = {598, 600, 601, 603}  # irc:, a+b+c:, made-up-scheme:, localhost: are not followed
AUTOLINKS = {604, 610, 613, 614}  # GFM links bare addresses, CommonMark says they are text

GFM_TYPED_HTML = {
    *(118, 120, 123, 124, 126, 127, 128, 133, 137, 139, 142, 156, 170, 288, 289, 317, 327, 354, 485, 486),
    *(500, 503, 532, 544, 632, 633, 634, 635, 636, 642, 644, 645, 646, 647, 648, 649, 650, 651, 653, 663, 664),
}
GFM_PICTURES = {484, 525, 528, 539, *range(580, 598), 599}
GFM_SCHEMES = {604, 606, 607, 609, 628}  # the last one ends with ftp:
GFM_AUTOLINKS = {610, 616, 619, 620}  # examples of CommonMark's that GFM's own extension overrules


def examples(shared: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((shared / "data/xss" / f"{name}-spec.json").read_text())
    assert len(found) > 640
    return found


@cache
def normalised(html: str) -> str:
    """The HTML as a browser has it, without what we add (rel, tabindex, a frame around tables, words for checkboxes)
    and without whitespace that is not shown."""
    body = BeautifulSoup(html, "html5lib").body
    assert body is not None
    for frame in body.select("div.table-scroll"):
        frame.unwrap()
    for mark in body.select("span.task-mark"):
        box = BeautifulSoup('<input disabled="" type="checkbox"/>', "html.parser").input
        assert box is not None
        if "☑" in mark.text:
            box["checked"] = ""
        mark.replace_with(box)
    for element in body.find_all(True):
        element.name = "del" if element.name == "s" else element.name
        ours = {"rel", "tabindex", "class"} if element.name != "code" else {"tabindex"}
        element.attrs = {name: element.attrs[name] for name in sorted(element.attrs) if name not in ours}
    blocks = r"\s*(</?(?:p|ul|ol|li|blockquote|h\d|hr|table|thead|tbody|tr|td|th|div|br)\b[^>]*>)\s*"
    parts = re.split(r"(<pre.*?</pre>)", body.decode_contents(), flags=re.DOTALL)
    parts[::2] = [re.sub(blocks, r"\1", re.sub(r"\s+", " ", part)) for part in parts[::2]]
    return "".join(parts).strip()


def core(source: str) -> str:
    """The source through CommonMark's rules alone, written and cleaned by us."""
    writer = Writer(CONTEXT)
    writer.write(commonmark().parse(source))
    writer.names.fill()
    return clean_html("".join(writer.html))


def different(found: list[dict[str, Any]], rendered: Any) -> set[int]:
    return {
        example["example"]
        for example in found
        if normalised(rendered(example["markdown"])) != normalised(example["html"])
    }


def test_the_parser_itself_gives_commonmarks_html_for_every_example(shared: Path) -> None:
    def unclean(source: str) -> str:
        return str(commonmark().render(source))

    assert different(examples(shared, "commonmark"), unclean) == set()


def test_commonmark_differs_only_where_html_is_cleaned(shared: Path) -> None:
    assert different(examples(shared, "commonmark"), core) == TYPED_HTML | PICTURES | SCHEMES


def test_our_marks_leave_commonmark_alone(shared: Path) -> None:
    def full(source: str) -> str:
        return render(source, context=CONTEXT).html

    assert different(examples(shared, "commonmark"), full) == TYPED_HTML | PICTURES | SCHEMES | AUTOLINKS


def test_gfm_differs_only_where_html_is_cleaned(shared: Path) -> None:
    def full(source: str) -> str:
        return render(source, context=CONTEXT).html

    expected = GFM_TYPED_HTML | GFM_PICTURES | GFM_SCHEMES | GFM_AUTOLINKS
    assert different(examples(shared, "gfm"), full) == expected
