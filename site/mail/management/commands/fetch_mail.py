"""`manage.py fetch_mail`: takes mail from a mailbox by IMAP; `manage.py serve` does so too where MAIL_IMAP_URL says."""

from __future__ import annotations

import signal
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


def fetch_until_stopped(_predecessor: int | None, *, url: str) -> None:
    """Fetch from this mailbox until a signal stops it."""
    from mail.arriving import mailbox_watch  # what it needs, no other process loads

    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopped.set())
    mailbox_watch.watch(mailbox_watch.Mailbox.read(url), is_wanted=lambda: not stopped.is_set())


class Command(BaseCommand):
    help = "Take mail from the mailbox that MAIL_IMAP_URL names, until SIGTERM or Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="take what waits and end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if not settings.MAIL_IMAP_URL:
            raise CommandError("Set MAIL_IMAP_URL: imap+ssl://NAME:PASSWORD@HOST/INBOX")
        if not once:
            fetch_until_stopped(None, url=settings.MAIL_IMAP_URL)
            return
        from mail.arriving import mailbox_watch

        with mailbox_watch.Mailbox.read(settings.MAIL_IMAP_URL).connect() as client:
            self.stdout.write(f"{mailbox_watch.fetch(client)} taken")
