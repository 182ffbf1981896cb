"""Makes the files of the demo's business templates, so that the repository carries none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from guides.demo.outlines import rich_text
from guides.demo.sheets import workbook

MAKERS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {"sheet": workbook, "outline": rich_text}
"""Which kind of file is made by what; each maker says in its module how a file is described."""


def make(file: Mapping[str, Any]) -> bytes:
    """The bytes of the file that the `[file]` of a template's page describes; raises KeyError for an unknown kind."""
    return MAKERS[file["kind"]](file)
