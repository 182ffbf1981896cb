"""Excerpts and plain words."""

from __future__ import annotations

import pytest

from markup import Image, RenderContext, excerpt, render, to_plain


def test_an_excerpt_is_the_authors_own_words_on_one_line() -> None:
    source = (
        '[quote="ann, post:3"]\nquoted\n[/quote]\n\n> also quoted\n\n'
        "# A *title*\n\nFirst `code` line\nsecond line[^1].\n\n"
        "```\nblock of code\n```\n\n- item\n\n||secret||\n\n[^1]: the note"
    )
    assert excerpt(source) == "A title First code line second line. item …"
    assert excerpt(render(source)) == excerpt(source)


def test_an_excerpt_ends_between_words() -> None:
    words = "Pricing by the hour, not by the piece"
    assert excerpt(words, length=len(words)) == words
    assert excerpt(words, length=21) == "Pricing by the hour…"
    assert excerpt(words, length=20) == "Pricing by the hour…"
    assert excerpt(words, length=19) == "Pricing by the…"
    assert excerpt("a" * 300, length=10) == "a" * 9 + "…"
    assert excerpt("") == ""


@pytest.mark.parametrize("length", range(1, 40))
def test_an_excerpt_is_never_longer_than_asked(length: int) -> None:
    assert len(excerpt("One two, three – four. Five: six; seven", length=length)) <= length


def test_spoilers_are_in_no_plain_reading() -> None:
    result = render("It was ||the butler with *flour* and ![x](upload:1) @ann||.")
    assert result.text == result.brief == excerpt(result) == "It was …."
    assert "butler" not in to_plain(result.html)
    assert to_plain(result.html) == "It was …."


def test_text_has_a_line_for_each_block() -> None:
    result = render("# A\n\nb *c*\nd\\\ne\n\n1. f\n2. g\n\n| h | i |\n|---|---|\n| j | k |\n\n> l\n\n```\nm\n```")
    assert result.text.splitlines() == ["A", "b c d", "e", "f", "g", "h i", "j k", "l", "m"]


def test_plain_words_of_html() -> None:
    html = (
        "<head><title>t</title></head><p>Fish &amp; <b>chips</b><br>now</p><ul><li>one<li>two</ul><script>x()</script>"
        '<img src="x" alt="A boat"><table><tr><td>a</td><td>b</td></tr></table><!-- no --><o:p>w</o:p>'
    )
    assert to_plain(html).splitlines() == ["Fish & chips", "now", "one", "two", "A boat", "a b", "w"]


def test_plain_words_of_what_was_rendered_are_its_text() -> None:
    context = RenderContext(image=lambda asked: {number: Image("/x", 1, 1, "words") for number in asked})
    source = "# A\n\nb **c** :seedling:\n\n- d\n- e\n\n![f](upload:1)\n\n> g"
    result = render(source, context=context)
    assert to_plain(result.html) == result.text
