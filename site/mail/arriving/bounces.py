"""Mails of ours that came back: which of them, to whom, and whether for good (RFC 3464, RFC 3463)."""

from __future__ import annotations

import email
import re
from typing import NamedTuple

from flufl.bounce import all_failures

from mail.headers import split_headers
from mail.mime import Part
from mail.our_addresses import key_in

from .delivery import Delivery, Door
from .outcomes import ignored

REPORT_MAX = 256 * 1024  # bytes: a report with the whole mail in it is read as far as that
_STATUS = re.compile(r"^Status:\s*([245])\.\d{1,3}\.\d{1,3}", re.IGNORECASE | re.MULTILINE)
_ACTION = re.compile(r"^Action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)


class Bounce(NamedTuple):
    """A mail that came back. `member_id` and `thing` are those of the key in its sender's address; None where the
    bounce does not name a mail of ours, and then it counts for nothing: anybody can write one."""

    member_id: int | None
    thing: int
    is_permanent: bool
    code: str


def bounce_in(delivery: Delivery, root: Part) -> Bounce | None:
    """The bounce a mail is; None for another mail, and for a note that a mail is only late."""
    keys = [key for each in delivery.recipients if each.name == "bounce" and (key := key_in(each))]
    is_report = root.content_type == "multipart/report" and "delivery-status" in root.parameter("report-type").lower()
    if not keys and not is_report:
        return None
    found = _from_report(root) if is_report else _from_words(delivery.raw)
    if found is None:
        return None
    is_permanent, code = found
    key = keys[0] if keys and not keys[0].is_expired else None
    return Bounce(key.member_id if key else None, key.thing if key else 0, is_permanent, code)


def _from_report(root: Part) -> tuple[bool, str] | None:
    for part in root.children:
        if part.content_type != "message/delivery-status":
            continue
        text = part.data(limit=REPORT_MAX).decode("utf-8", "replace")
        actions = {action.lower() for action in _ACTION.findall(text)}
        if actions and not actions & {"failed"}:
            return None  # delayed, relayed, delivered, expanded
        status = _STATUS.search(text)
        return (status is None or status[1] == "5", status[0].partition(":")[2].strip() if status else "")
    return True, ""


def _from_words(raw: bytes) -> tuple[bool, str] | None:
    """What the programs of former days wrote in words of their own."""
    _fields, body = split_headers(raw)
    message = email.message_from_bytes(raw[: body + REPORT_MAX])
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # its parsers each expect one program's words
        return None
    if not temporary and not permanent:
        return None
    return bool(permanent), ""


# So that the address is known while a bounce is offered; what comes there and is none, nobody reads.
DOOR = Door(
    "bounce",
    target_of=lambda found: key_in(found) if found.name == "bounce" else None,
    enter=lambda found: ignored("no_bounce"),
)
