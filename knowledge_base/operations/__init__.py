"""Everything that readers change."""

from .discussing import discuss
from .marking import favourite, judge, tick, unfavourite, untick
from .publishing import leave_out_revision, note_published, restore_revision, withdraw_revisions

__all__ = [
    "discuss",
    "favourite",
    "judge",
    "leave_out_revision",
    "note_published",
    "restore_revision",
    "tick",
    "unfavourite",
    "untick",
    "withdraw_revisions",
]
