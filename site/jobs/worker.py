"""One worker: polls the broker, runs jobs in its main thread, keeps the schedules and sweeps."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from django.db import close_old_connections, connections, reset_queries
from django.utils import timezone
from django_q.conf import Conf
from django_q.exceptions import TimeoutException

from . import execution, sweep, ticking
from .delivery import broker, deliver_due

logger = logging.getLogger(__name__)

LOOK = 1.0  # seconds between two looks for what has become due by the clock
SWEEP = 60.0  # seconds between two sweeps
REST = 5.0  # seconds without a job, after one: then a fresh fork takes over, which shares its memory with the others
SHORTEST_TROUBLE = 1.0  # seconds to wait when database or broker cannot be reached, doubled each time
LONGEST_TROUBLE = 30.0
UNSTOPPABLE = 30  # seconds past its limit: a job that sits in native code and hears no signal ends its process
STDERR = 2  # its file descriptor: sys.stderr may be something without one
SHORTEST_GRACE = 0.05  # seconds; a timer of nought would never ring


class Worker:
    """Runs until SIGTERM or SIGINT, the death of its parent, or the wish to be replaced by a slimmer process."""

    def __init__(self, *, grace: float, predecessor: int | None = None) -> None:
        self.grace = grace
        self.name = execution.worker_name()
        self.predecessor = predecessor
        self.parent = os.getppid()
        self.stopping = False
        self.too_large = False
        self.last_job: float | None = None
        self.next_look = 0.0
        self.next_sweep = 0.0

    def run(self) -> None:
        """Work until asked to stop; trouble with database or broker is waited out."""
        self.listen()
        trouble = 0.0
        started = False
        while self._wanted():
            try:
                if not started or trouble:
                    self._set_out()
                    started, trouble = True, 0.0
                self.step()
            except execution.Stopped:
                return
            except Exception:
                trouble = min(max(trouble * 2, SHORTEST_TROUBLE), LONGEST_TROUBLE)
                logger.exception("The queue cannot be reached; next try in %d seconds.", trouble)
                connections.close_all()
                self._rest(trouble)

    def listen(self) -> None:
        """Take the signals that stop a worker and limit a job."""
        signal.signal(signal.SIGTERM, self._asked_to_stop)
        signal.signal(signal.SIGINT, self._asked_to_stop)
        signal.signal(signal.SIGALRM, self._time_is_up)

    def step(self) -> None:
        """One look at the clock and one at the broker, which waits a little when it is empty."""
        self._mind_the_clock()
        for message, _payload in broker().dequeue() or ():
            self._work(message)

    def _set_out(self) -> None:
        """Idle by definition, so whatever runs under this name, or under the dead predecessor's, does not."""
        if self.predecessor is not None:
            sweep.release(f"{self.name.rpartition(':')[0]}:{self.predecessor}")
        sweep.release(self.name)
        ticking.synchronise()

    def _work(self, message: object) -> None:
        if self.stopping:  # asked while the broker was; the next worker finds the row
            return

        def used() -> None:
            if message is not None:
                broker().acknowledge(message)

        job = execution.claim(self.name, used=used)
        if job is not None:
            execution.run(job, limit=self.limited())
            # Asked after a job only, so that a limit set below the size of the code still lets each process do one.
            self.too_large = _grown_too_large()
            self.last_job = time.monotonic()
        close_old_connections()
        reset_queries()

    def _mind_the_clock(self) -> None:
        now = time.monotonic()
        if now >= self.next_look:
            self.next_look = now + LOOK
            moment = timezone.now()
            ticking.tick(moment=moment)
            deliver_due(moment=moment)
        if now >= self.next_sweep:
            self.next_sweep = now + SWEEP
            sweep.sweep()

    def _wanted(self) -> bool:
        rested = self.last_job is not None and time.monotonic() > self.last_job + REST
        return not (self.stopping or self.too_large or rested) and os.getppid() == self.parent

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._wanted() and time.monotonic() < until:
            time.sleep(Conf.POLL)

    @contextlib.contextmanager
    def limited(self) -> Iterator[None]:
        """Interrupts what runs inside it: TimeoutException at the time limit, Stopped when the grace is over."""
        if Conf.TIMEOUT:
            faulthandler.dump_traceback_later(Conf.TIMEOUT + UNSTOPPABLE, exit=True, file=STDERR)
            signal.setitimer(signal.ITIMER_REAL, Conf.TIMEOUT)
        if self.stopping:  # asked between the claim and the timer above, which has replaced the grace
            self._start_grace()
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            faulthandler.cancel_dump_traceback_later()

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        """The current job may end within the grace; then it is interrupted and put back."""
        if not self.stopping:
            self.stopping = True
            self._start_grace()

    def _start_grace(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, max(self.grace, SHORTEST_GRACE))

    def _time_is_up(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            raise execution.Stopped
        raise TimeoutException(f"The job took longer than {Conf.TIMEOUT} seconds.")


def _grown_too_large() -> bool:
    """Memory that a large picture took is not always given back; a fork is cheaper than keeping it."""
    if not Conf.MAX_RSS:
        return False
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # not Linux: do without
        return False
    allowed: int = Conf.MAX_RSS * 1024
    return pages * os.sysconf("SC_PAGESIZE") > allowed
