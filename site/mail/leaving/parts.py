"""The two parts of a mail as they leave. One post goes to many with the same words, which are made into bytes once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart, SafeMIMEText

KEPT = 32  # mails' words: a batch is of few posts, each in few languages
NEWLINES = ("\n", "\r\n")


class Letter(EmailMultiAlternatives):
    """A mail of a text and its HTML. Django's own, but for the bytes of its parts."""

    def _create_message(self, _text: Any) -> Any:
        return _Parts(self.body, self.alternatives[0].content)


class _Parts(SafeMIMEMultipart):
    """Writes its own head, and below it what was made before."""

    def __init__(self, text: str, html: str) -> None:
        boundary, self._bodies = _made(text, html)
        super().__init__("alternative", boundary, encoding="utf-8")
        self.set_payload("")

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
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
