"""One mail, read: who, when, answering what, and the words, whatever state it arrives in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from . import bodies, headers, mime
from .addresses import Address, addresses
from .bodies import Attachment, Content
from .headers import Fields

__all__ = ["Address", "Attachment", "Content", "IncomingMessage", "read", "read_content", "read_head"]

# Autoresponders say so in one of these fields, from before RFC 3834 gave them Auto-Submitted.
_AUTOMATIC_FIELDS = ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply-From", "X-Mail-Autoreply")
_AUTOMATIC_PRECEDENCE = frozenset({"auto_reply", "auto-reply", "autoreply"})
_MASS_PRECEDENCE = frozenset({"bulk", "junk"})


@dataclass(frozen=True, kw_only=True, slots=True)
class IncomingMessage:
    """A mail as it claims to be. Nothing here is verified: a From proves nobody."""

    message_id: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    subject: str = ""
    from_name: str = ""
    from_address: str = ""
    reply_to: tuple[Address, ...] = ()
    sender: Address | None = None
    cc: tuple[Address, ...] = ()
    # Where a list rewrites From, some keep the first one in X-Original-From or X-Original-Sender.
    original_from: Address | None = None
    # In UTC; None where neither Date nor Received is credible.
    date: datetime | None = None
    list_id: str | None = None
    list_post: str | None = None
    auto_submitted: str = ""
    precedence: str = ""
    is_automatic: bool = False
    text: str = ""
    html: str | None = None
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)


def read(raw: bytes) -> IncomingMessage:
    """Read a whole message. It never raises, and its time is bounded by the size of `raw`.

    A message without a usable Message-ID gets one derived from its bytes, so that reading it twice is reading
    the same message.
    """
    root = mime.parse(raw)
    content = bodies.content(root)
    return replace(
        _without_content(root.fields, raw), text=content.text, html=content.html, attachments=content.attachments
    )


def read_head(raw: bytes) -> IncomingMessage:
    """All of a whole message but its text and its files: a tenth of the work of `read`."""
    fields, _body = headers.split_headers(raw, 0, len(raw))
    return _without_content(fields, raw)


def read_content(raw: bytes) -> Content:
    """The text and the files of a whole message, and nothing else."""
    return bodies.content(mime.parse(raw))


def _without_content(fields: Fields, raw: bytes) -> IncomingMessage:
    sender = _first(fields, "From")
    in_reply_to = headers.message_ids(fields.get("In-Reply-To"))
    list_id, list_post = _list(fields)
    return IncomingMessage(
        message_id=headers.message_id(fields.get("Message-ID"), raw),
        in_reply_to=in_reply_to[0] if in_reply_to else None,
        references=headers.message_ids(fields.get("References")),
        subject=headers.words(fields.get("Subject")),
        from_name=sender.name if sender else headers.words(fields.get("From")).partition("<")[0].strip(),
        from_address=sender.address if sender else "",
        reply_to=addresses(fields.get("Reply-To")),
        sender=_first(fields, "Sender"),
        cc=addresses(fields.get("Cc")),
        original_from=_first(fields, "X-Original-From") or _first(fields, "X-Original-Sender"),
        date=headers.sent_at(fields),
        list_id=list_id,
        list_post=list_post,
        auto_submitted=_keyword(fields, "Auto-Submitted"),
        precedence=_keyword(fields, "Precedence"),
        is_automatic=_is_automatic(fields),
    )


def _first(fields: Fields, name: str) -> Address | None:
    found = addresses(fields.get(name))
    return found[0] if found else None


def _keyword(fields: Fields, name: str) -> str:
    return headers.words(fields.get(name)).partition(";")[0].strip().lower()


def _list(fields: Fields) -> tuple[str | None, str | None]:
    """The identifier of RFC 2919 and the posting address of RFC 2369, in lower case."""
    ids = headers.message_ids(fields.get("List-Id").lower())
    list_id = ids[-1] if ids else headers.words(fields.get("List-Id")).lower() or None
    _, _, after = fields.get("List-Post").partition("mailto:")
    address = after.partition(">")[0].partition("?")[0].strip().lower()
    return list_id, address if "@" in address else None


def _is_automatic(fields: Fields) -> bool:
    """Written by a machine (RFC 3834). Lists mark all they carry as bulk or junk, so that counts only without one."""
    submitted = _keyword(fields, "Auto-Submitted")
    if submitted and submitted != "no":
        return True
    precedence = _keyword(fields, "Precedence")
    if precedence in _AUTOMATIC_PRECEDENCE or any(fields.all(name) for name in _AUTOMATIC_FIELDS):
        return True
    if precedence in _MASS_PRECEDENCE and not fields.all("List-Id") and not fields.all("List-Post"):
        return True
    return fields.get("Return-Path").replace(" ", "") == "<>"
