"""What changes the review queue. Each takes its arguments by name, is one transaction, and raises PermissionDenied
where policy says no, ValidationError where it cannot be."""

from .appeals import appeal, decline_appeal, grant_appeal
from .claiming import claim, release
from .deciding import approve, delete, hide, ignore, silence, suspend, warn
from .flagging import flag, take_back_flag
from .holding import hold
from .undoing import undo_decision

__all__ = [
    "appeal",
    "approve",
    "claim",
    "decline_appeal",
    "delete",
    "flag",
    "grant_appeal",
    "hide",
    "hold",
    "ignore",
    "release",
    "silence",
    "suspend",
    "take_back_flag",
    "undo_decision",
    "warn",
]
