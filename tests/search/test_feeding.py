"""The index is brought up to the rows whatever happens to those who do it: nothing is lost, nothing stands twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.utils import timezone

from jobs.models import Job, Status
from search import matching, tasks
from search.index import building, feeding
from search.index import store as stores
from search.index.building import rebuild
from search.index.reading import Holder
from search.index.store import BusyError, NoIndexError, store
from search.index.writing import MERGED_AT
from search.models import Fed, SearchEntry
from tests.search.conftest import bring_up, look


def make(count: int, **more: Any) -> list[SearchEntry]:
    """Entries of posts that need not be there."""
    moment = timezone.now()
    first = SearchEntry.objects.count() + 1
    fields = {"source": "post", "kind": "reply", "place": 8, "created_at": moment, "active_at": moment, **more}
    rows = [
        SearchEntry(source_id=number, topic_id=number, text=f"chair number{number}", stamp=number, **fields)
        for number in range(first, first + count)
    ]
    return SearchEntry.objects.bulk_create(rows)


def differences() -> list[int]:
    return feeding.differences(store().open(store().current))


@pytest.fixture
def fed(db: None) -> list[SearchEntry]:
    """Five entries in an index."""
    rows = make(5)
    rebuild(store())
    return rows


def test_a_build_has_every_entry_and_notes_it(fed: list[SearchEntry]) -> None:
    assert differences() == []
    assert not SearchEntry.objects.to_feed().exists()


def test_what_is_written_changed_or_gone_is_fed(fed: list[SearchEntry]) -> None:
    make(2)
    SearchEntry.objects.filter(pk=fed[0].pk).update(text="table", fed=Fed.OLDER, stamp=77)
    SearchEntry.objects.filter(pk=fed[1].pk).update(fed=Fed.GONE, stamp=78)
    assert len(differences()) == 4
    assert feeding.feed(store()) == 4
    assert differences() == []
    assert not SearchEntry.objects.filter(pk=fed[1].pk).exists()
    assert feeding.feed(store()) == 0


def test_a_row_that_is_written_again_while_it_is_fed_stays_to_be_fed(
    fed: list[SearchEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make(1)[0]
    write = feeding.write

    def write_and_lose(index: Any, entries: Any) -> None:
        write(index, entries)
        SearchEntry.objects.filter(pk=row.pk).update(text="other", stamp=99)

    monkeypatch.setattr(feeding, "write", write_and_lose)
    feeding.feed(store())
    assert list(SearchEntry.objects.to_feed()) == [row]


def test_a_batch_that_was_written_and_not_noted_is_not_doubled(fed: list[SearchEntry]) -> None:
    """As when the feeder was killed between the two."""
    rows = make(3)
    feeding.write(store().open(store().current), rows)
    assert feeding.feed(store()) == 3
    assert differences() == []


def test_what_is_written_while_an_index_is_built_is_in_it(fed: list[SearchEntry]) -> None:
    def meanwhile(_done: int) -> None:
        if SearchEntry.objects.count() == 5:
            make(1)
            SearchEntry.objects.filter(pk=fed[2].pk).update(text="bench", fed=Fed.OLDER, stamp=55)
            feeding.feed(store())  # into the index that still counts
            SearchEntry.objects.filter(pk=fed[3].pk).update(fed=Fed.GONE, stamp=56)

    rebuild(store(), progress=meanwhile)
    assert differences() == []
    assert not SearchEntry.objects.to_feed().exists()


def test_only_one_feeds_and_only_one_builds(fed: list[SearchEntry]) -> None:
    with store().writing(), pytest.raises(BusyError):
        feeding.feed(store())
    with store().building(), pytest.raises(BusyError):
        rebuild(store())


def test_many_small_batches_become_few_segments(fed: list[SearchEntry]) -> None:
    for _batch in range(40):
        make(1)
        feeding.feed(store())
    assert differences() == []
    held = Holder().newest(store())
    assert len(held.segments) < 2 * MERGED_AT


def test_a_state_that_is_held_takes_up_what_was_fed_and_shows_nothing_that_is_gone(fed: list[SearchEntry]) -> None:
    holder = Holder()
    first = holder.newest(store())
    assert (first.size, int(first.alive.sum())) == (5, 5)
    assert holder.newest(store()) is first
    SearchEntry.objects.filter(pk=fed[0].pk).update(fed=Fed.GONE, stamp=78)
    SearchEntry.objects.filter(pk=fed[1].pk).update(text="bench", fed=Fed.OLDER, stamp=79)
    feeding.feed(store())
    second = holder.newest(store())
    assert int(second.alive.sum()) == 4
    assert sorted(second.column("entry")[second.alive].tolist()) == [row.pk for row in fed[1:]]


def damage(folder: Path, how: str) -> None:
    current = folder / store().current
    segments = [path for path in current.iterdir() if not path.name.endswith(("toc", "LOCK"))]
    if how in ("no folder", "no index"):
        shutil.rmtree(folder if how == "no folder" else current)
    elif how == "another version":
        (folder / stores.POINTER).write_text("v0-older")
    else:
        for path in segments:
            data = path.read_bytes()
            path.write_bytes(data[: len(data) // 2] if how == "cut off" else b"\xff" * len(data))
            if how == "no segment":
                path.unlink()


@pytest.mark.parametrize("how", ["no folder", "no index", "another version", "cut off", "overwritten", "no segment"])
def test_a_missing_or_damaged_index_is_noticed_said_and_built_anew(
    how: str, cast: SimpleNamespace, folder: Path, run_jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up()
    assert [result.title for result in look(cast.bob, "ada in:members")] == ["<mark>Ada</mark>"]
    damage(folder, how)
    # What this process holds open would answer even after its files are gone.
    monkeypatch.setattr(matching, "holder", Holder())
    client = Client()
    client.force_login(cast.bob)
    answer = client.get("/search/?q=ada+in:members")
    assert answer.status_code == 200
    assert "being put in order" in answer.content.decode()
    for _twice in range(2):
        Job.objects.filter(status=Status.READY).update(run_after=timezone.now())
        run_jobs()
        tasks.look_after_index.call()
    assert "<mark>Ada</mark>" in client.get("/search/?q=ada+in:members").content.decode()


def test_readers_go_on_while_the_index_is_fed_and_built(fed: list[SearchEntry]) -> None:
    """In one process with threads of its own; a database in memory of a test is of one thread."""
    holder, failures, stop = Holder(), [], threading.Event()
    place = store()

    def read_on() -> None:
        while not stop.is_set():
            try:
                held = holder.newest(place)
                if held.postings("text", b"chair") is None:
                    failures.append("nothing found")
            except NoIndexError as error:
                failures.append(repr(error))

    reader = threading.Thread(target=read_on)
    reader.start()
    for _round in range(5):
        make(3)
        feeding.feed(place)
        rebuild(place)
    stop.set()
    reader.join()
    assert failures == []


def test_the_commands_say_what_differs_and_repair_it(fed: list[SearchEntry], capsys: Any) -> None:
    SearchEntry.objects.all().delete()  # they are of posts that are not there
    with pytest.raises(CommandError):
        call_command("check_search_index")
    assert "5 entries differ in the index" in capsys.readouterr().out
    call_command("check_search_index", "--repair")
    capsys.readouterr()
    call_command("check_search_index")
    assert capsys.readouterr().out.startswith("0 entries differ")
    call_command("rebuild_search_index")
    assert differences() == []


def feed_on() -> None:
    """What a feeder does, in a process of its own that ends without any clean-up."""
    try:
        while True:
            try:
                if not feeding.feed(store()):
                    break
            except BusyError:
                time.sleep(0.001)
    finally:
        os._exit(0)


@pytest.mark.django_db(transaction=True)
def test_feeders_that_are_killed_at_any_moment_lose_and_double_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred times, two at once."""
    monkeypatch.setattr(feeding, "BATCH", 7)
    make(3)
    rebuild(store())
    chance = random.Random(7)
    for _round in range(50):
        make(20)
        some = SearchEntry.objects.order_by("?").values_list("pk", flat=True)[:5]
        SearchEntry.objects.filter(pk__in=list(some)).update(fed=Fed.OLDER, stamp=time.time_ns())
        connections.close_all()  # no connection may be known to two processes
        feeders = [os.fork() for _first in range(1)]
        if feeders[0] and (second := os.fork()):
            feeders.append(second)
        if len(feeders) < 2:
            feed_on()
        time.sleep(chance.random() * 0.15)
        for feeder in feeders:
            os.kill(feeder, signal.SIGKILL)
            os.waitpid(feeder, 0)
    while feeding.feed(store()):
        pass
    assert differences() == []
    assert not SearchEntry.objects.to_feed().exists()


@pytest.mark.django_db(transaction=True)
def test_a_builder_that_is_killed_leaves_nothing_in_the_way(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Neither its helpers, which hold its lock as well, nor what it had written."""
    monkeypatch.setattr(building, "ALONE_BELOW", 0)
    monkeypatch.setattr(building, "PART", 5)
    make(300)
    connections.close_all()
    builder = os.fork()
    if not builder:
        try:
            rebuild(store())
        finally:
            os._exit(0)
    until = time.monotonic() + 20
    while not list(folder.glob("*/part-*")) and time.monotonic() < until:
        time.sleep(0.002)
    os.kill(builder, signal.SIGKILL)
    os.waitpid(builder, 0)
    while time.monotonic() < until:
        try:
            rebuild(store())
            break
        except BusyError:
            time.sleep(0.1)
    assert differences() == []
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [store().current]
