"""What higher floors have to say before words of a page are read out of a revision, or published.

Wagtail opens, compares, brings back and publishes revisions, now or at a set time, one page or many: all of it goes
through `KnowledgePage.with_content_json`, which asks here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TakeOut = Callable[[Any], None]
Holds = Callable[[int], bool]
_take_outs: list[TakeOut] = []
_holds: list[Holds] = []


def guard(*, take_out: TakeOut, holds: Holds) -> None:
    """Let `take_out(page)` take out of a page as a revision has it what may not stand there any more, and `holds`
    say of a page, by its primary key, that nobody may publish it now. Called once, when Django is ready."""
    _take_outs.append(take_out)
    _holds.append(holds)


def take_out(page: Any) -> None:
    for each in _take_outs:
        each(page)


def is_held(page_id: int | None) -> bool:
    return page_id is not None and any(holds(page_id) for holds in _holds)
