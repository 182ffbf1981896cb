"""`manage.py import_mbox`: a mailing list's archive comes here."""

from __future__ import annotations

import lzma
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from forum.importers.mbox_import import import_mbox
from forum.models import Audience


class Command(BaseCommand):
    help = (
        "Import a mailing list from an mbox file, plain or .xz, into a group. Nobody is told, no mail is sent. "
        "Run again, it adds only what is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file: FILE.mbox or FILE.mbox.xz")
        parser.add_argument("--group", required=True, metavar="SLUG", help="the group; it is made where there is none")
        parser.add_argument(
            "--audience", choices=Audience.values, default=Audience.PUBLIC, help="who reads the group, where it is made"
        )
        parser.add_argument("--dry-run", action="store_true", help="count only, write nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="also keep the report as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        validate_slug(options["group"])
        try:
            report = import_mbox(
                path=options["file"],
                group=options["group"],
                audience=options["audience"],
                is_dry_run=options["dry_run"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (OSError, EOFError, lzma.LZMAError) as error:
            raise CommandError(f"{options['file']} cannot be read to its end: {error}") from error
        if options["report"]:
            report.save(options["report"])
        self.stdout.write("\n".join(report.lines()))
