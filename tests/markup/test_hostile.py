"""Text meant to do harm comes out harmless, and small enough."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markup import Image, RenderContext, from_html, render, to_plain
from markup.cleaning import clean_html
from markup.sheet import DEPTH_MAX
from tests.markup.oracle import depth, faults

CONTEXT = RenderContext(
    member_url=lambda asked: {handle: f"/members/{handle}/" for handle in asked},
    tag_url=lambda asked: {tag: f"/tags/{tag}/" for tag in asked},
    post_url=lambda asked: {quote: (quote.handle, "/p/1/") for quote in asked},
    image=lambda asked: {number: Image(f"/files/{number}", 10, 10, "alt") for number in asked},
    id_prefix="p1",
)

# Where in a text a payload may stand.
PLACES = (
    "{}",
    "words {} words",
    "> {}",
    "- **{}**",
    "[{}](https://x.example)",
    '[x]({} "{}")',
    "![{}]({})",
    "| a |\n|---|\n| {} |",
    '[quote="{}"]\n{}\n[/quote]',
    "||{}||",
    "```{}\n{}\n```",
    "<div>\n{}\n\n{}</div>",
    "<b title='{}'>{}",
    "<a href='{}'>x</a> <img src=\"{}\">",
    "x[^1]\n\n[^1]: {}",
    "@{} #{} :{}:",
    "[{}]: {}\n\n[{}]",
)


def payloads(folder: Path) -> Iterator[str]:
    yield from (entry for entry in json.loads((folder / "blns.json").read_text()) if entry)
    yield from (entry["payload"] for entry in json.loads((folder / "dompurify-expect.json").read_text()))
    yield from (entry["data"] for entry in json.loads((folder / "h5sc-items.json").read_text()))
    yield from (json.loads(line)["payload"] for line in (folder / "owasp.jsonl").read_text().splitlines())


def packed(words: Sequence[str], limit: int) -> Iterator[str]:
    """All of them in lines of at most so many characters: short ones together, of long ones the beginning."""
    line = ""
    for payload in words:
        longer = f"{line} {payload}".strip()
        if line and len(longer) > limit:
            yield line
            longer = payload
        line = longer[:limit]
    yield line


def test_every_known_payload_comes_out_harmless_wherever_it_stands(shared: Path) -> None:
    found = list(payloads(shared / "data/xss"))
    assert len(found) > 950
    for number, payload in enumerate(found):
        # One place each in turn and the bare payload: all places are met by dozens of payloads of each kind.
        for place in {PLACES[0], PLACES[number % len(PLACES)], PLACES[(number * 7 + 3) % len(PLACES)]}:
            html = render(place.replace("{}", payload), context=CONTEXT).html
            assert not faults(html), (place, payload, html)


def test_every_known_payload_is_harmless_as_html_of_other_programs(shared: Path) -> None:
    for payload in payloads(shared / "data/xss"):
        html = render(from_html(payload), context=CONTEXT).html
        assert not faults(html), (payload, html)


# From these, hypothesis puts texts together.
FRAGMENTS = (
    *("[quote]", '[quote="ann, post:3"]', "[/quote]", "||", "**", "*", "_", "~~", "`", "```\n", "\n", "\n\n", "> "),
    *("- ", "1. ", "# ", "|", "\n|-|-|\n", "[", "]", "(", ")", "![", "](upload:1)", "](https://x.example)", "[^1]"),
    *("\n[^1]: ", "@ann", "#tag", ":smile:", "https://x.example/_a_", "www.x.example", "a@x.example", "\\", "&lt;"),
    *("&#2;", "&#x202e;", "<", ">", '"', "'", "<b>", "</b>", "<div>", "</div>", "</p>", "</blockquote>", "</span>"),
    *("<details>", "<summary>", '<a class="mention" data-handle="ann" href="', 'javascript:alert(1)">'),
    *("<img src=x onerror=y>", "<script>", "</script>", "<svg><style>", "<math><mtext>", "<table><tr><td>"),
    *("</table>", "<!--", "-->", "<![CDATA[", "]]>", "<?x", "<li>", '<input class="spoiler-toggle">'),
    *("<plaintext>", "<template>", "<h1>", "<pre>", "    ", "\t", "\x02", "\u202e", "é", "word", " ", "é", "語"),
    *("\r", "[x]: /y\n", "- [x] ", "<ol start=5>", "onclick=z", "</a>", '<a title="'),
)
TEXTS = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=4)), max_size=30).map("".join)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_whatever_is_written_comes_out_harmless(source: str) -> None:
    result = render(source, context=CONTEXT)
    assert not faults(result.html)
    assert clean_html(result.html) == result.html
    assert not set(result.text + result.brief) & set("\x00\x02\x03\u202e")


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_whatever_html_is_read_can_be_rendered(html: str) -> None:
    assert not faults(render(from_html(html), context=CONTEXT).html)
    to_plain(html)


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_string_can_be_rendered(source: str) -> None:
    render(source).html.encode()


LENGTH = 32_000

REPEATED = (
    *("[[[[", ">>>>", "****", "||||", "||a ", "~~~~", "____", "![", "`", "[^", "[^a]", "<a ", '<a "', "<b>"),
    *("<b><i><p>", "<!--", "<script>", "<div>", "<details>\n\n", "- ", "1. ", "[quote]", "[quote]\n"),
    *("[quote][/quote]", "@ann ", "#tag ", ":a:", "http://", "http://a.b/", "http://a.b)", "www.a.b)", "|a"),
    *("|a|b|\n|-|-|\n", "&amp;", "\\", "[a](b) ", "[a](", "[![a](b)](c)", "<http://a>", "a_b*c~", "<ol><li>"),
    *("<table><tr><td>", "<h1>", "'\"", "# a\n", "a\n=\n"),
)
BUILT = {
    "nested emphasis": "*" * 16_000 + "a" + "*" * 16_000,
    "nested brackets": "[" * 15_000 + "a" + "](b)" * 4_000,
    "nested pictures": "![" * 8_000 + "](b)" * 4_000,
    "nested quotations": "[quote]\n" * 1_800 + "[/quote]\n" * 1_900,
    "nested lists": "\n".join(" " * (2 * level) + "- a" for level in range(170)),
    "nested block quotes": (">" * 200 + " a\n") * 150,
    "open quotations": '[quote="a"]\n' * 2_600,
    "ten thousand footnotes": "[^1]" * 7_900 + "\n\n[^1]: x",
    "footnotes": "\n".join(f"[^{number}]: a" for number in range(2_400)),
    "wide table": "|" + "a|" * 7_000 + "\n|" + "-|" * 7_000 + "\n" + "|\n" * 1_000,
    "tall table": "|" + "a|" * 39 + "\n|" + "-|" * 39 + "\n" + "a\n" * 15_000,
    "long reference": f"[a]: /{'b' * 1_900}\n\n" + "[a] " * 7_500,
    "closing brackets": "http://a.b/" + "(" * 15_000 + ")" * 15_000,
    "long handle": "@" + "a." * 15_000,
    "long tag": "#" + "a-" * 15_000,
    "long address": "a@" + "b." * 15_000,
}


@pytest.mark.parametrize("source", [(part * LENGTH)[:LENGTH] for part in REPEATED], ids=REPEATED)
def test_repetition_stays_shallow_and_short(source: str) -> None:
    shallow_and_short(source)


@pytest.mark.parametrize("source", BUILT.values(), ids=BUILT.keys())
def test_what_is_built_to_grow_stays_shallow_and_short(source: str) -> None:
    shallow_and_short(source)


def shallow_and_short(source: str) -> None:
    html = render(source, context=CONTEXT).html
    # A mention is the mark that grows most: five characters become a link.
    assert len(html) < 15 * LENGTH
    # A spoiler or a table is two elements deep, and counts as one.
    assert depth(html) <= 2 * DEPTH_MAX


@pytest.mark.parametrize(
    "part", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<a href=x>", "<!--", "<pre>"]
)
def test_reading_deep_html_never_recurses_too_far(part: str) -> None:
    html = (part * LENGTH)[: 2 * LENGTH] + "words"
    assert len(from_html(html)) < 20 * LENGTH
    to_plain(html)
