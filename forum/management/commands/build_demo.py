"""`manage.py build_demo`: an empty site becomes a living community of invented people."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forum.demo.building import NotOursError, build, build_again, is_inhabited
from forum.models import Post, Topic
from members.models import Member


class Command(BaseCommand):
    help = "Build the demo community in an empty database. Does nothing where there is any member already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="clear a demo database of everything in it, and build it anew"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT == "production":
            raise CommandError("The demo has an administrator whose address is nobody's: not on a public server.")
        if is_inhabited() and not options["again"]:
            self.stdout.write("There are members here already, so the demo community is not built.")
            return
        started = time.monotonic()
        try:
            build_again() if options["again"] else build()
        except NotOursError as error:
            raise CommandError(
                "People have joined here who are not of the demo, so nothing is cleared. Use another database."
            ) from error
        self.stdout.write(
            f"The demo community is here: {Member.objects.count()} people, {Topic.objects.count()} topics and "
            f"{Post.objects.count()} posts, in {time.monotonic() - started:.1f} seconds."
        )
