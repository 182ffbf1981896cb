"""`manage.py deliver_mail < message`: for a mail server's pipe. Prints what became of it as JSON."""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from mail.arriving import processing, taking
from mail.models import ReceivedMail, Status, Way

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Ends with the codes of sysexits.h: 0 where the mail is ours to look after (a refusal is told by ourselves), 67
    (EX_NOUSER) where no recipient is known, 65 (EX_DATAERR) for what is no mail or too large, 75 (EX_TEMPFAIL) where
    the mail server should keep it and try again."""

    help = "Take one mail from standard input, act on it, and print what became of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recipients", nargs="*", metavar="RECIPIENT", help="else those that its fields name")
        parser.add_argument("--sender", default="", help="the sender of the envelope")

    def handle(self, *args: Any, recipients: list[str], sender: str, **options: Any) -> None:
        raw = sys.stdin.buffer.read(settings.MAIL_MAX_BYTES + 1)
        if not raw.strip():
            self._end(os.EX_DATAERR, Status.REJECTED, "empty")
        try:
            received = self._received(raw, sender, recipients)
        except taking.TooLargeError:
            self._end(os.EX_DATAERR, Status.REJECTED, "too_large")
        except DatabaseError:
            logger.exception("A mail could not be stored.")
            self._end(os.EX_TEMPFAIL, Status.WAITING, "not_stored")
        code = os.EX_NOUSER if received.reason == "unknown_recipient" else os.EX_OK
        self._end(code, received.status, received.reason, received.post_id)

    def _received(self, raw: bytes, sender: str, recipients: list[str]) -> ReceivedMail:
        received = taking.take_in(raw, way=Way.PIPE, sender=sender, recipients=recipients)
        try:
            return processing.act_on(received.pk)
        except Exception:  # stored, and its job tries again
            logger.exception("A mail could not be acted on yet.")
            return received

    def _end(self, code: int, status: str, reason: str, post: int | None = None) -> Any:
        self.stdout.write(json.dumps({"status": str(status), "reason": reason, "post": post}))
        sys.exit(code)
