"""The two parts of a mail as they leave. One post goes to many with the same words, which are made into bytes once."""

from __future__ import annotations

from collections.abc import Mapping
from email.policy import Compat32
from functools import lru_cache
from typing import Any

from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart, SafeMIMEText

KEPT = 32  # mails' words: a batch is of few posts, each in few languages
NEWLINES = ("\n", "\r\n")
LINE_MAX = 76  # characters of a field that stands on one line: RFC 5322 asks for fewer than 79


class MailInParts(EmailMultiAlternatives):
    """A mail of a text and its HTML. Django's own, but for the bytes of its parts."""

    def _create_message(self, _text: Any) -> Any:
        return _Parts(str(self.body), str(self.alternatives[0][0]))


class _Plain(Compat32):
    """Writes a short field of ASCII as it is, which is most of them; the rest as the standard library does."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if isinstance(value, str) and len(name) + len(value) < LINE_MAX and value.isascii() and value.isprintable():
            return f"{name}: {value}{self.linesep}".encode()
        folded: bytes = super().fold_binary(name, value)
        return folded


_PLAIN = _Plain()


class _Parts(SafeMIMEMultipart):
    """Writes its own head, and below it what was made before."""

    def __init__(self, text: str, html: str) -> None:
        boundary, self._bodies = _made(text, html)
        super().__init__("alternative", boundary, encoding="utf-8", policy=_PLAIN)
        self.set_payload("")

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:  # type: ignore[override]  # as Django's
        head: bytes = super().as_bytes(unixfrom, linesep)
        return head + self._bodies[linesep]


@lru_cache(maxsize=KEPT)
def _made(text: str, html: str) -> tuple[str, Mapping[str, bytes]]:
    """The boundary, which the standard library chose so that it is in neither part, and all that stands below the head,
    by the newline that is wanted."""
    whole = SafeMIMEMultipart("alternative", encoding="utf-8")
    for words, kind in ((text, "plain"), (html, "html")):
        whole.attach(SafeMIMEText(words, kind, "utf-8"))
    written = {newline: whole.as_bytes(linesep=newline).split(2 * newline.encode(), 1)[1] for newline in NEWLINES}
    return str(whole.get_boundary()), written
