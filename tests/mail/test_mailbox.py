"""Mailboxes: where one mail ends and the next begins."""

import lzma
from pathlib import Path

import pytest

from mail.mailbox import messages

from .conftest import MailingList

SEPARATOR = b"From ann@example.org Tue Apr 30 09:10:48 2019\n"


def mailbox(folder: Path, content: bytes) -> Path:
    path = folder / "a.mbox"
    path.write_bytes(content)
    return path


def test_messages_are_divided_and_unescaped(tmp_path: Path) -> None:
    path = mailbox(
        tmp_path,
        SEPARATOR
        + b"Subject: one\n\nFrom here on it rains\n\nFrom now to 2019 as well\n>From me\n>>From you\n> From x\n\n"
        + SEPARATOR
        + b"Subject: two\n\nlast",
    )
    assert list(messages(path)) == [
        b"Subject: one\n\nFrom here on it rains\n\nFrom now to 2019 as well\nFrom me\n>From you\n> From x\n",
        b"Subject: two\n\nlast",
    ]


def test_line_ends_of_other_systems_and_an_empty_file(tmp_path: Path) -> None:
    content = (SEPARATOR + b"Subject: one\n\nx\n\n" + SEPARATOR + b"Subject: two\n\ny\n").replace(b"\n", b"\r\n")
    assert len(list(messages(mailbox(tmp_path, content)))) == 2
    assert list(messages(mailbox(tmp_path, b""))) == []
    assert list(messages(mailbox(tmp_path, b"no mailbox\n"))) == []


def test_a_line_without_end_stays_one_message(tmp_path: Path) -> None:
    body = b"x" * 2_500_000 + SEPARATOR
    assert list(messages(mailbox(tmp_path, SEPARATOR + b"\n" + body))) == [b"\n" + body]


def test_progress_is_bytes_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox.xz"
    path.write_bytes(lzma.compress((SEPARATOR + b"Subject: x\n\n" + b"words " * 99 + b"\n\n") * 500))
    box = messages(path)
    assert box.size == path.stat().st_size
    positions = [box.position for _ in box]
    assert len(positions) == 500
    assert positions == sorted(positions)
    assert box.position == box.size


def test_a_file_cut_short_gives_what_it_has_and_then_says_so(tmp_path: Path) -> None:
    whole = lzma.compress(b"".join(SEPARATOR + b"Subject: %d\n\n%d\n\n" % (n, n**99) for n in range(5_000)))
    path = tmp_path / "cut.mbox.xz"
    path.write_bytes(whole[: len(whole) // 2])
    box = messages(path)
    found: list[bytes] = []
    with pytest.raises((EOFError, lzma.LZMAError)):
        found.extend(box)
    assert len(found) > 100


def test_the_shared_lists_are_whole(mailing_lists: dict[str, MailingList]) -> None:
    assert {name: len(found.headers) for name, found in mailing_lists.items()} == {
        "blinux-list": 6_019,
        "linux-man": 5_389,
    }
