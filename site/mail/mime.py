"""The parts of a message (RFC 2046), with every bound a hostile one would break.

The standard library's parser asks every line against every open boundary and recurses at each level; this one
searches each boundary once per level, to a fixed depth and number of parts, so that its time is the size of
the mail times the depth at most.
"""

from __future__ import annotations

import binascii
import quopri
import re
from dataclasses import dataclass, field, replace
from email.message import Message

from .headers import Fields, from_base64, split_headers

# Real mail nests signed > mixed > alternative > related > …; deeper is an attack and stays one opaque part.
DEPTH_LIMIT = 12
PARTS_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf or a container: its type in lower case, its fields, where its body stands, and its children.

    The message itself is held once by all its parts.
    """

    content_type: str
    fields: Fields
    message: bytes = field(repr=False)
    start: int
    end: int
    children: tuple[Part, ...] = ()

    @property
    def body(self) -> bytes:
        """The body as sent."""
        return self.message[self.start : self.end]

    @property
    def disposition(self) -> str:
        return self.fields.get("Content-Disposition").partition(";")[0].strip().lower()

    def parameter(self, name: str, field: str = "Content-Type") -> str:
        """A parameter of a field, decoded by RFC 2231; empty where it is missing or beyond reading."""
        try:
            value = self.fields.structured(field).get_param(name, "", header=field)
        except (ValueError, LookupError, TypeError, AttributeError):
            return ""
        if isinstance(value, tuple):
            charset, _, encoded = value
            try:
                return encoded.encode("latin-1", "replace").decode(charset or "utf-8", "replace")
            except (LookupError, ValueError):
                return encoded
        return str(value or "")

    def data(self, *, limit: int | None = None) -> bytes:
        """The body with its Content-Transfer-Encoding undone, as far as it can be; about `limit` bytes at most."""
        # No encoding needs more than three bytes for one, and line ends.
        body = self.body if limit is None else self.message[self.start : min(self.end, self.start + 4 * limit)]
        encoding = self.fields.get("Content-Transfer-Encoding").partition(";")[0].strip().lower()
        if encoding == "base64":
            body = from_base64(body)
        elif encoding == "quoted-printable":
            body = quopri.decodestring(body)
        elif encoding in {"x-uuencode", "uuencode", "uue", "x-uue"}:
            body = _from_uuencode(body)
        return body if limit is None else body[:limit]


def parse(raw: bytes) -> Part:
    """The tree of parts of a whole message."""
    return _Parser(raw).part(0, len(raw), default="text/plain", depth=0)


class _Parser:
    """Counts the parts of one message over all its levels."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.parts = 0

    def part(self, start: int, end: int, *, default: str, depth: int) -> Part:
        self.parts += 1
        fields, body = split_headers(self.raw, start, end)
        kind = _content_type(fields, default)
        leaf = Part(kind, fields, self.raw, body, end)
        if not kind.startswith("multipart/"):
            return leaf
        boundary = leaf.parameter("boundary").strip()
        if boundary and depth >= DEPTH_LIMIT:
            return leaf
        inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        children = tuple(
            self.part(*piece, default=inner, depth=depth + 1)
            for piece in (self._pieces(body, end, boundary) if boundary else ())
            if self.parts < PARTS_LIMIT
        )
        # A container without a boundary, or without parts, is read as the text it probably is.
        return replace(leaf, children=children) if children else replace(leaf, content_type="text/plain")

    def _pieces(self, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
        """What stands between the delimiter lines; the last piece needs no end, as mail is often cut short."""
        literal = re.escape(boundary.encode("utf-8", "surrogateescape"))
        # It begins with literal bytes, which the engine looks for much faster than for the start of a line.
        delimiter = re.compile(rb"\n--" + literal + rb"(--)?[ \t]*+\r?(?=\n|\Z)")
        pieces: list[tuple[int, int]] = []
        begun: int | None = None
        for match in delimiter.finditer(self.raw, max(start - 1, 0), end):
            if begun is not None:
                line_end = match.start()
                pieces.append((begun, line_end - (self.raw[line_end - 1 : line_end] == b"\r")))
            begun = None if match.group(1) else min(match.end() + 1, end)
            if begun is None or len(pieces) >= PARTS_LIMIT:
                break
        if begun is not None and len(pieces) < PARTS_LIMIT:
            pieces.append((begun, end))
        return [(first, max(first, last)) for first, last in pieces]


def _content_type(fields: Fields, default: str) -> str:
    message: Message = fields.structured("Content-Type")
    if "Content-Type" not in message:
        return default
    try:
        return message.get_content_type()
    except (ValueError, LookupError, TypeError, AttributeError):
        return default


def _from_uuencode(body: bytes) -> bytes:
    result = bytearray()
    for line in body.splitlines():
        if line.startswith(b"begin ") or not line.strip():
            continue
        if line == b"end":
            break
        try:
            result += binascii.a2b_uu(line)
        except binascii.Error:
            # Some encoders pad the line wrongly: the length byte says how much of it counts.
            count = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                result += binascii.a2b_uu(line[:count])
            except binascii.Error:
                return body
    return bytes(result)
