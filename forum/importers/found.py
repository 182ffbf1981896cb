"""What an importer found in its source, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

KEY_MAX = 250  # characters of `ImportedItem.key`
Thing = TypeVar("Thing")


class Form(StrEnum):
    """How the words of a post are written at their source."""

    DISCOURSE = "discourse"  # Discourse's Markdown, with BBCode and its own addresses
    COOKED = "cooked"  # the HTML that Discourse made of it
    MAIL = "mail"  # the plain text of a mail


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody who wrote. `key` is what the source calls them, `handle` what they would like to be called here.

    `aliases` are other keys that mean the same person, unless they already mean another.
    """

    key: str
    handle: str
    name: str
    since: datetime
    address: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that came with a post."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post at its source.

    `number` is its place in the topic there, None where the source counts nothing. `answers` is the key of the post
    it replies to. `words` are in `form`; `rendered` is what the source showed, where the words alone do not say
    everything. `original` is the whole text, where `words` is only a part of it.
    """

    key: str
    person: str
    created_at: datetime
    words: str
    form: Form
    number: int | None = None
    answers: str | None = None
    likes: int = 0
    rendered: str = ""
    message_id: str | None = None
    original: str | None = None
    files: tuple[FoundFile, ...] = ()

    @property
    def weight(self) -> int:
        """Roughly how many bytes of memory it takes."""
        return len(self.words) + len(self.rendered) + len(self.original or "") + sum(len(f.data) for f in self.files)


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """A topic at its source, with all its posts in order.

    `group` is the key of its group. `paths` are its former addresses, `post_path` the former address of a post with
    "{number}" in it, "" where posts had none.
    """

    key: str
    group: str
    title: str
    posts: Sequence[FoundPost]
    slug: str = ""
    tags: tuple[str, ...] = ()
    views: int = 0
    closed_at: datetime | None = None
    archived_at: datetime | None = None
    solution: str | None = None  # the key of the post that solved it
    paths: tuple[str, ...] = ()
    post_path: str = ""


def key_of(text: str) -> str:
    """A key that fits its column and is still unlike every other: long ones end in a hash of the whole."""
    text = text.replace("\x00", "")
    if len(text) <= KEY_MAX:
        return text
    return f"{text[: KEY_MAX - 41]}~{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()}"


def pieces_of(things: Sequence[Thing], size: int) -> list[Sequence[Thing]]:
    """The things in pieces of at most `size`, because a query names only so many."""
    return [things[start : start + size] for start in range(0, len(things), size)]
