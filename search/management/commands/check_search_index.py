"""`manage.py check_search_index [--repair]`: compares what there is, the entries, and the index."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from modelsearch.backends import get_search_backend

from search import elsewhere, operations
from search.backends.whoosh import SearchBackend
from search.backends.whoosh.index import differences as differing_models
from search.index import feeding
from search.index.building import rebuild
from search.index.store import NoIndexError, store
from search.models import SearchEntry
from search.sources import SOURCES


class Command(BaseCommand):
    help = "Compare all that can be found with its entries, and these with the index. Ends with 1 where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="make entries and index what they ought to be")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["repair"]:
            self.stdout.write(f"{operations.refresh_everything()} entries repaired.")
            self.stdout.write(f"{self._repaired()} entries of the index repaired.")
            self._repair_models()
            return
        entries = 0
        for source in SOURCES:
            for ids in operations.everything(source):
                changed, gone = operations.differing(source, ids)
                entries += len(changed) + len(gone)
        indexed = self._differing()
        self.stdout.write(f"{entries} entries differ from what they are about.")
        self.stdout.write("There is no index." if indexed is None else f"{indexed} entries differ in the index.")
        models = self._differing_models()
        self.stdout.write(
            "There is no index of models." if models is None else f"{models} objects differ in the index of models."
        )
        if entries or models or indexed or None in (indexed, models):
            raise CommandError("Run it with --repair.")

    def _differing(self) -> int | None:
        if settings.SEARCH_URL:  # what another engine has is known by what it was not told yet
            return SearchEntry.objects.to_feed().count()
        try:
            return len(feeding.differences(store().open(store().current)))
        except NoIndexError:
            return None

    def _repaired(self) -> int:
        if settings.SEARCH_URL:
            return sum(iter(elsewhere.feed, 0))
        try:
            index = store().open(store().current)
        except NoIndexError:
            return rebuild(store())
        with store().writing(wait=True):
            return feeding.catch_up(index)

    def _differing_models(self) -> int | None:
        backend = get_search_backend()
        try:
            return len(differing_models(backend)) if isinstance(backend, SearchBackend) else 0
        except NoIndexError:
            return None

    def _repair_models(self) -> None:
        differing = self._differing_models()
        if differing or differing is None:
            call_command("rebuild_modelsearch_index", verbosity=0)
        self.stdout.write("The index of models was built anew." if differing != 0 else "0 models repaired.")
