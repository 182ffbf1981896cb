"""Revisions compared."""

from __future__ import annotations

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from markup import Row, inline_diff, side_by_side
from markup.diff import LINES_MAX

TEXTS = st.text(alphabet="ab \n<&", max_size=60)


def without(tag: str, marked: str) -> str:
    """One side of a comparison: what the other tag holds is dropped, the marks are taken off."""
    kept = re.sub(rf"<{tag}>.*?</{tag}>", "", marked, flags=re.DOTALL)
    return html.unescape(re.sub(r"</?(?:ins|del)>", "", kept))


def test_words_are_marked_within_a_line() -> None:
    assert inline_diff("Pay in ten days.\nThanks", "Pay in 30 days.\nThanks") == (
        "Pay in <del>ten</del><ins>30</ins> days.\nThanks"
    )


def test_lines_come_and_go() -> None:
    assert inline_diff("a\nb\nc\n", "a\nc\nd\n") == "a\n<del>b\n</del>c\n<ins>d\n</ins>"
    assert inline_diff("", "") == ""
    assert inline_diff("same", "same") == "same"


def test_markup_in_a_text_is_text() -> None:
    assert inline_diff("<b>", "<script>") == "&lt;<del>b</del><ins>script</ins>&gt;"
    assert side_by_side('"<', "&") == [Row("<del>&quot;&lt;</del>", "<ins>&amp;</ins>")]


def test_side_by_side_pairs_the_lines() -> None:
    rows = side_by_side("same\nold word\ngone", "same\nnew word\n")
    assert rows == [
        Row("same", "same"),
        Row("<del>old</del> word", "<ins>new</ins> word"),
        Row("<del>gone</del>", None),
    ]
    assert [row.same for row in rows] == [True, False, False]
    assert side_by_side("a", "a\nb")[1] == Row(None, "<ins>b</ins>")


@given(TEXTS, TEXTS)
@settings(max_examples=200, deadline=None)
def test_both_revisions_can_be_read_from_the_comparison(before: str, after: str) -> None:
    marked = inline_diff(before, after)
    assert without("ins", marked) == before
    assert without("del", marked) == after
    rows = side_by_side(before, after)
    assert [
        html.unescape(re.sub(r"</?del>", "", row.before)) for row in rows if row.before is not None
    ] == before.splitlines()
    assert [
        html.unescape(re.sub(r"</?ins>", "", row.after)) for row in rows if row.after is not None
    ] == after.splitlines()


def test_texts_too_different_to_match_are_marked_whole() -> None:
    before, after = "a\nb\n" * LINES_MAX, "b\na\n" * LINES_MAX
    marked = inline_diff(f"start\n{before}end", f"start\n{after}end")
    assert marked.count("<del>") == marked.count("<ins>") == 1
    assert marked.startswith("start\n<del>")
    assert marked.endswith("</ins>end")
    long_line = inline_diff("a b " * 5_000, "b c " * 5_000)
    assert long_line.count("<del>") == 1
