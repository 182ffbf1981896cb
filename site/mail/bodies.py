"""The words of a mail and what hangs on it, out of the tree of its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from mimetypes import guess_extension
from pathlib import PurePosixPath

from markup import from_html

from .charsets import decode
from .flowed import unflowed
from .headers import one_line, words
from .mime import Part, parse

# A post holds 32,000 characters; a mail with more words than this is a dump, and the original is kept anyway.
TEXT_LIMIT = 1_000_000
NAME_LIMIT = 120

# A signature proves the transport and says nothing to a reader.
_PROOFS = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_FURNITURE = _PROOFS | {"application/ms-tnef", "text/x-vcard"}
_PLAIN = frozenset({"text/plain", "text/markdown", "text/enriched"})
# Unicode's categories Cc and Cs, but for tab and newline.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSAFE_IN_NAME = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the mail; `inline` where the HTML shows it by its `content_id` or the sender asked for it."""

    name: str
    content_type: str
    data: bytes = field(repr=False)
    content_id: str | None
    inline: bool

    @property
    def is_furniture(self) -> bool:
        """What mail programs attach by themselves and nobody reads."""
        return self.content_type in _FURNITURE

    @property
    def whole_name(self) -> str:
        """The name, with an ending by its type where it has none."""
        name = self.name or "file"
        return name if PurePosixPath(name).suffix else name + (guess_extension(self.content_type) or "")


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail says: plain words, the HTML where there is one, and its files."""

    text: str
    html: str | None
    attachments: tuple[Attachment, ...]


def content(root: Part) -> Content:
    """Collect the content of a message. Plain text is preferred; HTML becomes Markdown where there is none."""
    collector = _Collector()
    if root.content_type.startswith("text/") and not _is_words(root) and root.disposition != "attachment":
        # A mail that is one text of an unusual type (text/troff, text/x-patch) is yet the words of its sender.
        collector.texts.append(_plain(root, _decoded(root)))
    else:
        collector.visit(root)
    html = "\n".join(collector.html) if collector.html else None
    text = "\n".join(piece.strip("\n") for piece in collector.texts if piece.strip())
    return Content(text.strip("\n")[:TEXT_LIMIT], html, tuple(collector.attachments))


class _Collector:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.html: list[str] = []
        self.attachments: list[Attachment] = []
        # Characters that may yet be read, over all parts: hundreds of large texts would take minutes.
        self.room = TEXT_LIMIT

    def visit(self, part: Part) -> None:
        # The depth of the tree is bounded by the parser.
        if part.content_type == "multipart/alternative" and part.children:
            self._visit_alternative(part)
        elif part.children:
            for child in part.children:
                self.visit(child)
        elif part.content_type not in _PROOFS:
            self._visit_leaf(part)

    def _visit_alternative(self, part: Part) -> None:
        before = len(self.texts)
        # Plain first: the HTML beside it says the same again and adds no second text.
        for child in sorted(part.children, key=lambda child: child.content_type not in _PLAIN):
            said = any(text.strip() for text in self.texts[before:])
            if said and _is_words(child):
                if child.content_type == "text/html":
                    self.html.append(self._read(child))
            elif said:
                self._visit_beside(child)
            else:
                self.visit(child)

    def _visit_beside(self, part: Part) -> None:
        """Take the files and the HTML of a richer alternative without its words."""
        texts = len(self.texts)
        self.visit(part)
        del self.texts[texts:]

    def _visit_leaf(self, part: Part) -> None:
        if not _is_words(part) or not self.room:
            self.attachments.append(_attachment(part, len(self.attachments) + 1))
        elif part.content_type == "text/html":
            html = self._read(part)
            self.html.append(html)
            self.texts.append(from_html(html))
        else:
            self.texts.append(_plain(part, self._read(part)))

    def _read(self, part: Part) -> str:
        text = _decoded(part)[: self.room]
        self.room -= len(text)
        return text


def _is_words(part: Part) -> bool:
    if part.disposition == "attachment" or part.children:
        return False
    if part.content_type == "text/html":
        return not _file_name(part)
    # Apple Mail gives a text part that stands between pictures a file name of its own and asks to show it.
    return part.content_type in _PLAIN and (part.disposition == "inline" or not _file_name(part))


def _decoded(part: Part) -> str:
    text = decode(part.data(limit=TEXT_LIMIT * 4), part.parameter("charset"))[:TEXT_LIMIT]
    return _readable(text)


def _readable(text: str) -> str:
    """Lines end with a newline, and no control character is left but tab."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"))


def _plain(part: Part, text: str) -> str:
    if part.parameter("format").lower() == "flowed":
        return unflowed(text, delete_space=part.parameter("delsp").lower() == "yes")
    return text


def _file_name(part: Part) -> str:
    return part.parameter("filename", "Content-Disposition") or part.parameter("name")


def _attachment(part: Part, number: int) -> Attachment:
    data = part.data()
    content_id = part.fields.get("Content-ID").strip().strip("<>")
    return Attachment(
        name=safe_name(_file_name(part)) or _invented_name(part, data, number),
        content_type=part.content_type,
        data=data,
        content_id=one_line(content_id) or None,
        inline=part.disposition == "inline" or (bool(content_id) and part.disposition != "attachment"),
    )


def safe_name(value: str) -> str:
    """The last piece of a path, without what a file system or a header field would take amiss."""
    name = words(value).replace("\\", "/").rpartition("/")[2]
    name = _UNSAFE_IN_NAME.sub("_", name).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if dot and len(extension) < 12:
        return f"{stem[: NAME_LIMIT - len(extension) - 1]}.{extension}" if stem else extension
    return name[:NAME_LIMIT]


def _invented_name(part: Part, data: bytes, number: int) -> str:
    if part.content_type == "message/rfc822":
        subject = words(parse(data[:TEXT_LIMIT]).fields.get("Subject"))
        return safe_name(f"{subject or 'message'}.eml")
    return f"part-{number}{guess_extension(part.content_type) or '.bin'}"
