"""`manage.py listen_for_mail`: takes mail by SMTP and LMTP; `manage.py serve` does so too where MAIL_LISTEN says."""

from __future__ import annotations

import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


def listen_until_stopped(_predecessor: int | None, *, urls: list[str]) -> None:
    """Take mail at these places until a signal stops it."""
    from mail.arriving import listener  # what it needs, no other process loads

    asyncio.run(listener.listen([listener.Listening.read(url) for url in urls]))


class Command(BaseCommand):
    help = "Take mail by SMTP or LMTP until SIGTERM or Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("urls", nargs="*", default=settings.MAIL_LISTEN, metavar="URL", help="smtp://HOST:PORT")

    def handle(self, *args: Any, urls: list[str], **options: Any) -> None:
        if not urls:
            raise CommandError("Say where to listen: smtp://127.0.0.1:2525, or set MAIL_LISTEN.")
        listen_until_stopped(None, urls=urls)
