"""`manage.py check_search_index [--repair]`: compares what there is, the entries, and the index."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import operations
from search.index import feeding
from search.index.building import rebuild
from search.index.store import NoIndexError, store
from search.sources import SOURCES


class Command(BaseCommand):
    help = "Compare all that can be found with its entries, and these with the index. Ends with 1 where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="make entries and index what they ought to be")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["repair"]:
            self.stdout.write(f"{operations.refresh_everything()} entries repaired.")
            self.stdout.write(f"{self._repaired()} entries of the index repaired.")
            return
        entries = 0
        for source in SOURCES:
            for ids in operations.everything(source):
                changed, gone = operations.differing(source, ids)
                entries += len(changed) + len(gone)
        indexed = self._differing()
        self.stdout.write(f"{entries} entries differ from what they are about.")
        self.stdout.write("There is no index." if indexed is None else f"{indexed} entries differ in the index.")
        if entries or indexed or indexed is None:
            raise CommandError("Run it with --repair.")

    def _differing(self) -> int | None:
        try:
            return len(feeding.differences(store().open(store().current)))
        except NoIndexError:
            return None

    def _repaired(self) -> int:
        try:
            index = store().open(store().current)
        except NoIndexError:
            return rebuild(store())
        with store().writing(wait=True):
            return feeding.catch_up(index)
