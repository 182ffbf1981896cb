"""Discourse's Markdown made ours: names of people and posts, BBCode, line breaks, its own addresses.

What stands in code is left as it is. Everything else is one pass over the text, linear in its length.
"""

from __future__ import annotations

import re

from .addresses import Addresses
from .bbcode import pieces_of_code, pieces_of_words
from .world import Places, World

_QUOTE = re.compile(r"""\[quote=(["']?)([^"'\],\n]{1,100})([^\]\n]{0,200})\]""", re.IGNORECASE)
_QUOTED_PLACE = re.compile(r"(post|topic):\s*(\d{1,12})", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@/.+-])@([^\W_][\w.-]{0,59})")
# "![words|690x310](…)": the size in points, for Discourse's own layout.
_PICTURE_SIZE = re.compile(r"!\[([^\]\[|\n]{0,300})\|\d{1,5}x\d{1,5}[^\]\n]{0,40}\]\(")
# Lines that end by themselves: a quotation's tag, HTML on its own, a heading, a row of a table, indented code.
_STRUCTURAL = re.compile(r"\s*(?:\[/?quote[^\]]*\]\s*$|<[^>]*>\s*$|#{1,6}\s|\|)", re.IGNORECASE)
_INDENTED = re.compile(r"\t|    ")
_REFERENCE = re.compile(r"post:\s*(\d{1,9}),\s*topic:\s*(\d{1,12})|/t/(?:[^/\s\"'()<>]{1,300}/)?(\d{1,12})/(\d{1,9})")
_COOKED_QUOTE = re.compile(r'data-post="(\d{1,9})"[^>]{0,40}data-topic="(\d{1,12})"')


def references_in(words: str) -> set[tuple[str, int]]:
    """The posts that a text may point to, by the key of their topic and their number there."""
    found: set[tuple[str, int]] = set()
    if "/t/" in words or "topic:" in words:
        for match in _REFERENCE.finditer(words):
            post, topic, address_topic, address_post = match.groups()
            found.add((topic, int(post)) if topic else (address_topic, int(address_post)))
    if "data-topic=" in words:
        found.update((match[2], int(match[1])) for match in _COOKED_QUOTE.finditer(words))
    return found


def to_markdown(words: str, *, rendered: str, world: World, places: Places) -> str:
    """The Markdown of a post, from Discourse's; `rendered` is its HTML, where pictures have their addresses."""
    addresses = Addresses(world, places, rendered)
    text = words.replace("\r\n", "\n").replace("\r", "\n")
    pieces = list(pieces_of_words(text, addresses.rewritten))
    parts: list[str] = []
    for index, (piece, is_code) in enumerate(pieces):
        if is_code:
            parts.append(piece)
            continue
        before = pieces[index - 1][0] if index else "\n"
        after = pieces[index + 1][0] if index + 1 < len(pieces) else "\n"
        prose = _prose(piece, world, places, addresses)
        parts.append(_with_breaks(prose, follows=not before.endswith("\n"), goes_on=not after.startswith("\n")))
    return "".join(parts).strip("\n")


def rewrite_names(markdown: str, *, world: World, places: Places) -> str:
    """The Markdown made of Discourse's HTML, with its people, posts and addresses as they are here."""
    addresses = Addresses(world, places, "")
    pieces = pieces_of_code(markdown)
    return "".join(piece if is_code else _prose(piece, world, places, addresses) for piece, is_code in pieces)


def _prose(text: str, world: World, places: Places, addresses: Addresses) -> str:
    if "[quote" in text.lower():
        text = _QUOTE.sub(lambda match: _quote(match, world, places), text)
    if "@" in text:
        text = _MENTION.sub(lambda match: _mention(match, world), text)
    if "![" in text:
        text = _PICTURE_SIZE.sub(r"![\1](", text)
    return addresses.in_text(text)


def _with_breaks(text: str, *, follows: bool, goes_on: bool) -> str:
    """At Discourse a line break is a line break; two spaces at the end of the line say so in Markdown.

    `follows` and `goes_on` say whether something stands on the same line before and behind the text.
    """
    lines = text.split("\n")
    last = len(lines) - 1
    is_written = [bool(line.strip()) for line in lines]
    is_written[0] = is_written[0] or follows
    is_written[last] = is_written[last] or goes_on
    for index in range(last):
        line, following = lines[index], lines[index + 1]
        if not is_written[index] or not is_written[index + 1] or _INDENTED.match(line):
            continue
        if not _STRUCTURAL.match(line) and not _STRUCTURAL.match(following):
            lines[index] = line.rstrip() + "  "
    return "\n".join(lines)


def _mention(match: re.Match[str], world: World) -> str:
    """The person of that name, by the handle they have here. Discourse's names may end in what is a full stop."""
    name = match[1]
    handle = world.handle(name)
    ending = ""
    if not handle and name[-1] in ".-_":
        bare = name.rstrip(".-_")
        handle, ending = world.handle(bare), name[len(bare) :]
    if not handle or f"{handle}{ending}" == name.lower():
        return match[0]
    return f"@{handle}{ending}"


def _quote(match: re.Match[str], world: World, places: Places) -> str:
    """The tag with the handle, number and topic that the quoted post has here."""
    name = match[2].strip()
    said = {what.lower(): number for what, number in _QUOTED_PLACE.findall(match[3])}
    who = world.handle(name) or name
    topic, number = said.get("topic", ""), int(said.get("post", 0))
    place = places.get((topic, number))
    if place is not None:
        return f'[quote="{who}, post:{place.number}, topic:{place.topic}"]'
    here = world.topics.get(topic)
    if here is not None and number:
        return f'[quote="{who}, post:{number}, topic:{here[0]}"]'
    return f'[quote="{who}"]'
