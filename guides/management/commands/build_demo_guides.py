"""`manage.py build_demo_guides`: the demo community's guides, after `build_demo`."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forum.demo.people import SOURCE
from forum.models import ImportedItem
from guides.demo.building import build, is_built
from knowledge_base.models import KnowledgePage


class Command(BaseCommand):
    help = "Build the demo's guides, articles and templates. Does nothing without the demo community, or a second time."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if settings.ENVIRONMENT == "production":
            raise CommandError("The demo is not for a public server.")
        if is_built() or not ImportedItem.objects.filter(source=SOURCE).exists():
            return
        started = time.monotonic()
        build()
        count, seconds = KnowledgePage.objects.count(), time.monotonic() - started
        self.stdout.write(f"Its guides are here as well: {count} pages, in {seconds:.1f} seconds.")
