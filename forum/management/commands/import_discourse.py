"""`manage.py import_discourse`: a Discourse forum's topics come here."""

from __future__ import annotations

import lzma
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forum.importers.discourse_import import import_discourse


class Command(BaseCommand):
    help = (
        "Import topics from a Discourse forum: a file of JSON lines, one topic each, plain or .xz. "
        "Nobody is told. Run again, it adds only what is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file: FILE.jsonl or FILE.jsonl.xz")
        parser.add_argument(
            "--source", default="", help="what the forum is called, best its host name; by default the file's name"
        )
        parser.add_argument(
            "--groups",
            type=Path,
            metavar="FILE",
            help="lines id=name: what categories that are mere numbers are called",
        )
        parser.add_argument("--dry-run", action="store_true", help="count only, write nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="also keep the report as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = import_discourse(
                path=options["file"],
                source=options["source"],
                group_names=names_in(options["groups"]) if options["groups"] else {},
                is_dry_run=options["dry_run"],
            )
        except (OSError, EOFError, lzma.LZMAError) as error:
            raise CommandError(f"{options['file']} cannot be read to its end: {error}") from error
        if options["report"]:
            report.save(options["report"])
        self.stdout.write("\n".join(report.lines()))


def names_in(path: Path) -> dict[str, str]:
    """The names in a file of lines `id=name`. Raises CommandError where a line is something else."""
    names: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        key, equals, name = line.partition("=")
        if line.strip() and not line.startswith("#"):
            if not equals or not name.strip():
                raise CommandError(f"{path}: “{line}” is not id=name")
            names[key.strip()] = name.strip()
    return names
