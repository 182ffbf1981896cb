"""Whatever a mail says, dividing it ends and loses nothing."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.replies import split_reply


@pytest.mark.parametrize(
    "piece",
    [
        "> ",
        "\n",
        "--\n",
        "-- \n",
        "____________\n",
        "Sent from my iPhone\n",
        "From: x\n",
        "On 2016 at 10:00 <\n",
        "From: x\nTo: y\nSubject: z\n\n",
        "----- Original Message -----\n",
        "```\n",
        "a:\n",
        "Ann wrote:\n",
        "<a@b\n> wrote:\n",
        "写道：\n",
        "x",
        " ",
        "\t-",
        "=\n",
        "2020-01-01 10:00 GMT+01:00 x\n",
        "text\n> quote\n",
        "On 1/1/20 10:00, A wrote:\n> x\ny\n",
    ],
)
def test_hostile_texts_end_and_lose_nothing(piece: str) -> None:
    text = (piece * 200_000)[:400_000]
    found = split_reply(text)
    assert Counter((found.kept + "\n" + found.cut).split()) == Counter(text.split())


LINES = st.sampled_from(
    [
        "",
        " ",
        "words",
        "more words here",
        "> quote",
        ">> deep",
        "-- ",
        "--",
        "___________",
        "Sent from my iPhone",
        "On 3 Feb 2020, at 10:15, Bob <bob@example.org> wrote:",
        "Bob <bob@example.org> schrieb:",
        "wrote:",
        "> wrote:",
        "From: Bob",
        "To: Ann",
        "Date: Monday",
        "Subject: Fair",
        "----- Original Message -----",
        "```",
        "|",
        "Bob> x",
        "[...]",
        "Disclaimer",
        "CAUTION: this email is",
        "To unsubscribe, write",
        "=",
        "\u202b",
        "Begin forwarded message:",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_nothing_is_lost_in_any_arrangement(lines: list[str]) -> None:
    found = split_reply("\n".join(lines))
    kept_and_cut = Counter(line.strip() for line in (found.kept + "\n" + found.cut).split("\n"))
    written = Counter(line.strip() for line in lines)
    del kept_and_cut[""], written[""]
    assert kept_and_cut == written


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_divided(text: str) -> None:
    found = split_reply(text)
    assert not found.kept or found.kept.strip()
