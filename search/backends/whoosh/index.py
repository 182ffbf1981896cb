"""Writing objects to the index, and building another one beside it.

A build reads the database for a while, and meanwhile objects change: their keys are noted in `changed` beside the index
that is being built, and read once more before it takes its place. So nothing that was written during a build is lost,
and readers never wait.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.dispatch import Signal
from modelsearch.backends.base import BaseIndex
from modelsearch.index import get_indexed_instance, get_indexed_models
from whoosh.query import Or, Term

from search.index.store import DAMAGES, BusyError, NoIndexError, Store

from . import documents

Which = tuple[type[Model], Any]  # a model and a primary key
CHANGED = "changed"  # one line of JSON for each object that was written or deleted during a build: model, primary key
index_missing = Signal()  # there is no index, or none that can be read


def make_store(folder: Path) -> Store:
    return Store(folder, version=documents.VERSION, make=documents.make)


class Index(BaseIndex):  # type: ignore[misc]
    """The index of all models. `name` is given while another is built; else it is the one that counts."""

    def __init__(self, backend: Any, name: str = "") -> None:
        super().__init__(backend)
        self.store: Store = backend.store
        self._name = name

    def reset(self) -> None:
        """Forget everything."""
        with self.store.writing(wait=True):
            name, _index = self.store.create()
            self.store.put_in_place(name)

    def add_items(self, model: type[Model], items: Sequence[Any]) -> None:
        """Write these objects in one commit, in place of what there is of them. Where there is no index, nothing is
        written: whoever hears `index_missing` has it built of everything."""
        self._replace([(model, item.pk) for item in items], [documents.document(item) for item in items])

    def delete_item(self, item: Model) -> None:
        """Forget an object, once it is certain that it goes. Until then no search shows what is not in the database."""
        gone = (type(item), item.pk)  # which the object has no more by then
        transaction.on_commit(lambda: self._replace([gone], []))

    def _replace(self, items: Sequence[Which], new: list[dict[str, Any]]) -> None:
        name = ""
        try:
            with self.store.writing(wait=True):
                self._note(items)
                name = self._name or self.store.current
                write(self.store, name, [documents.key_of(*item) for item in items], new)
        except NoIndexError:
            lost(self.store, name)

    def _note(self, items: Iterable[Which]) -> None:
        """Tell a build, if there is one, what it has to read again. One that was killed is forgotten."""
        changed = self.store.folder / CHANGED
        if self._name or not changed.exists():
            return
        try:
            with self.store.building():
                changed.unlink()
        except BusyError:
            with changed.open("a") as file:
                file.writelines(f"{json.dumps([model._meta.label, str(number)])}\n" for model, number in items)


def write(store: Store, name: str, keys: list[str], new: list[dict[str, Any]]) -> None:
    """One commit. Raises NoIndexError where the index cannot be read or written. The caller holds the store's lock."""
    try:
        index = store.open(name)
        writer = index.writer()
        if keys and not index.is_empty():
            writer.delete_by_query(Or([Term(documents.KEY, key) for key in keys]))
        for each in new:
            writer.add_document(**each)
        writer.commit()
    except DAMAGES as error:
        raise NoIndexError(name) from error


def lost(store: Store, name: str) -> None:
    """An index that cannot be read counts no longer, and who hears it has another one built."""
    store.condemn(name)
    index_missing.send(sender=Store)


def differences(backend: Any) -> set[str]:
    """The keys of objects that the index has and ought not to have, or the other way about. Raises NoIndexError."""
    with backend.store.open(backend.store.current).reader() as reader:
        numbered = list(reader.all_doc_ids())  # of none Whoosh gives no column
        column = reader.column_reader(documents.KEY) if numbered else []
        indexed = {column[number] for number in numbered}
    ought: set[str] = set()
    for model in get_indexed_models():
        numbers = model.get_indexed_objects().order_by().values_list("pk", flat=True)
        ought |= {documents.key_of(model, number) for number in numbers}
    return indexed ^ ought


class Rebuilder:
    """Builds another index and puts it in place of the one that counts. Raises BusyError where another build runs."""

    def __init__(self, index: Index) -> None:
        self._backend, self._store = index.backend, index.store
        self._alone = self._store.building()

    def start(self) -> Index:
        self._alone.__enter__()
        with self._store.writing(wait=True):
            (self._store.folder / CHANGED).write_text("")
            self._name, _index = self._store.create()
        return Index(self._backend, self._name)

    def finish(self) -> None:
        with self._store.writing(wait=True):
            self._catch_up()
            (self._store.folder / CHANGED).unlink()
            self._store.put_in_place(self._name)
        self._alone.__exit__(None, None, None)

    def _catch_up(self) -> None:
        keys, new = [], []
        for line in dict.fromkeys((self._store.folder / CHANGED).read_text().splitlines()):
            label, number = json.loads(line)
            model = apps.get_model(label)
            keys.append(documents.key_of(model, number))
            found = model._base_manager.filter(pk=number).first()
            there = found and get_indexed_instance(found)
            if there:
                new.append(documents.document(there))
        if keys:
            write(self._store, self._name, keys, new)
