"""The listener: SMTP from the world or a mail server in front, and LMTP (RFC 2033) from a mail server beside.

It refuses while a mail is offered what can be refused then: recipients nobody knows, mails that are too large, and too
many of either. What it takes is stored before it says so.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, AnyStr, NamedTuple
from urllib.parse import urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError, close_old_connections

from mail.models import ReceivedMail, Way

from . import delivery, taking

logger = logging.getLogger(__name__)

RECIPIENTS_MAX = 100  # of one mail
UNKNOWN_MAX = 10  # recipients that one connection may guess before it is told to come back later
CONNECTIONS_MAX = 100  # at once, of all
LINE_MAX = 1024 * 1024  # bytes: RFC 5321 asks for 1,000, and real mail has longer ones
IDLE_SECONDS = 120.0
TOGETHER = 20  # mails of one transaction
FAREWELL = 0.1  # seconds in which what was stored at the end is acknowledged
# Who looks up a recipient does not wait for those who write.
_LOOKING = ThreadPoolExecutor(1, "mail-looking")
_STORING = ThreadPoolExecutor(1, "mail-storing")
OK, TOO_LARGE = "250 2.0.0 OK", "552 5.3.4 This mail is too large"
UNKNOWN, BUSY = "550 5.1.1 No such address here", "452 4.5.3 Too many recipients"
LATER, FULL = "451 4.3.0 Please try again later", b"421 4.7.0 Too many connections\r\n"


class Storing:
    """Stores mails, those that come while others are being stored together in one transaction: however long the
    database is busy with something else, no mail waits for each of those before it."""

    def __init__(self) -> None:
        self._waiting: list[tuple[ReceivedMail, asyncio.Future[None]]] = []
        self._work: asyncio.Task[None] | None = None

    async def store(self, mail: ReceivedMail) -> None:
        """Returns when the mail is stored, and raises what kept it from that."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((mail, stored))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._store_all())
        await stored

    async def finish(self) -> None:
        """Returns when nothing waits to be stored any more."""
        while self._work is not None and not self._work.done():
            await self._work

    async def _store_all(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            error = await self._try([mail for mail, _stored in some])
            for mail, stored in some:
                # One that cannot be stored takes no other with it; a database that is out of reach is so for all.
                is_their_own = error is not None and len(some) > 1 and not isinstance(error, OperationalError)
                _settle(stored, await self._try([mail]) if is_their_own else error)

    async def _try(self, mails: Sequence[ReceivedMail]) -> Exception | None:
        try:
            await _in_thread(_STORING, taking.take_in_all, mails)
        except Exception as error:
            return error
        return None


def _settle(stored: asyncio.Future[None], error: Exception | None = None) -> None:
    if stored.done():  # whoever sent it is gone
        return
    if error is None:
        stored.set_result(None)
    else:
        stored.set_exception(error)


class Handler:
    """Says what is taken, for one connection."""

    def __init__(self, way: str, storing: Storing) -> None:
        self.way = way
        self.storing = storing
        self.guesses = 0

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS_MAX:
            return BUSY
        if self.guesses >= UNKNOWN_MAX:
            return LATER
        try:
            known = await _in_thread(_LOOKING, delivery.is_taken, address)
        except DatabaseError:
            logger.exception("A recipient could not be looked up.")
            return LATER
        if not known:
            self.guesses += 1
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        try:
            await self.storing.store(await _in_thread(_LOOKING, self._read, session, envelope))
        except taking.TooLargeError:
            return TOO_LARGE
        except Exception:  # not stored, so not ours yet: whoever sends it keeps it
            logger.exception("A mail could not be stored.")
            return LATER
        return OK

    def _read(self, session: Session, envelope: Envelope) -> ReceivedMail:
        peer = session.peer[0] if isinstance(session.peer, tuple) else None
        raw, sender = envelope.original_content or b"", envelope.mail_from or ""
        return taking.read(raw, way=self.way, sender=sender, recipients=envelope.rcpt_tos, peer=peer)


async def _in_thread(thread: ThreadPoolExecutor, act: Callable[..., Any], *args: Any) -> Any:
    """Ask the database in a thread that keeps its connection; one that was lost meanwhile is opened again."""

    def acted() -> Any:
        close_old_connections()
        try:
            return act(*args)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(thread, acted)


class _Limited(SMTP):
    """With a limit for connections, and lines as long as real mail has them."""

    line_length_limit = LINE_MAX
    open_now = 0
    is_counted = False

    def connection_made(self, transport: Any) -> None:
        if _Limited.open_now >= CONNECTIONS_MAX:
            transport.write(FULL)
            transport.close()
            return
        _Limited.open_now += 1
        self.is_counted = True
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.is_counted:
            _Limited.open_now -= 1
            super().connection_lost(error)


class _LMTP(_Limited, LMTP):
    """Answers a mail once for each of its recipients (RFC 2033, section 4.2); it is stored once for all."""

    replies = 1

    async def push(self, status: AnyStr) -> None:
        """Send a line, and after the words of a mail as often as it had recipients."""
        replies, self.replies = self.replies, 1
        if isinstance(status, str) and status.startswith("354") and self.envelope is not None:
            self.replies = max(1, len(self.envelope.rcpt_tos))
        for _reply in range(replies):
            await super().push(status)


class Listening(NamedTuple):
    """Where to listen, by which protocol: `smtp://127.0.0.1:25`, `lmtp://127.0.0.1:24`, `lmtp:///run/baraza.sock`."""

    protocol: str
    host: str
    port: int
    path: str

    @classmethod
    def read(cls, url: str) -> Listening:
        """Raises ImproperlyConfigured for what is no such address."""
        parts = urlsplit(url)
        try:
            found = cls(parts.scheme, parts.hostname or "", parts.port or 0, parts.path)
        except ValueError as error:
            raise ImproperlyConfigured(f"MAIL_LISTEN: {url}: {error}") from error
        if found.protocol not in ("smtp", "lmtp") or not (found.path or (found.host and found.port)):
            raise ImproperlyConfigured(f"MAIL_LISTEN: {url} is not like smtp://127.0.0.1:2525")
        return found

    def make(self, storing: Storing) -> SMTP:
        """The protocol for one connection."""
        kind = _LMTP if self.protocol == "lmtp" else _Limited
        way = Way.LMTP if self.protocol == "lmtp" else Way.SMTP
        return kind(
            Handler(way, storing),
            data_size_limit=settings.MAIL_MAX_BYTES,
            enable_SMTPUTF8=True,
            hostname=settings.MAIL_DOMAIN,
            ident="ready",
            timeout=IDLE_SECONDS,
            tls_context=_tls() if self.protocol == "smtp" else None,
        )


def _tls() -> ssl.SSLContext | None:
    if not settings.MAIL_TLS_CERTIFICATE:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings.MAIL_TLS_CERTIFICATE, settings.MAIL_TLS_KEY or None)
    return context


async def listen(places: Sequence[Listening], *, ready: Callable[[], None] = lambda: None) -> None:
    """Take mail until SIGTERM or SIGINT; a mail that is being stored then is stored and acknowledged."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    storing = Storing()
    servers = [await _served(loop, place, storing) for place in places]
    ready()
    await stopped.wait()
    for server in servers:
        server.close()
    await storing.finish()
    await asyncio.sleep(FAREWELL)


async def _served(loop: asyncio.AbstractEventLoop, place: Listening, storing: Storing) -> asyncio.Server:
    make = partial(place.make, storing)
    if place.path:
        return await loop.create_unix_server(make, path=place.path)
    return await loop.create_server(make, host=place.host, port=place.port)
