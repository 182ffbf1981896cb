"""Header fields (RFC 5322) as real mail has them: eight-bit, unfolded wrongly, doubled, without end."""

from __future__ import annotations

import binascii
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime

from .charsets import decode

# An honest header block is under 64 KB; beyond this size the rest is taken for the body.
HEADER_BLOCK_LIMIT = 256 * 1024
# One field: long enough for the recipients of a large Cc, short enough for parsers that look back.
FIELD_LIMIT = 16 * 1024
# Subject and names: an encoded word without end is looked for from each of its beginnings.
WORDS_LIMIT = 2_000
# A key that fits an index of any database; RFC 5322 would allow a line of 998.
MESSAGE_ID_LIMIT = 250
# A thread's References: the first names the root, the last the parents; what lies between may be left out.
REFERENCES_LIMIT = 100
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Clocks run ahead and time zones are set wrongly by up to a day.
CLOCK_AHEAD = timedelta(days=1)

# Possessive, so that a line which is no field is refused in one pass.
_FIELDS = re.compile(rb"(?:[!-9;-~]++[ \t]*+:[^\n]*+(?:\n|\Z)|[ \t][^\n]*+(?:\n|\Z))*+")
_FIELD_START = re.compile(rb"\r?\n(?![ \t])")
_BRACKETED = re.compile(r"<([^<>]++)>")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?(.*?)\?=")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]++")
_SPACE = re.compile(r"\s+")


class Fields:
    """The fields of one header block, in order, names in any case; a doubled field answers with its first."""

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name.lower(), []).append(value)

    def get(self, name: str) -> str:
        """The first field of that name, unfolded and still encoded; empty where there is none."""
        return self._fields.get(name.lower(), [""])[0]

    def all(self, name: str) -> list[str]:
        return self._fields.get(name.lower(), [])

    def structured(self, name: str) -> Message:
        """The field alone in the standard library's Message, which reads its parameters (RFC 2045, RFC 2231)."""
        message: Message = Message()
        if value := self.get(name):
            message[name] = value
        return message


def split_headers(data: bytes, start: int = 0, end: int | None = None) -> tuple[Fields, int]:
    """The fields of the message or part in `data[start:end]`, and where its body begins.

    A line that can be no field ends the header block.
    """
    end = len(data) if end is None else end
    if data.startswith((b"From ", b">From "), start, end):
        start = data.find(b"\n", start, end) + 1 or end
    match = _FIELDS.match(data, start, min(start + HEADER_BLOCK_LIMIT, end))
    body = match.end() if match else start
    fields = Fields(_fields(data[start:body]))
    for newline in (b"\r\n", b"\n"):
        if data.startswith(newline, body, end):
            return fields, body + len(newline)
    return fields, body


def _fields(block: bytes) -> Iterable[tuple[str, str]]:
    for line in _FIELD_START.split(block):
        name, colon, value = line.partition(b":")
        if colon:
            text = decode(value[:FIELD_LIMIT]).replace("\r", "").replace("\n", "")
            yield name.decode("ascii", errors="replace").strip(), text.strip()


def words(value: str) -> str:
    """The readable text of a field: RFC 2047 decoded, on one line, without control characters."""
    value = value[:WORDS_LIMIT]
    text: list[str] = []
    pending, pending_charset, position = b"", "", 0
    for match in _ENCODED_WORD.finditer(value):
        charset, encoding, encoded = match.groups()
        between = value[position : match.start()]
        charset = charset.partition("*")[0].lower()
        # White space between two encoded words is none of the text, and a character may be cut across them.
        is_continued = bool(pending) and not between.strip() and charset == pending_charset
        if not is_continued:
            text.append(decode(pending, pending_charset))
            text.append("" if pending and not between.strip() else between)
            pending = b""
        pending += _decoded_word(encoding, encoded)
        pending_charset, position = charset, match.end()
    return one_line("".join([*text, decode(pending, pending_charset), value[position:]]))


def _decoded_word(encoding: str, encoded: str) -> bytes:
    data = encoded.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    return from_base64(data)


def from_base64(data: bytes) -> bytes:
    """Base64 as far as it can be read: what is no digit is skipped, missing padding is made up for."""
    digits = _NOT_BASE64.sub(b"", data)
    digits = digits[: len(digits) - (1 if len(digits) % 4 == 1 else 0)]
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def one_line(value: str) -> str:
    """Collapse white space and drop control, surrogate and direction-override characters, which only deceive."""
    kept = (
        " " if character in "\t\r\n\v\f" else character
        for character in value
        if character in "\t\r\n\v\f" or unicodedata.category(character) not in {"Cc", "Cs"}
    )
    text = "".join(kept).translate(dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def message_id(value: str, raw: bytes) -> str:
    """The Message-ID without its brackets; where there is none to use, one derived from the message itself."""
    found = message_ids(value)
    return found[0] if found else f"{hashlib.sha256(raw).hexdigest()[:40]}@missing.invalid"


def message_ids(value: str) -> tuple[str, ...]:
    """The ids in a References or In-Reply-To field, in order and each once."""
    bracketed = [_SPACE.sub("", found) for found in _BRACKETED.findall(value)]
    if not bracketed:
        bracketed = [token.strip("<>,;\"'") for token in value.split() if "@" in token]
    ids = list(dict.fromkeys(_bounded_id(found) for found in bracketed if found))
    if len(ids) > REFERENCES_LIMIT:
        ids = [ids[0], *ids[1 - REFERENCES_LIMIT :]]
    return tuple(ids)


def _bounded_id(value: str) -> str:
    value = "".join(character for character in value if character.isprintable())
    if len(value) <= MESSAGE_ID_LIMIT:
        return value
    return f"{hashlib.sha256(value.encode()).hexdigest()[:40]}@long.invalid"


def sent_at(fields: Fields) -> datetime | None:
    """When it was written; when it was received where that is missing or absurd; None where nothing is credible."""
    received = (value.rpartition(";")[2] for value in fields.all("Received")[:50])
    for value in (fields.get("Date"), *received):
        if moment := _credible(value):
            return moment
    return None


def _credible(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value[:200])
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        # An offset near a full day makes an aware date that cannot be compared at the ends of the calendar.
        moment = moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return moment if EARLIEST <= moment <= datetime.now(UTC) + CLOCK_AHEAD else None
