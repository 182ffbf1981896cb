"""Who wrote it: lists put themselves in the From, and nobody may be taken for another."""

import pytest

from mail.message import read
from mail.senders import Person, name_key, person

from .conftest import MailingList

LIST = "List-Id: Talk <talk.example.org>\nList-Post: <mailto:talk@example.org>\n"


def written_by(fields: str) -> Person:
    return person(read(f"{LIST}{fields}\n\nx".encode()))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("From: Ann Smith <ann@x.org>", Person("Ann Smith", "ann@x.org", False)),
        ("From: ann@x.org", Person("ann", "ann@x.org", False)),
        (
            "From: \"'Ann Smith' via talk@example.org\" <talk@example.org>\nX-Original-From: Ann Smith <ann@x.org>",
            Person("Ann Smith", "ann@x.org", True),
        ),
        (
            "From: 'Ann Smith' via Talk <talk@example.org>\nX-Original-Sender: ann@x.org",
            Person("Ann Smith", "ann@x.org", True),
        ),
        (
            "From: Ann Smith via Talk <talk@example.org>\nReply-To: Ann Smith <ann@x.org>, Talk <talk@example.org>",
            Person("Ann Smith", "ann@x.org", True),
        ),
        (
            "From: Ann Smith via Talk <talk@example.org>\nReply-To: talk@example.org\n"
            'Cc: Bob <bob@x.org>, "Smith, Ann" <ann@x.org>',
            Person("Smith, Ann", "ann@x.org", True),
        ),
        ("From: Ann Smith via Talk <talk@example.org>\nReply-To: ann@x.org", Person("Ann Smith", "ann@x.org", True)),
        ("From: Ann Smith via Talk <talk@example.org>\nCc: Bob <bob@x.org>", Person("Ann Smith", None, True)),
        ("From: ann@x.org via Talk <talk@example.org>", Person("ann", "ann@x.org", True)),
        ("From: Talk <talk@example.org>\nReply-To: talk@example.org\nTo: Bob <bob@x.org>", Person("", None, True)),
        ("From: Talk <talk@lists.example.org>", Person("", None, True)),
        ("From: Ann via Tracker <notify@tracker.example>", Person("Ann", None, True)),
        ("From: Ludwig von Beethoven <lvb@x.org>", Person("Ludwig von Beethoven", "lvb@x.org", False)),
    ],
)
def test_the_person_behind_the_list(fields: str, expected: Person) -> None:
    assert written_by(fields) == expected


def test_a_mail_not_from_the_list_is_its_from_whatever_else_it_claims() -> None:
    forged = "From: Eve <eve@x.org>\nX-Original-From: Ann <ann@x.org>\nReply-To: Ann <ann@x.org>"
    assert written_by(forged) == Person("Eve", "eve@x.org", False)


def test_the_spellings_of_a_name_share_a_key() -> None:
    spellings = ["Jürgen Groß", "jürgen groß", "Groß, Jürgen", '"Jürgen  Groß"', "Jürgen Groß (work)", "Jurgen Gross"]
    assert {name_key(name) for name in spellings} == {"jurgen gross"}
    assert name_key("Maria J.G. Stone") == name_key("Maria Stone")
    assert name_key("J. White") != name_key("K. White")
    assert name_key("王小明")


def test_one_person_has_one_key_and_nobody_has_none() -> None:
    assert Person("Ann", "Ann@X.org", False).key == Person("A. Smith", "ann@x.org", True).key
    assert Person("Ann Smith", None, True).key == Person("Smith, Ann", None, True).key
    assert Person("", None, True).key == ""


def test_the_list_that_rewrote_its_writers(mailing_lists: dict[str, MailingList]) -> None:
    """5,075 mails carry the list's own name in place of the writer's; nobody may be guessed for them."""
    people = [person(message) for message in mailing_lists["blinux-list"].headers]
    assert sum(found.via_list for found in people) == 5_323
    assert sum(found.via_list and found.address is not None for found in people) == 248
    assert all(not found.name and found.address is None for found in people if found.via_list and not found.address)
    assert not any(found.address and found.address.startswith("blinux-list@") for found in people)
