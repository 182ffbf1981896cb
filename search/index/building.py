"""Building an index of everything beside the one that counts, and putting it in its place."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from django.db import connections
from whoosh import index as whoosh
from whoosh.index import TOC

from jobs.children import end_with
from search.models import SearchEntry

from . import schema
from .documents import document
from .feeding import catch_up
from .store import Store
from .writing import Writer

PROCESSES = 2
PART = 40_000  # entries of one segment, whose postings a process holds in memory: some hundred megabytes
ALONE_BELOW = 5_000  # entries; fewer are written before another process would have started

Range = tuple[int, int]


def rebuild(store: Store, *, progress: Callable[[int], None] = lambda done: None) -> int:
    """Build an index of all rows, and put it in the place of the one that counts; returns its number of entries.

    Meanwhile others feed the former one. What they fed is seen at the end by the stamps, and written here as well.
    Raises BusyError where another process builds one.
    """
    with store.building():
        name, index = store.create()
        folder = store.folder / name
        done = 0
        segments: list[Any] = []
        for made, number in _made(folder, list(_ranges())):
            segments += made
            done += number
            progress(number)
        TOC(index.schema, segments, 1).write(index.storage, index.indexname)
        with store.writing(wait=True):
            catch_up(store.open(name))
            store.put_in_place(name)
    return done


def _ranges() -> Iterator[Range]:
    """The keys of all rows in pieces of about PART."""
    keys = SearchEntry.objects.there().order_by("pk").values_list("pk", flat=True)
    first = 0
    while True:
        piece = list(keys.filter(pk__gt=first)[:PART])
        if not piece:
            return
        yield first, piece[-1]
        first = piece[-1]


def _made(folder: Path, ranges: list[Range]) -> Iterator[tuple[list[Any], int]]:
    """The segments of each piece and how many entries it had; by other processes where that saves time."""
    if len(ranges) < 2 and SearchEntry.objects.count() < ALONE_BELOW:
        yield from (make_part(folder, piece) for piece in ranges)
        return
    connections.close_all()  # none may be known to two processes
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(PROCESSES, fork, initializer=end_with, initargs=(os.getpid(),)) as pool:
        yield from pool.map(make_part, [folder] * len(ranges), ranges)


def make_part(folder: Path, piece: Range) -> tuple[list[Any], int]:
    """Write one piece to an index of its own, and move the files of its segment to the folder of the whole."""
    first, last = piece
    entries = SearchEntry.objects.there().filter(pk__gt=first, pk__lte=last).order_by("pk")
    apart = folder / f"part-{first}"
    apart.mkdir()
    index = whoosh.create_in(str(apart), schema.make())
    writer, number = Writer(index), 0
    for entry in entries.iterator(chunk_size=500):
        writer.add_document(**document(entry))
        number += 1
    writer.commit(merge=False)
    segments = TOC.read(index.storage, index.indexname).segments
    for segment in segments:
        for path in apart.glob(f"{segment.segment_id()}.*"):
            os.replace(path, folder / path.name)
    shutil.rmtree(apart)
    return segments, number
