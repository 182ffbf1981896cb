"""Memo: a bounded store of made things, each good while its stamps stand and not for ever."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from .stamps import numbers_of

T = TypeVar("T")

# The clock moves no stamp: a pin ends, a day is over, a group's time is up. So nothing is kept longer than this.
SECONDS = 900


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    keys: Sequence[str]
    numbers: tuple[int, ...]
    size: int
    value: T
    until: float

    def stands(self, numbers: tuple[int, ...]) -> bool:
        return self.numbers == numbers and time.monotonic() < self.until


class Memo(Generic[T]):
    """Keeps at most `max_bytes` of values, least recently used first out. Safe for several threads."""

    def __init__(self, *, max_bytes: int, size_of: Callable[[T], int]) -> None:
        self._kept: OrderedDict[Hashable, _Kept[T]] = OrderedDict()
        self._lock = threading.Lock()
        self._max_bytes = max_bytes
        self._size_of = size_of
        self._bytes = 0
        _every_memo.append(cast("Memo[object]", self))

    def get(self, name: Hashable) -> T | None:
        """What is kept under this name, if it still stands; one query where there is something."""
        kept = self._kept.get(name)
        if kept is None or not kept.stands(numbers_of(kept.keys)):
            return None
        self._touch(name)
        return kept.value

    def get_or_make(self, name: Hashable, keys: Sequence[str], make: Callable[[], T]) -> T:
        """What is kept under this name, or else what `make` makes, kept from now on. One query."""
        numbers = numbers_of(keys)
        kept = self._kept.get(name)
        if kept is not None and kept.stands(numbers):
            self._touch(name)
            return kept.value
        value = make()
        self.put(name, keys, numbers, value)
        return value

    def put(self, name: Hashable, keys: Sequence[str], numbers: tuple[int, ...], value: T) -> None:
        """Keep a value made under these numbers, which must have been read before it was made."""
        size = self._size_of(value)
        if size > self._max_bytes // 4:
            return  # one giant page must not push out all others
        with self._lock:
            self._drop(name)
            self._kept[name] = _Kept(tuple(keys), numbers, size, value, time.monotonic() + SECONDS)
            self._bytes += size
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._kept)))

    def __contains__(self, name: object) -> bool:
        return name in self._kept

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _touch(self, name: Hashable) -> None:
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)

    def _drop(self, name: Hashable) -> None:
        kept = self._kept.pop(name, None)
        if kept is not None:
            self._bytes -= kept.size


_every_memo: list[Memo[object]] = []


def forget_everything() -> None:
    """Empty every memo of this process; for tests, whose databases go back in time."""
    for memo in _every_memo:
        memo.clear()
