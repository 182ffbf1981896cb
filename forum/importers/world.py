"""What the names in imported words mean here; shared by the processes that render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote


class Place(NamedTuple):
    """Where a post of the source stands here, and who wrote it."""

    post: int
    topic: int
    number: int
    name: str

    @property
    def url(self) -> str:
        return f"/p/{self.post}/"


@dataclass(frozen=True)
class World:
    """The people, topics, groups and tags of one source, by what it calls them.

    Only they are meant by the names in its words: a member who is here already and happens to be called alike is
    somebody else. `host` is the source's own host name where it is known.
    """

    people: Mapping[str, str] = field(default_factory=dict)  # key: handle
    topics: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # key: id and slug
    groups: Mapping[str, str] = field(default_factory=dict)  # key: slug
    tags: frozenset[str] = frozenset()
    host: str = ""
    site_hosts: frozenset[str] = frozenset()

    @cached_property
    def handles(self) -> frozenset[str]:
        """All handles that people of the source have here."""
        return frozenset(self.people.values())

    def tag_url(self, asked: set[str]) -> dict[str, str]:
        """The addresses of those that are tags of the source; a word that was never one (`#include`) has none."""
        return {tag: f"/tags/{quote(tag)}/" for tag in asked & self.tags}

    def handle(self, name: str) -> str:
        """The handle of a person of the source, "" for nobody."""
        return self.people.get(name.lower(), "")

    def topic_url(self, key: str) -> str:
        """The address of a topic of the source, "" for none."""
        found = self.topics.get(key)
        return f"/t/{found[1]}/{found[0]}/" if found else ""


Places = Mapping[tuple[str, int], Place]
