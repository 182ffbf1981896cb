"""A mailing list's archive, read once from its mbox and then by mail, in any order.

An mbox is a stream and its conversations are interleaved, so the mails are laid down in a temporary file; in memory
there is only what threading needs of each.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from mail.mailbox import messages
from mail.message import Content, IncomingMessage, read_content, read_head
from mail.senders import Person, name_key, person
from mail.threads import Envelope

from .progress import Progress
from .reports import Report

# RFC 3834, section 5: answers of machines. What a bug tracker or a build sends of itself is "auto-generated".
GENERATED = ("auto-generated", "auto-notified")
NOBODY = "name:"  # the key of all whose list put its own name over theirs: who they were is not guessed


@dataclass(frozen=True, slots=True)
class Filed:
    """A mail of the archive: where it lies, and who wrote it by which key."""

    envelope: Envelope
    start: int
    length: int
    person: str
    date: datetime
    subject: str
    list_id: str | None

    @property
    def ancestors(self) -> tuple[str, ...]:
        """What it answers, nearest first."""
        nearest = [self.envelope.in_reply_to] if self.envelope.in_reply_to else []
        return tuple(dict.fromkeys([*nearest, *reversed(self.envelope.references)]))


class Archive:
    """The mails of one mbox, by Message-ID; `writers` are their people, by key."""

    def __init__(self, path: Path, report: Report) -> None:
        self.report = report
        self.mails: dict[str, Filed] = {}
        self.writers: dict[str, Writer] = {}
        self._spool = tempfile.TemporaryFile(prefix="baraza-mbox-")  # noqa: SIM115 - closed by __exit__
        self._last_date: datetime | None = None
        self._read(path)

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()

    def content(self, filed: Filed) -> Content:
        """What the mail says, and its files."""
        self._spool.seek(filed.start)
        return read_content(self._spool.read(filed.length))

    def envelopes(self) -> Iterator[Envelope]:
        return (filed.envelope for filed in self.mails.values())

    def _read(self, path: Path) -> None:
        source = messages(path)
        done = 0
        with Progress(total=source.size, unit="B", label=path.name) as progress:
            for raw in source:
                self._file(raw)
                progress.advance(source.position - done)
                done = source.position

    def _file(self, raw: bytes) -> None:
        message = read_head(raw)
        self.report.count("mails found")
        if message.message_id in self.mails:
            self.report.skip("mail", message.message_id, "the same Message-ID twice in the file")
            return
        if message.is_automatic and message.auto_submitted not in GENERATED:
            self.report.skip("mail", message.message_id, "the answer of a machine (an absence, a failed delivery)")
            return
        date = message.date or self._last_date
        if date is None:
            self.report.skip("mail", message.message_id, "no date, and no mail before it to guess from")
            return
        self._note(message)
        self._last_date = date
        writer = self._writer(person(message), date)
        if writer == NOBODY:
            self.report.note("mail", message.message_id, "the list hid who wrote it, so an unknown writer did")
        start = self._spool.seek(0, 2)
        self._spool.write(raw)
        envelope = Envelope(message.message_id, message.references, message.in_reply_to, message.subject, date)
        self.mails[message.message_id] = Filed(
            envelope, start, len(raw), writer, date, message.subject, message.list_id
        )

    def _note(self, message: IncomingMessage) -> None:
        if message.is_automatic:
            self.report.note("mail", message.message_id, "written by a program, such as a bug tracker")
        if message.date is None:
            self.report.note("mail", message.message_id, "no credible date, so it has that of the mail before it")

    def _writer(self, found: Person, date: datetime) -> str:
        """The key of whoever wrote, counted among the writers: by address, else by name."""
        key = writer_key(found)
        writer = self.writers.setdefault(key, Writer(found.address.lower() if found.address else None, date))
        writer.names[found.name] += 1
        writer.since = min(writer.since, date)
        return key


class Writer:
    """Somebody who wrote to the list, and the names they gave themselves."""

    __slots__ = ("address", "names", "since")

    def __init__(self, address: str | None, since: datetime) -> None:
        self.address, self.since = address, since
        self.names: Counter[str] = Counter()

    @property
    def name(self) -> str:
        """The fullest of the names they used often: two words say more than one."""
        names = [name for name in self.names if name.strip()]
        return max(names, key=lambda name: (" " in name and "," not in name, self.names[name], name), default="")


def writer_key(found: Person) -> str:
    if found.address:
        return found.address.lower()
    return f"name:{name_key(found.name)}"
