"""Handing mails to the server that carries them: one connection for many, signed where it does not sign itself."""

from __future__ import annotations

import contextlib
import re
import smtplib
import time
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

# What is signed, where it is there; twice over what must not be added to (RFC 6376, section 8.15).
_SIGNED = (
    *(b"from", b"from", b"to", b"subject", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to"),
    *(b"references", b"list-id", b"list-unsubscribe", b"list-unsubscribe-post", b"mime-version", b"content-type"),
)


GOING_AWAY = 421
_OF_RULES = re.compile(rb"[45]\.7\.")


class Result(Enum):
    """What became of a mail that was handed over."""

    SENT = "sent"
    LATER = "later"  # the server, or the way to it, is in trouble
    REFUSED = "refused"  # this recipient, for good


class Transport:
    """A connection to the server that carries mail, opened when it is first needed; for use in a `with`."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()
        self._next = 0.0
        self.failures = 0  # one after the other, of the server or the way to it

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def send(self, message: EmailMessage) -> Result:
        """Hand over one mail, no faster than MAILS_A_SECOND. Errors of the server come back as results."""
        self._wait()
        message.connection = self._connection
        if settings.DKIM_KEY_FILE:
            message.message = _signing(message)  # type: ignore[method-assign]
        try:
            self._connection.open()
            self._connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            return self._not_taken_for(error)
        except smtplib.SMTPResponseException as error:
            is_final = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
            return self._failed(Result.REFUSED if is_final else Result.LATER)
        except (OSError, smtplib.SMTPException):
            return self._failed(Result.LATER)
        self.failures = 0
        return Result.SENT

    def _not_taken_for(self, error: smtplib.SMTPRecipientsRefused) -> Result:
        """One address is in trouble, or does not exist; the connection is as good as before. Where it is the rules of
        the server that refuse (RFC 3463, X.7.X), or it goes away (421), no address is at fault: it is tried later."""
        code, words = next(iter(error.recipients.values()))
        if code == GOING_AWAY or _OF_RULES.match(words):
            return self._failed(Result.LATER)
        self.failures = 0
        return Result.REFUSED if code >= 500 else Result.LATER

    def _failed(self, result: Result) -> Result:
        """A connection that failed once is not trusted with the next mail."""
        self.failures += result is Result.LATER
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self._connection.close()
        self._connection = get_connection()
        return result

    def _wait(self) -> None:
        if settings.MAILS_A_SECOND:
            now = time.monotonic()
            time.sleep(max(0.0, self._next - now))
            self._next = max(now, self._next) + 1 / settings.MAILS_A_SECOND


def _signing(message: EmailMessage) -> Any:
    """What makes the message, with the signature of the bytes that then leave (RFC 6376)."""
    make = message.message

    def signed() -> Any:
        import dkim

        made: Any = make()
        raw = made.as_bytes(linesep="\r\n")
        domain = settings.MAIL_DOMAIN.encode()
        present = [name for name in _SIGNED if name.decode() in made]
        signature = dkim.sign(raw, settings.DKIM_SELECTOR.encode(), domain, _key(), include_headers=present)
        made["DKIM-Signature"] = "".join(signature.decode().removeprefix("DKIM-Signature: ").split("\r\n")).strip()
        return made

    return signed


@cache
def _key() -> bytes:
    return Path(settings.DKIM_KEY_FILE).read_bytes()
