"""Databases that several threads and processes share, real workers, and a real Redis."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django_q.conf import Conf

from jobs import delivery

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds until a test gives up on a worker; a loaded machine needs several to load the code


@pytest.fixture
def shared_database(transactional_db: None) -> str:
    """The name of the test database, which other threads and processes can open."""
    name: str = connection.settings_dict["NAME"]
    return name


StartWorker = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start_worker(shared_database: str, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts `manage.py work` as a process of its own, on the shared database; stops what still runs."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
            "TEST_DATABASE": shared_database,
            "VAR_DIR": str(tmp_path),
            **environment,
        }
        with (tmp_path / "worker.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "django", "work", *arguments], env=environment, stderr=log, text=True
            )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
    for process in started:
        process.wait(PATIENCE)


def wait_for(condition: Callable[[], object]) -> None:
    """Return when the condition holds; fail when it does not in all patience."""
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            pytest.fail(f"waited {PATIENCE} seconds in vain")
        time.sleep(0.05)


@pytest.fixture
def redis_url(redis_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A real Redis of this test's own, and this process's broker pointed at it."""
    url = f"{redis_server}/0"
    monkeypatch.setattr(Conf, "ORM", None)
    monkeypatch.setattr(Conf, "REDIS", url)
    delivery.broker.cache_clear()
    yield url
    delivery.broker.cache_clear()
