"""Mail fetched from a mailbox by IMAP (RFC 9051), told at once by IDLE (RFC 2177) where the server can.

A mail is marked as seen only after it is stored; what is fetched twice is known by its Message-ID. What was taken is
moved to a folder `Taken`, or where that is not possible stays, seen.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from mail.models import Way

from . import taking

logger = logging.getLogger(__name__)

AT_ONCE = 20  # mails of one fetch: memory holds as many of the largest size
IDLE_SECONDS = 9 * 60  # servers and routers forget a silent connection after ten minutes or more
POLL_SECONDS = 60  # where the server has no IDLE
LONGEST_TROUBLE = 300  # seconds between two tries while the server cannot be reached
TAKEN = "Taken"


class Mailbox(NamedTuple):
    """Where to fetch: `imap+ssl://NAME:PASSWORD@HOST:993/INBOX`, without TLS `imap://…:143`."""

    host: str
    port: int
    is_tls: bool
    name: str
    password: str
    folder: str

    @classmethod
    def read(cls, url: str) -> Mailbox:
        """Raises ImproperlyConfigured for what is no such address; its words hold no password."""
        parts = urlsplit(url)
        if parts.scheme not in ("imap", "imap+ssl") or not parts.hostname or not parts.username:
            raise ImproperlyConfigured("MAIL_IMAP_URL is not like imap+ssl://NAME:PASSWORD@HOST/INBOX")
        is_tls = parts.scheme == "imap+ssl"
        try:
            port = parts.port or (993 if is_tls else 143)
        except ValueError as error:
            raise ImproperlyConfigured("MAIL_IMAP_URL has no port that could be one") from error
        folder = unquote(parts.path.strip("/")) or "INBOX"
        return cls(parts.hostname, port, is_tls, unquote(parts.username), unquote(parts.password or ""), folder)

    def connect(self) -> IMAPClient:
        """A connection that has signed in and chosen the folder. Raises IMAPClientError and OSError."""
        client = IMAPClient(self.host, self.port, ssl=self.is_tls, timeout=30)
        client.login(self.name, self.password)
        client.select_folder(self.folder)
        return client


def fetch(client: IMAPClient) -> int:
    """Store all mails that nobody has seen, in batches; how many. Raises IMAPClientError and OSError."""
    waiting = client.search(["UNSEEN"])
    for start in range(0, len(waiting), AT_ONCE):
        batch = waiting[start : start + AT_ONCE]
        # Sizes first: what is too large is not brought into memory.
        sizes = client.fetch(batch, ["RFC822.SIZE"])
        for uid in batch:
            if sizes.get(uid, {}).get(b"RFC822.SIZE", 0) <= settings.MAIL_MAX_BYTES:
                _take(client, uid)
            else:
                client.add_flags([uid], [b"\\Flagged", b"\\Seen"])
                logger.warning("A mail of more than MAIL_MAX_BYTES stays in the mailbox, flagged.")
    return len(waiting)


def _take(client: IMAPClient, uid: int) -> None:
    raw = client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
    if raw is None:  # somebody else took it meanwhile
        return
    taking.take_in(bytes(raw), way=Way.IMAP)
    client.add_flags([uid], [b"\\Seen"])
    _put_away(client, uid)


def _put_away(client: IMAPClient, uid: int) -> None:
    if not client.has_capability("MOVE"):
        return
    if not client.folder_exists(TAKEN):
        client.create_folder(TAKEN)
    client.move([uid], TAKEN)


def watch(mailbox: Mailbox, *, is_wanted: Callable[[], bool]) -> None:
    """Fetch for as long as it is wanted; trouble with the server is waited out."""
    trouble = 0
    while is_wanted():
        try:
            with mailbox.connect() as client:
                trouble = 0
                _watch(client, is_wanted)
        except (IMAPClientError, OSError) as error:
            trouble = min(max(2 * trouble, 5), LONGEST_TROUBLE)
            logger.warning("The mailbox cannot be read; next try in %d seconds: %s", trouble, type(error).__name__)
            _rest(trouble, is_wanted)


def _watch(client: IMAPClient, is_wanted: Callable[[], bool]) -> None:
    while is_wanted():
        close_old_connections()
        fetch(client)
        if client.has_capability("IDLE"):
            _idle(client, is_wanted)
        else:
            _rest(POLL_SECONDS, is_wanted)
            client.noop()


def _idle(client: IMAPClient, is_wanted: Callable[[], bool]) -> None:
    """Wait until the server says something, is_wanted ends, or it is time to show that we are still here."""
    until = time.monotonic() + IDLE_SECONDS
    client.idle()
    try:
        while is_wanted() and time.monotonic() < until:
            if client.idle_check(timeout=1):
                return
    finally:
        client.idle_done()


def _rest(seconds: float, is_wanted: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while is_wanted() and time.monotonic() < until:
        time.sleep(min(1, seconds))
