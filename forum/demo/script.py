"""Reads what the demo community says and does, from the TOML files in `content/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
LIKE = "like"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _after(written: str) -> timedelta:
    """ "17m", "31h" or "2d" as a length of time."""
    return timedelta(**{_UNITS[written[-1]]: int(written[:-1])})


@dataclass(frozen=True)
class Said:
    """One post of the script."""

    by: str
    text: str
    after: timedelta
    answers: int | None  # the number of another post; None where it answers the topic
    via: str
    is_solution: bool
    is_edited: bool
    reactions: Mapping[str, str]  # each member's one reaction, by handle


@dataclass(frozen=True)
class Conversation:
    """One topic of the script: in a group, among named people, or with the mentors of a group."""

    key: str
    title: str
    kind: str
    days_ago: float
    posts: Sequence[Said]
    group: str | None = None
    tags: Sequence[str] = ()
    among: Sequence[str] = ()
    mentors_of: str | None = None
    is_pinned: bool = False
    is_closed: bool = False
    is_widened: bool = False

    def begins_at(self, now: datetime) -> datetime:
        return now - timedelta(days=self.days_ago)

    def said_at(self, post: Said, now: datetime) -> datetime:
        return self.begins_at(now) + post.after


@dataclass(frozen=True)
class Script:
    """The whole demo community, as written."""

    people: Sequence[dict[str, Any]]
    groups: Sequence[dict[str, Any]]
    rules: Sequence[tuple[str, str]]
    conversations: Sequence[Conversation]
    desks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> dict[str, Conversation]:
        return {conversation.key: conversation for conversation in self.conversations}


def read_script() -> Script:
    """Everything there is, the conversations in the order in which they began."""
    topics = [_topic(path.stem, _read(path)) for path in sorted((CONTENT / "topics").glob("*.toml"))]
    messages = [_message(number, row) for number, row in enumerate(_read(CONTENT / "messages.toml")["messages"])]
    return Script(
        people=_read(CONTENT / "people.toml")["people"],
        groups=_read(CONTENT / "groups.toml")["groups"],
        rules=[(rule["title"], rule["text"]) for rule in _read(CONTENT / "rules.toml")["rules"]],
        conversations=sorted([*topics, *messages], key=lambda conversation: -conversation.days_ago),
        desks=_read(CONTENT / "desks.toml"),
    )


def _topic(key: str, row: dict[str, Any]) -> Conversation:
    return Conversation(
        key=key,
        title=row["title"],
        kind=row["kind"],
        days_ago=row["days_ago"],
        posts=[_said(post) for post in row["posts"]],
        group=row["group"],
        tags=row["tags"],
        is_pinned=row.get("pinned", False),
        is_closed=row.get("closed", False),
        is_widened=row.get("asked_of_everybody", False),
    )


def _message(number: int, row: dict[str, Any]) -> Conversation:
    return Conversation(
        key=f"message-{number}",
        title=row["title"],
        kind="message",
        days_ago=row["days_ago"],
        posts=[_said(post) for post in row["posts"]],
        among=row.get("among", ()),
        mentors_of=row.get("mentors_of"),
    )


def _said(row: dict[str, Any]) -> Said:
    answers = row.get("reply_to", 1)
    return Said(
        by=row["by"],
        text=row["text"].strip(),
        after=_after(row.get("after", "0m")),
        answers=answers if answers > 1 else None,
        via=row.get("via", "web"),
        is_solution=row.get("solution", False),
        is_edited=row.get("edited", False),
        reactions=_one_each(row.get("reactions", {})),
    )


def _one_each(reactions: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A member has one reaction to a post: where the script gives two, the one that says more than "like"."""
    given = dict.fromkeys(reactions.get(LIKE, ()), LIKE)
    for code, handles in reactions.items():
        if code != LIKE:
            given |= dict.fromkeys(handles, code)
    return given
