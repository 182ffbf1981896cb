"""`manage.py rebuild_search_index`: builds the index of the search anew, beside the one that answers meanwhile."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forum.importers.progress import Progress
from jobs.once import enqueue_once
from search import tasks
from search.index.building import rebuild
from search.index.store import BusyError, store
from search.models import SearchEntry
from search.related.tasks import look_for_related


class Command(BaseCommand):
    help = "Build the index of the search anew. Whoosh answers from the one there is until the new one takes its place."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-missing", action="store_true", help="only where there is none")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["if_missing"]:
            tasks.rebuild_index.call()
            tasks.rebuild_models.call()
            enqueue_once(look_for_related, run_after=timezone.now())
            return
        if settings.SEARCH_URL:
            call_command("rebuild_modelsearch_index", verbosity=options["verbosity"])
            return
        with Progress(total=SearchEntry.objects.there().count(), unit="entries", label="search") as progress:
            try:
                number = rebuild(store(), progress=progress.advance)
            except BusyError as error:
                raise CommandError("Another process is building an index just now.") from error
        self.stdout.write(f"The index has {number} entries.")
