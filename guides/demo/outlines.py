"""Makes the outlines and checklists of the demo's business templates, as Rich Text.

Described in the TOML of their page: a `title`, a `note`, and `parts`, each with a `heading` and any of `guidance`
(a sentence for whoever fills it in), `lines` (how many empty ones to write on), `fields` (words with a line behind)
and `checks` (boxes to tick).

Rich Text Format 1.9.1: plain ASCII, which every word processor opens, on old computers and on phones too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

TWIPS = 20
"""Twips in a point, the unit of all measures in Rich Text."""

PAGE = r"\paperw11906\paperh16838\margl1134\margr1134\margt1134\margb1134"
"""A4 with margins of 2 cm, in twips."""

RIGHT_EDGE = 9638
"""Where the lines to write on end: the width of the page less both margins, in twips."""

COLOURS = r"{\colortbl;\red32\green37\blue31;\red20\green89\blue74;\red86\green95\blue87;}"
INK, BRAND, QUIET = 1, 2, 3


def rich_text(described: Mapping[str, Any]) -> bytes:
    """The bytes of an .rtf file."""
    head = r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\fswiss\fcharset0 Arial;}}" + COLOURS
    told = rf"{{\info{{\title {escaped(described['title'])}}}{{\author Baraza}}}}"
    body = [_paragraph(described["title"], size=18, colour=BRAND, bold=True, after=6)]
    if "note" in described:
        body.append(_paragraph(described["note"], colour=QUIET, after=10))
    for part in described["parts"]:
        body.extend(_part(part))
    return "\n".join([head, told, PAGE, *body, "}"]).encode("ascii")


def escaped(text: str) -> str:
    """Words as Rich Text says them; what is not ASCII as UTF-16 code units, signed, each with "?" for old programs."""
    return "".join(_letter(letter) for letter in text)


def _letter(letter: str) -> str:
    if letter in "\\{}":
        return "\\" + letter
    if letter == "\n":
        return r"\line "
    if " " <= letter <= "~":
        return letter
    units = letter.encode("utf-16-le")
    return "".join(
        rf"\u{int.from_bytes(units[place : place + 2], 'little', signed=True)}?" for place in range(0, len(units), 2)
    )


def _paragraph(text: str, *, size: int = 11, colour: int = INK, bold: bool = False, after: int = 3) -> str:
    """One paragraph; letter size and the space after it in points. Rich Text counts letters in half points."""
    return _plain(escaped(text), size=size, colour=colour, bold=bold, after=after)


def _plain(code: str, *, size: int = 11, colour: int = INK, bold: bool = False, after: int = 3, how: str = "") -> str:
    weight = r"\b" if bold else ""
    return rf"{{\pard\sa{after * TWIPS}{how}\f0\fs{size * 2}\cf{colour}{weight} {code}\par}}"


def _part(part: Mapping[str, Any]) -> Iterator[str]:
    yield _plain(escaped(part["heading"]), size=13, colour=BRAND, bold=True, how=rf"\sb{10 * TWIPS}\keepn")
    if "guidance" in part:
        yield _plain(escaped(part["guidance"]), colour=QUIET, how=r"\keepn")
    for _ in range(part.get("lines", 0)):
        yield _to_write_on("")
    for name in part.get("fields", []):
        yield _to_write_on(name)
    for check in part.get("checks", []):
        yield _plain(rf"[    ]\tab {escaped(check)}", after=4, how=r"\fi-567\li567\tx567")


def _to_write_on(name: str) -> str:
    """A line to the right edge: a tabulator with an underline as its leader."""
    words = f"{escaped(name)}: " if name else ""
    return _plain(rf"{words}\tab", after=9, how=rf"\tqr\tlul\tx{RIGHT_EDGE}")
