"""What is written is found within two seconds, through all parts: the operation, the worker's process, the search."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from forum import operations as forum
from jobs import worker
from jobs.models import Job
from search import operations, tasks
from tests.factories import GroupFactory, MemberFactory, topic
from tests.jobs.conftest import PATIENCE, StartWorker, shared_database, start_worker, wait_for
from tests.search.conftest import bring_up, look

__all__ = ["shared_database", "start_worker"]

PROMISED = timedelta(seconds=2)
PATIENT = 10.0  # seconds: this machine may have much else to do


def test_the_designed_delays_keep_the_promise() -> None:
    """A write waits for others that gather with it, or for a feeding that is to look again, not for one after the
    other; then for the worker's look at the clock. To feed a few entries takes some hundredths of a second."""
    longest = max(operations.GATHERING, tasks.AGAIN) + timedelta(seconds=worker.LOOK)
    assert longest <= PROMISED
    assert operations.GATHERING + timedelta(seconds=worker.LOOK) < PROMISED  # where nothing else is written


@pytest.mark.django_db(transaction=True)
def test_a_new_post_is_found_soon(start_worker: StartWorker, folder: Path) -> None:
    ada, bob = MemberFactory(), MemberFactory()
    talk = topic(GroupFactory(), ada, "How do you price a chair?")
    bring_up()
    start_worker(DJANGO_SETTINGS_MODULE="tests.search.worker_settings", SEARCH_FOLDER=str(folder))
    wait_for(lambda: not Job.objects.filter(task__endswith="feed_index", status__in=("ready", "running")).exists())
    waits = []
    for word in ("walnut", "ebony", "cherrywood"):
        began = time.monotonic()
        forum.reply(topic=talk, author=bob, markdown=f"Mostly {word}.")
        while not look(ada, word):
            assert time.monotonic() < began + PATIENCE, "never found"
            time.sleep(0.02)
        waits.append(time.monotonic() - began)
    sys.stdout.write(f"found after {waits} seconds\n")  # for who wonders, with pytest -s
    assert max(waits) < PATIENT, waits
