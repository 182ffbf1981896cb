"""Reads the pages of the demo from `content/`, and turns their words into what Wagtail's editor stores."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

CONTENT = Path(__file__).parent / "content"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
KINDS = ("article", "guide", "lesson", "template", "training", "module", "faq")
_TERM = re.compile(r'<a href="term:([\w-]+)">')
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_commonmark = MarkdownIt("commonmark").enable("table")

Story = dict[str, Any]


def read(name: str) -> Story:
    """One file of `content/`, by its path there."""
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


def length_of(written: str) -> timedelta:
    """ "17m", "31h" or "2d" as a length of time."""
    return timedelta(**{_UNITS[written[-1]]: float(written[:-1])})


def stories(kind: str) -> list[Story]:
    """The pages of a kind, the oldest first."""
    found = [read(f"{kind}s/{path.name}") for path in sorted((CONTENT / f"{kind}s").glob("*.toml"))]
    return sorted(found, key=lambda story: -story["days_ago"])


def rich(markdown: str, terms: Mapping[str, int]) -> str:
    """Markdown as the text editor stores it: words of the glossary by their number, a table as a list of its rows."""
    made = _TABLE.sub(_listed, _commonmark.render(markdown.strip()))
    return _TERM.sub(lambda found: f'<a linktype="term" id="{terms[found[1]]}">', made)


def _listed(table: re.Match[str]) -> str:
    rows = [_CELL.findall(row) for row in _ROW.findall(table[0])]
    return "<ul>" + "".join(f"<li>{' · '.join(row)}</li>" for row in rows if any(row)) + "</ul>"


def plain(markdown: str) -> str:
    """The words alone."""
    return html.unescape(re.sub(r"<[^>]+>", "", _commonmark.renderInline(markdown))).strip()
