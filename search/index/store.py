"""Where an index lies, which of several counts, and who writes to it.

    <SEARCH_FOLDER>/current          the name of the folder that counts
    <SEARCH_FOLDER>/v1-…/            an index of Whoosh's
    <SEARCH_FOLDER>/lock             held by who writes to the one that counts, or puts another in its place
    <SEARCH_FOLDER>/building         held by who builds another

A new index is built beside the one that counts, and `current` is replaced in one step; an index of another version is
as good as none. Locks are the system's own (flock), and end with the process that holds them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pickle
import secrets
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from whoosh import index as whoosh
from whoosh.fields import Schema
from whoosh.filedb.filestore import StorageError
from whoosh.filedb.filetables import FileFormatError
from whoosh.reading import CorruptIndexError

from . import schema

POINTER = "current"
# What reading a file that is missing, cut off or overwritten ends in. Caught around nothing but such reading.
DAMAGES = (
    *(OSError, EOFError, ValueError, LookupError, OverflowError, TypeError, struct.error, pickle.UnpicklingError),
    *(whoosh.IndexError, CorruptIndexError, FileFormatError, StorageError),
)


class BusyError(RuntimeError):
    """Another process writes to the index."""


class NoIndexError(RuntimeError):
    """There is no index, or none that this version reads."""


class Store:
    """One folder with the index that counts, and perhaps one that is being built."""

    def __init__(
        self, folder: Path, *, version: int = schema.VERSION, make: Callable[[], Schema] = schema.make
    ) -> None:
        self.folder, self._version, self._make = folder, version, make

    @property
    def current(self) -> str:
        """The name of the index that counts; "" where there is none."""
        for _try in range(3):  # one that was put in its place takes the former one away
            try:
                name = (self.folder / POINTER).read_text()
            except (OSError, UnicodeDecodeError):
                return ""
            if not name.startswith(f"v{self._version}-") or "/" in name:
                return ""
            if (self.folder / name).is_dir():
                return name
        return ""

    def open(self, name: str) -> Any:
        """Whoosh's index of this name. Raises NoIndexError where it is missing or damaged."""
        if not name:
            raise NoIndexError
        try:
            return whoosh.open_dir(str(self.folder / name))
        except DAMAGES as error:
            raise NoIndexError(name) from error

    def create(self) -> tuple[str, Any]:
        """A new, empty index that does not count yet."""
        name = f"v{self._version}-{secrets.token_hex(6)}"
        path = self.folder / name
        path.mkdir(parents=True)
        return name, whoosh.create_in(str(path), self._make())

    def put_in_place(self, name: str) -> None:
        """Let this index count from now on, and remove the others. Call it while writing."""
        unfinished = self.folder / f"{POINTER}.{secrets.token_hex(4)}"
        unfinished.write_text(name)
        os.replace(unfinished, self.folder / POINTER)
        for other in self.folder.glob("v*-*"):  # other folders here are other stores
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)

    def writing(self, *, wait: bool = False) -> contextlib.AbstractContextManager[None]:
        """Be the only one who writes. Raises BusyError where somebody else does and `wait` is false."""
        return self._alone("lock", wait)

    def building(self) -> contextlib.AbstractContextManager[None]:
        """Be the only one who builds another index. Raises BusyError where somebody else does."""
        return self._alone("building", False)

    @contextlib.contextmanager
    def _alone(self, name: str, wait: bool) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / name).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError as error:
                raise BusyError from error
            yield

    def condemn(self, name: str) -> None:
        """Let an index that turned out to be damaged count no longer."""
        with self.writing(wait=True):
            if self.current == name != "":
                (self.folder / POINTER).unlink()


def store() -> Store:
    """The store of this site."""
    return Store(Path(settings.SEARCH_FOLDER))
