"""The words that are shown of a result."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.passages import LONG, Marker, holds_phrases, marked, passage


def test_the_stretch_with_most_of_the_words_is_shown_and_marked():
    text = f"{'wood ' * 60} an invoice for chairs, sent late {'wood ' * 60}"
    shown = passage(text, Marker(["invoices", "chair", "late"], [], "en"))
    assert "<mark>invoice</mark> for <mark>chairs</mark>, sent <mark>late</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown.split()) <= LONG + 2


def test_the_beginning_is_shown_where_nothing_was_looked_for():
    assert passage("One two three", Marker([], [], "en")) == "One two three"


def test_words_that_begin_so_are_marked():
    assert marked("Bookkeeping for beginners", Marker([], ["book"], "en")) == "<mark>Bookkeeping</mark> for beginners"


def test_what_people_wrote_stays_text():
    assert passage("<b> late & later", Marker(["late"], [], "en")) == "&lt;b&gt; <mark>late</mark> &amp; later"
    assert "<script" not in passage("<script>chairs</script> (chairs)", Marker(["chairs"], [], "en"))


def test_phrases_are_found_whatever_stands_between_their_words():
    assert holds_phrases("My Cash-flow: it is low", ["cash flow"])
    assert holds_phrases("Le Café, ouvert", ["cafe ouvert"])
    assert not holds_phrases("flow of cash", ["cash flow"])
    assert not holds_phrases("cash flowing", ["cash flow"])


@given(st.text(max_size=300), st.lists(st.text(max_size=8), max_size=4))
def test_no_text_is_an_error_and_none_becomes_markup(text: str, words: list[str]):
    shown = passage(text, Marker(words, words, "en"))
    assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")
