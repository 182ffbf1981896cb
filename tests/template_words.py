"""Finds the words in HTML that a person would read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# Attributes that are read out or shown.
SPOKEN = {"aria-label", "alt", "title", "placeholder", "aria-description", "label"}
# What is written inside these is for machines, or the name of a key.
SILENT = {"script", "style", "kbd", "code", "svg"}
# The names of programs and formats are the same in every language.
NAMES = {"Markdown", "Baraza", "WebP", "PDF", "IP"}


class Words(HTMLParser):
    """Collects them while reading."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    @classmethod
    def of(cls, html: str) -> list[str]:
        """The words of two letters and more in the text and the spoken attributes, in order."""
        parser = cls()
        parser.feed(html)
        parser.close()
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        for name, value in attrs:
            if name in SPOKEN:
                self._take(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._take(data)

    def _take(self, text: str) -> None:
        self.found += [word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in NAMES]
