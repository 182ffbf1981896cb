"""Doing one thing in several threads at the same moment, each with its own database connection."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_once(do: Callable[[], T], *, times: int) -> list[T]:
    """Call `do` in so many threads, started together; the first error is raised."""
    start = threading.Barrier(times)

    def wait_and_do() -> T:
        try:
            start.wait()
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(wait_and_do) for _ in range(times)]]
