"""Quotations that name their post."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from markup import Quote
from tests.markup.small_site import rendered


def test_quotations_name_and_link_their_post() -> None:
    result = rendered('[quote="ann, post:3, topic:12"]\nSome *words*\n\n- and a list\n[/quote]\n\nIndeed.')
    assert result.html == (
        '<blockquote class="quote" data-handle="ann" data-post="3" data-topic="12">'
        '<cite><a href="/p/3/">Ann Doe</a></cite>\n'
        "<p>Some <em>words</em></p>\n<ul>\n<li>and a list</li>\n</ul>\n</blockquote>\n<p>Indeed.</p>\n"
    )
    assert result.quoted == (Quote("ann", 3, 12),)
    assert result.brief == "Indeed."


def test_a_quotation_within_a_quotation_is_the_quoted_authors() -> None:
    result = rendered('[quote="ann, post:3"]\n[quote="bo_b, post:4"]\nx\n[/quote]\ny\n[/quote]\nz')
    soup = BeautifulSoup(result.html, "html5lib")
    assert soup.select_one("blockquote.quote blockquote.quote") is not None
    assert result.quoted == (Quote("ann", 3),)


@pytest.mark.parametrize(
    ("label", "quote"),
    [
        ("", None),
        ("=ann", Quote("ann")),
        ('="Ann Doe"', Quote("Ann Doe")),
        ('="Ann Doe, post:3, topic:12, full:true, username:ann"', Quote("ann", 3, 12)),
        ("=“ann, post:3”", Quote("ann", 3)),
        ('="@ann, post:x"', Quote("ann")),
        ('="\u202eann"', Quote("ann")),
    ],
)
def test_quotation_labels(label: str, quote: Quote | None) -> None:
    result = rendered(f"[quote{label}]\nx\n[/quote]")
    assert '<blockquote class="quote"' in result.html
    assert result.quoted == ((quote,) if quote else ())


@pytest.mark.parametrize(
    ("source", "depth", "words"),
    [
        ('[quote="a"]x[/quote]', 1, "x"),
        ('[quote="a"][quote]x[/quote]y[/quote]z', 2, "x\ny\nz"),
        ("[quote]a[/quote][quote]b[/quote] c", 1, "a\nb\nc"),
        ("text\n[quote]\nx\n\ny\n[/quote]\ntail", 1, "text\nx\ny\ntail"),
        ("- item\n\n  [quote]x[/quote]\n  more", 1, "item\nx\nmore"),
        ("> [quote]x[/quote]\n> y", 1, "x\ny"),
        ("[quote]\n```\n[/quote]\n```\n[/quote]", 1, "[/quote]"),
        ("[quote]\nunclosed", 0, "[quote] unclosed"),
        ("closed\n[/quote]", 0, "closed [/quote]"),
        ("in the [quote]middle[/quote] of it", 0, "in the [quote]middle[/quote] of it"),
        ("`[quote]x[/quote]`", 0, "[quote]x[/quote]"),
        ("```\n[quote]x[/quote]\n```", 0, "[quote]x[/quote]"),
    ],
)
def test_where_quotations_begin_and_end(source: str, depth: int, words: str) -> None:
    result = rendered(source)
    soup = BeautifulSoup(result.html, "html5lib")
    deepest = max(
        (len(quote.find_parents("blockquote", class_="quote")) + 1 for quote in soup.select(".quote")), default=0
    )
    assert deepest == depth
    assert result.text == words
