"""Keeps forked children alive: one load of the code, shared memory, and no child's death takes the others along."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import NoReturn

from django.db import connections

logger = logging.getLogger(__name__)

BREATH = 1.0  # seconds: the least time between two starts of one child, so that a broken one does not spin
KILL_MARGIN = 1.0  # seconds a child has beyond its own grace before it is killed

# Called in the child with the process id of the child whose place it takes, if that one ended.
Child = Callable[[int | None], None]


class Supervisor:
    """Forks the given children, starts each again when it ends, and stops all on SIGTERM or SIGINT.

    `grace` is how many seconds a child has to end after a signal before it is killed.
    """

    def __init__(self, children: Mapping[str, Child], *, grace: float) -> None:
        self.children = children
        self.grace = grace
        self.running: dict[int, str] = {}
        self.started: dict[str, float] = {}
        self.due: dict[str, tuple[float, int | None]] = dict.fromkeys(children, (0.0, None))
        self.stopping = False

    def run(self) -> None:
        """Return when a signal has stopped every child."""
        with self._listening() as ear:
            # What is loaded now is never collected again, so the collector does not write to pages children share.
            gc.freeze()
            gc.enable()
            while not self.stopping:
                self._start_due()
                self._wait(ear, self._until_due())
                self._bury()
            self._stop(ear)

    @contextlib.contextmanager
    def _listening(self) -> Iterator[socket.socket]:
        """Signals wake `select` through a socket: nothing is polled, none is lost between two looks."""
        ear, mouth = socket.socketpair()
        ear.setblocking(False)
        mouth.setblocking(False)
        previous = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)}
        former = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._asked_to_stop)
        signal.signal(signal.SIGINT, self._asked_to_stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        self._previous = previous
        try:
            yield ear
        finally:
            signal.set_wakeup_fd(former)
            for number, handler in previous.items():
                signal.signal(number, handler)
            ear.close()
            mouth.close()

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _start_due(self) -> None:
        now = time.monotonic()
        for name, (when, predecessor) in list(self.due.items()):
            if when <= now:
                del self.due[name]
                self.started[name] = now
                self.running[self._fork(name, predecessor)] = name

    def _fork(self, name: str, predecessor: int | None) -> int:
        connections.close_all()  # a database connection must not be known to two processes
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            self._become(name, predecessor)
        return pid

    def _become(self, name: str, predecessor: int | None) -> NoReturn:
        """In the child: run, and leave without the parent's clean-up."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number, handler in self._previous.items():
                signal.signal(number, handler)
            self.children[name](predecessor)
            status = 0
        except BaseException:
            logger.exception("%s ended with an error.", name)
        finally:
            with contextlib.suppress(Exception):
                connections.close_all()
            os._exit(status)

    def _until_due(self) -> float | None:
        if not self.due:
            return None
        return max(0.0, min(when for when, _predecessor in self.due.values()) - time.monotonic())

    def _wait(self, ear: socket.socket, seconds: float | None) -> None:
        if self.stopping:
            return
        ready, _writable, _failed = select.select([ear], [], [], seconds)
        if ready:
            with contextlib.suppress(BlockingIOError):
                ear.recv(4096)

    def _bury(self) -> None:
        """Reap whoever ended and plan their successors."""
        for pid, name in list(self.running.items()):
            gone, status = os.waitpid(pid, os.WNOHANG)
            if gone == 0:
                continue
            del self.running[pid]
            if status and not self.stopping:
                logger.error("%s (process %d) ended: %s.", name, pid, _said(status))
            self.due[name] = (self.started[name] + BREATH, pid)

    def _stop(self, ear: socket.socket) -> None:
        for pid in self.running:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + self.grace + KILL_MARGIN
        while self.running and time.monotonic() < deadline:
            select.select([ear], [], [], max(0.0, deadline - time.monotonic()))
            with contextlib.suppress(BlockingIOError):
                ear.recv(4096)
            self._bury()
        for pid, name in self.running.items():
            logger.error("%s (process %d) did not stop in time and is killed.", name, pid)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _said(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
