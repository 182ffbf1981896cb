"""Answers handed to the server whole, so that no thread waits for a slow line.

Granian sends a list of bytes by itself, beside Python; any other iterable keeps the thread that made it until the
last reader has the last byte. A few phones on slow lines, each with a large file, would keep a site's every thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
LIMIT = 16 * 1024 * 1024  # bytes: more than any upload; what is larger is streamed


class Whole:
    """WSGI middleware."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = self.application(environ, start_response)
        if isinstance(body, list):
            return body
        parts, size, rest = [], 0, iter(body)
        for part in rest:
            parts.append(part)
            size += len(part)
            if size > LIMIT:
                return Streamed(parts, rest, body)
        _close(body)
        return parts


class Streamed:
    """What was read already, and the rest as it comes."""

    def __init__(self, parts: list[bytes], rest: Iterator[bytes], body: Iterable[bytes]) -> None:
        self._parts, self._rest, self._body = parts, rest, body

    def __iter__(self) -> Iterator[bytes]:
        parts, self._parts = self._parts, []
        return chain(parts, self._rest)

    def close(self) -> None:
        _close(self._body)


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()
