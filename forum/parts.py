"""Parts that higher floors bring to pages of the forum: the newest guides, say, or the guide a topic became."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from freshness.slots import Fill


def _nothing(_request: HttpRequest, *_about: Any) -> Mapping[str, Fill]:
    return {}


@dataclass(frozen=True)
class Part:
    """A template with what it shows to all readers alike, the stamp of that, and what is each reader's own in it.

    `fills_stamp` is what the fills of a visitor who is not signed in hang on besides.
    """

    template: str
    stamp: str
    context: Callable[..., dict[str, Any]]
    fills: Callable[..., Mapping[str, Fill]] = _nothing
    fills_stamp: str = ""


class Parts:
    """The parts of one page. What it is about, if anything, is given to each part."""

    def __init__(self) -> None:
        self._parts: list[Part] = []

    def add(self, part: Part) -> None:
        """Called by higher floors in their AppConfig.ready()."""
        self._parts.append(part)

    def stamps(self) -> list[str]:
        """What the parts hang on that are the same for all."""
        return [part.stamp for part in self._parts]

    def stamps_shown(self) -> list[str]:
        """What the parts hang on as visitors see them."""
        return [*self.stamps(), *(part.fills_stamp for part in self._parts if part.fills_stamp)]

    def rendered(self, *about: Any) -> list[str]:
        return [render_to_string(part.template, part.context(*about)) for part in self._parts]

    def fills(self, request: HttpRequest, *about: Any) -> dict[str, Fill]:
        found: dict[str, Fill] = {}
        for part in self._parts:
            found |= part.fills(request, *about)
        return found


HOME = Parts()
TOPIC_HEAD = Parts()  # about the topic, under its title
TOPIC = Parts()  # about the topic, beside it
TOPIC_ACTS = Parts()  # about the topic and who may act
