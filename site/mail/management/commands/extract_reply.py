"""`manage.py extract_reply FILE…`: what a person wrote, and what their mail program added."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mail.charsets import decode
from mail.message import read_content
from mail.replies import split_reply

# A whole mail begins with fields, of which one at least is of these; a bare text may begin with "Note: …" as well.
_FIELD = re.compile(rb"(?:>?From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*(?:\n|\Z)|[ \t][^\n]*(?:\n|\Z))+(?:\r?\n|\Z)")
_OF_MAIL = re.compile(
    rb"^(?:From|To|Date|Message-ID|Received|Return-Path|MIME-Version|Content-Type|Delivered-To|X-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
FIELDS_NEEDED = 2


class Command(BaseCommand):
    help = "Print the reply in each file, a whole mail or its bare text, as a line of JSON: file, reply, cut."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        for name in files:
            try:
                raw = Path(name).read_bytes()
            except OSError as error:
                raise CommandError(f"{name}: {error.strerror}") from error
            reply = split_reply(text_of(raw))
            self.stdout.write(json.dumps({"file": name, "reply": reply.kept, "cut": reply.cut}, ensure_ascii=False))


def text_of(raw: bytes) -> str:
    """The words of a whole mail, or the bare text itself."""
    head = _FIELD.match(raw[:65_536])
    if head and len({name.lower() for name in _OF_MAIL.findall(head[0])}) >= FIELDS_NEEDED:
        return read_content(raw).text
    return decode(raw, "utf-8")
