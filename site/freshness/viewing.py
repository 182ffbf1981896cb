"""Looks at things, counted: collected in the process and written in batches, so that no request waits or writes.

A page for a visitor is answered in the time of a few hundred words of Python; a row written for it would cost many
times as much, and on SQLite wait for every other writer. So a process adds up what it answered, and a thread of its
own writes the sums once a minute. A process that is killed loses the looks of that minute, and nothing else.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from multiprocessing.util import Finalize
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections

logger = logging.getLogger(__name__)

HALF = 4 * 3600  # seconds; somebody's looks at one thing count again after so long, or at the latest twice as long
DAY = 24 * 3600
SEEN_MAX = 20_000  # looks remembered in each half of that time: about two megabytes
_ROBOTS = re.compile(
    r"bots?\b|crawl|spider|slurp|archiver|fetch|scan|monitor|preview|headless|lighthouse|feed|facebookexternalhit",
    re.IGNORECASE,
)


class Views:
    """Counts by primary key, kept until they are written; `add` writes one of them. Safe for several threads."""

    def __init__(self, add: Callable[[int, int], object], half: int = HALF) -> None:
        self._add, self._half = add, half
        self._lock = threading.Lock()
        self._counts: Counter[int] = Counter()
        # Who looked at what, as numbers that lead back to nobody: addresses are hashed, and kept nowhere.
        self._seen: set[int] = set()
        self._seen_before: set[int] = set()
        self._turn_at = time.monotonic() + half
        self._write_at = 0.0

    def note(self, pk: int, environ: Mapping[str, Any], member: int = 0) -> None:
        """Count that somebody looks at this, if a person does and did not a short while ago. `member` is 0 for a
        visitor, who is told from others by address and browser."""
        agent = environ.get("HTTP_USER_AGENT", "")
        if not _is_asked_by_a_person(environ, agent):
            return
        now = time.monotonic()
        if now >= self._turn_at:
            self._turn(now)
        who = member or (environ.get("REMOTE_ADDR"), environ.get("HTTP_X_FORWARDED_FOR"), agent)
        look = hash((pk, who))
        if look in self._seen or look in self._seen_before:
            return
        with self._lock:
            if len(self._seen) >= SEEN_MAX:
                self._seen, self._seen_before = set(), self._seen
            self._seen.add(look)
            self._counts[pk] += 1
        self._write_soon()

    def write(self) -> None:
        """Write what was counted. What the database does not take now is kept for the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            for pk in list(counts):
                self._add(pk, counts[pk])
                del counts[pk]
        except DatabaseError:
            logger.warning("views could not be written", exc_info=True)
            with self._lock:
                self._counts.update(counts)

    def forget(self) -> None:
        """Begin anew; for tests."""
        with self._lock:
            self._counts, self._seen, self._seen_before = Counter(), set(), set()

    def _turn(self, now: float) -> None:
        with self._lock:
            if now >= self._turn_at:
                late = now >= self._turn_at + self._half
                self._seen, self._seen_before = set(), set() if late else self._seen
                self._turn_at = now + self._half

    def _write_soon(self) -> None:
        """Start the thread that writes, once a minute at most; the first look of a process starts the first minute."""
        if not settings.SECONDS_BETWEEN_WRITING_VIEWS or time.monotonic() < self._write_at:
            return
        with self._lock:
            first, now = not self._write_at, time.monotonic()
            if now < self._write_at:
                return
            self._write_at = now + settings.SECONDS_BETWEEN_WRITING_VIEWS
        if first:
            Finalize(None, self.write, exitpriority=0)  # a forked worker ends without what `atexit` was told
        else:
            threading.Thread(target=self._write_apart, name="views", daemon=True).start()

    def _write_apart(self) -> None:
        try:
            self.write()
        finally:
            connections.close_all()  # this thread's own


def _is_asked_by_a_person(environ: Mapping[str, Any], agent: str) -> bool:
    return (
        environ.get("REQUEST_METHOD") == "GET"
        and "HTTP_X_FRAGMENT" not in environ
        and "prefetch" not in f"{environ.get('HTTP_SEC_PURPOSE', '')}{environ.get('HTTP_PURPOSE', '')}".lower()
        and _is_a_persons(agent)
    )


@lru_cache(1_000)
def _is_a_persons(agent: str) -> bool:
    """Whether this may be a browser. Who does not say what they are is none."""
    return agent.startswith(("Mozilla/", "Opera/")) and not _ROBOTS.search(agent)
