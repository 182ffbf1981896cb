"""Every change of a member. Keyword-only, one transaction each; a refusal leaves nothing.

All raise PermissionDenied for who may not, ValidationError for what cannot be.
"""

from .inviting import invite_person, withdraw_invitation
from .joining import (
    accept_invitation,
    approve_member,
    claim,
    claim_words,
    decline_member,
    join,
    note_stranger,
    show_stranger,
)
from .profiles import (
    change_address,
    change_handle,
    remove_avatar,
    revise_account,
    revise_preferences,
    revise_profile,
    set_avatar,
)

__all__ = [
    "accept_invitation",
    "approve_member",
    "change_address",
    "change_handle",
    "claim",
    "claim_words",
    "decline_member",
    "invite_person",
    "join",
    "note_stranger",
    "remove_avatar",
    "revise_account",
    "revise_preferences",
    "revise_profile",
    "set_avatar",
    "show_stranger",
    "withdraw_invitation",
]
