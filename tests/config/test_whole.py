"""Answers are handed over whole, and what is too large for that is streamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from config import whole
from config.whole import Whole


class Body:
    """An iterable that says what was done with it."""

    def __init__(self, *parts: bytes) -> None:
        self.parts, self.given, self.closed = parts, 0, False

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            self.given += 1
            yield part

    def close(self) -> None:
        self.closed = True


def answer(body: Any) -> Any:
    return Whole(lambda _environ, _start: body)({}, lambda *_status: None)


def test_a_list_stays_the_list_it_is() -> None:
    body = [b"one", b"two"]
    assert answer(body) is body


def test_anything_else_becomes_a_list_and_is_closed() -> None:
    body = Body(b"one", b"two")
    assert answer(body) == [b"one", b"two"]
    assert body.closed


def test_what_is_too_large_is_streamed_and_closed_by_the_server(monkeypatch: Any) -> None:
    monkeypatch.setattr(whole, "LIMIT", 5)
    body = Body(b"one", b"two", b"three", b"four")
    streamed = answer(body)
    assert not isinstance(streamed, list)
    assert (body.given, body.closed) == (2, False)
    assert b"".join(streamed) == b"onetwothreefour"
    streamed.close()
    assert body.closed
