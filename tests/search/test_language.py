"""What people type, read into what it asks for."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language import LENGTH_MAX, PREFIXES_MAX, WORDS_MAX, Filter, TooLongError, read


def test_words_phrases_prefixes_and_what_is_not_wanted():
    query = read('late "cash flow" book* -tax -"sole trader"')
    assert query.words == ["late"]
    assert query.phrases == ["cash flow"]
    assert query.prefixes == ["book"]
    assert (query.without_words, query.without_phrases) == (["tax"], ["sole trader"])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("in:guides", Filter("in", "guides")),
        ("IN:Guides", Filter("in", "guides")),
        ("-in:comments", Filter("in", "comments", no=True)),
        ("group:pricing-circle", Filter("group", "pricing-circle")),
        ("by:@Amina", Filter("by", "amina")),
        ('tag:"cash flow"', Filter("tag", "cash flow")),
        ("tag:#pricing", Filter("tag", "pricing")),
        ("is:solved", Filter("is", "solved")),
        ("has:file", Filter("has", "file")),
        ("lang:fr", Filter("lang", "fr")),
    ],
)
def test_filters(typed: str, expected: Filter):
    query = read(f"chairs {typed}")
    assert query.filters == [expected]
    assert query.words == ["chairs"]
    assert query.not_understood == []


@pytest.mark.parametrize("typed", ["is:purple", "in:cellar", "has:wings", "after:yesterday", "likes:many", "order:up"])
def test_a_filter_that_makes_no_sense_is_searched_for_as_words_and_named(typed: str):
    query = read(typed)
    assert query.not_understood == [typed]
    assert query.words == [typed.partition(":")[2]]
    assert not query.narrows


@pytest.mark.parametrize(
    "typed", ["12:30", "https://example.org/a?b", "note:this", "a:b:c", "::", '"', "-", "*", "--", '-"']
)
def test_what_only_looks_like_a_filter_is_words(typed: str):
    query = read(typed)
    assert query.filters == []
    assert query.not_understood == []


def test_days_and_spans():
    assert read("after:2026-03").after == datetime(2026, 3, 1, tzinfo=UTC)
    assert read("before:2026").before == datetime(2026, 1, 1, tzinfo=UTC)
    assert read("after:2026-02-30").not_understood == ["after:2026-02-30"]
    week = read("within:7d").after
    assert week is not None
    assert 6.9 < (datetime.now(UTC) - week).total_seconds() / 86_400 < 7.1


def test_likes_and_order():
    assert read("likes:>5").likes == 6
    assert read("likes:>=5").likes == read("likes:5").likes == 5
    assert read("order:newest").order == "newest"


def test_kinds_add_up_and_are_taken_away():
    assert read("in:guides in:members").kinds() == {"guide", "member"}
    kinds = read("-in:messages -in:comments").kinds()
    assert kinds is not None
    assert "topic" in kinds
    assert not kinds & {"message", "comment"}
    assert read("chairs").kinds() is None


def test_what_is_too_much_is_left_out_and_named():
    query = read(" ".join(f"w{number}" for number in range(WORDS_MAX + 2)) + " a1* b1* c1* d1* e1*")
    assert (len(query.words), len(query.prefixes)) == (WORDS_MAX, PREFIXES_MAX)
    assert query.left_out == [f"w{WORDS_MAX}", f"w{WORDS_MAX + 1}", "e1"]


@pytest.mark.parametrize("typed", ["x" * 100_000, "a* " * 10_000, '"' * 100_000, "-in:" * 30_000])
def test_a_text_that_is_far_too_long_is_refused_at_once(typed: str):
    began = time.process_time()
    with pytest.raises(TooLongError):
        read(typed)
    assert time.process_time() - began < 0.05


@given(st.text(max_size=LENGTH_MAX))
def test_no_text_is_an_error(typed: str):
    read(typed).kinds()


@given(
    st.lists(
        st.sampled_from(['"', "-", "*", ":", "in", "is", "solved", "after", "2026", " ", "a", "@", "#", "é", "漢"])
    )
)
def test_no_odd_text_is_an_error(pieces: list[str]):
    read("".join(pieces)).kinds()
