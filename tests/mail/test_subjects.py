"""Subjects: what stays when programs and lists have written before it."""

import pytest

from mail.subjects import base_subject, is_reply, topic_title

MARKED = [
    "Re: Pricing",
    "RE: RE: Pricing",
    "re[2]: Pricing",
    "Re(3): Pricing",
    "Re^2: Pricing",
    "Re : Pricing",
    "AW: Pricing",
    "Antw: Pricing",
    "SV: Pricing",
    "VS: Pricing",
    "RES: Pricing",
    "RIF: Pricing",
    "R: Pricing",
    "RV: Pricing",
    "Réf: Pricing",
    "Odp: Pricing",
    "Odg: Pricing",
    "YNT: Pricing",
    "Vá: Pricing",
    "Răsp: Pricing",
    "Ats: Pricing",
    "ΑΠ: Pricing",
    "Ответ: Pricing",
    "Відп: Pricing",
    "תגובה: Pricing",
    "رد: Pricing",
    "回复：Pricing",
    "答复: Pricing",
    "返信: Pricing",
    "회신: Pricing",
    "Trả lời: Pricing",
    "ตอบ: Pricing",
    "Bls: Pricing",
    "[talk] Re: Pricing",
    "Re: [talk] AW: [talk] Pricing",
    "[talk:123] Re: Pricing",
    "Re: Fwd: Pricing",
]


@pytest.mark.parametrize("subject", MARKED)
def test_answers_are_known_in_many_languages(subject: str) -> None:
    assert is_reply(subject)
    assert base_subject(subject) == "pricing"
    assert topic_title(subject, list_id="talk.example.org") == "Pricing"


@pytest.mark.parametrize(
    "subject",
    ["Fwd: Pricing", "WG: Pricing", "TR: Pricing", "ENC: Pricing", "转发: Pricing", "[Fwd: Pricing]", "Pricing (fwd)"],
)
def test_forwarded_mails_are_no_answers(subject: str) -> None:
    assert not is_reply(subject)
    assert base_subject(subject) == "pricing"
    assert topic_title(subject) == "Pricing"


@pytest.mark.parametrize(
    "subject", ["Pricing", "Question: pricing?", "i: robot", "Reminder: pay", "Re pricing", "2: x", ""]
)
def test_ordinary_subjects_stay(subject: str) -> None:
    assert not is_reply(subject)
    assert topic_title(subject) == subject
    assert base_subject(subject) == subject.lower()


def test_tags_that_are_not_the_lists_stay_in_the_title() -> None:
    assert topic_title("Re: [talk] [PATCH 1/2] Mend it", list_id="talk.example.org") == "[PATCH 1/2] Mend it"
    assert topic_title("[PATCH 1/2] Re: Mend it") == "[PATCH 1/2] Mend it"
    assert base_subject("Re: [talk] [PATCH 1/2] Mend it") == "mend it"


def test_a_subject_of_marks_alone() -> None:
    assert base_subject("Re: Re:") == ""
    assert topic_title("Re:") == "Re:"
    assert base_subject("[talk]") == "[talk]"


def test_hostile_subjects_end() -> None:
    for subject in (
        "Re: " * 50_000,
        "[a] " * 50_000,
        "[" * 100_000,
        " " * 100_000,
        "[Fwd: " * 20_000,
        "(fwd) " * 50_000,
    ):
        base_subject(subject[:2_000])
        topic_title(subject[:2_000])
