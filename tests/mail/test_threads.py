"""Conversations out of loose mails."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from mail.threads import Envelope, Place, thread

from .conftest import MailingList

START = datetime(2020, 1, 1, tzinfo=UTC)


def mail(
    key: str, *references: str, day: float | None = 0, subject: str = "Pricing", answers: str | None = None
) -> Envelope:
    return Envelope(key, references, answers, subject, None if day is None else START + timedelta(days=day))


def test_answers_follow_their_parents() -> None:
    places = thread([mail("a"), mail("b", "a", day=1), mail("c", "a", "b", day=2), mail("d", answers="c", day=3)])
    assert places == {"a": Place("a", None), "b": Place("a", "a"), "c": Place("a", "b"), "d": Place("a", "c")}


def test_the_nearest_ancestor_that_is_there_is_the_parent() -> None:
    places = thread([mail("a"), mail("d", "a", "b", "c", day=1)])
    assert places["d"] == Place("a", "a")


def test_answers_to_one_missing_mail_are_together_and_the_earliest_leads() -> None:
    places = thread([mail("late", "gone", day=5), mail("early", "gone", day=4), mail("after", "late", day=6)])
    assert places == {
        "early": Place("early", None),
        "late": Place("early", None),
        "after": Place("early", "late"),
    }


def test_what_answers_tell_of_a_mail_that_lost_its_references_counts() -> None:
    places = thread([mail("a"), mail("b", day=1, subject="Other"), mail("c", "a", "b", day=2)])
    assert places["b"] == Place("a", "a")


def test_a_known_parent_beats_references_that_end_in_strangers() -> None:
    assert thread([mail("a"), mail("b", "x", "y", answers="a")])["b"].parent == "a"
    assert thread([mail("x"), mail("b", "x", answers="gone")])["b"].parent == "x"


@pytest.mark.parametrize(
    "mails",
    [
        [mail("a", "a")],
        [mail("a", "b"), mail("b", "a", day=1)],
        [mail("a", "c"), mail("b", "a", day=1), mail("c", "b", day=2)],
        [mail("a", "x", "y"), mail("b", "y", "x", day=1)],
        [mail("a", "b", "a", "b"), mail("b", answers="b", day=1)],
    ],
)
def test_loops_are_broken(mails: list[Envelope]) -> None:
    places = thread(mails)
    assert len(places) == len(mails)
    for key, place in places.items():
        steps, above = 0, place.parent
        while above is not None:
            above, steps = places[above].parent, steps + 1
            assert steps <= len(mails), key
    assert all(places[place.root] == Place(place.root, None) for place in places.values())


def test_an_answer_without_references_joins_by_subject_within_the_window() -> None:
    asked, answer = mail("a"), mail("b", day=20, subject="AW: [talk] Pricing")
    assert thread([asked, answer])["b"] == Place("a", "a")
    assert thread([asked, mail("b", day=31, subject="Re: Pricing")])["b"] == Place("b", None)
    assert thread([asked, answer], window=timedelta(days=3))["b"] == Place("b", None)
    assert thread([asked, answer], window=None)["b"] == Place("b", None)


def test_the_window_counts_from_the_last_mail_of_the_conversation() -> None:
    mails = [mail("a"), mail("b", "a", day=25, subject="Re: Pricing"), mail("c", day=50, subject="Re: Pricing")]
    assert thread(mails)["c"].root == "a"


def test_equal_subjects_that_are_no_answers_stay_apart() -> None:
    assert thread([mail("a"), mail("b", day=1)])["b"] == Place("b", None)
    assert thread([mail("a", subject=""), mail("b", day=1, subject="Re:")])["b"] == Place("b", None)
    assert thread([mail("a"), mail("b", day=None, subject="Re: Pricing")])["b"] == Place("b", None)


def test_answers_below_a_joined_mail_come_along() -> None:
    mails = [mail("a"), mail("b", "gone", day=1, subject="Re: Pricing"), mail("c", "b", day=2, subject="Re: Pricing")]
    places = thread(mails)
    assert (places["b"], places["c"]) == (Place("a", "a"), Place("a", "b"))


def test_an_answer_dated_before_its_question_joins_nothing_twice() -> None:
    mails = [mail("c", "a", day=0, subject="Re: Pricing"), mail("a", day=1, subject="Re: Pricing")]
    assert thread(mails) == {"c": Place("a", "a"), "a": Place("a", None)}


def test_a_repeated_mail_counts_once() -> None:
    assert len(thread([mail("a"), mail("a", day=9)])) == 1


def test_a_chain_of_a_hundred_thousand_is_threaded() -> None:
    mails = [mail(f"{n:06}", f"{n - 1:06}", day=n / 1_000) for n in range(1, 100_001)]
    places = thread(mails)
    assert {place.root for place in places.values()} == {"000001"}


@pytest.mark.parametrize(
    ("name", "present", "by_references", "by_subject"),
    [("blinux-list", 6_016, 1_168, 1_103), ("linux-man", 5_389, 1_896, 1_880)],
)
def test_the_shared_lists_in_any_order(
    mailing_lists: dict[str, MailingList], name: str, present: int, by_references: int, by_subject: int
) -> None:
    mails = [
        Envelope(found.message_id, found.references, found.in_reply_to, found.subject, found.date)
        for found in mailing_lists[name].headers
    ]
    places = thread(mails)
    assert len(places) == present
    assert len({place.root for place in thread(mails, window=None).values()}) == by_references
    assert len({place.root for place in places.values()}) == by_subject
    assert all(places[place.root].parent is None for place in places.values())
    random.Random(4).shuffle(mails)
    assert thread(mails) == places
