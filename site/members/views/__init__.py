"""The members' doors on the web."""

from .entrance import accept_invitation, account_waiting, confirm_signup
from .inviting import invite, withdraw
from .oneself import edit_avatar, edit_handle, edit_profile, preferences, settings
from .profiles import avatar, profile

__all__ = [
    "accept_invitation",
    "account_waiting",
    "avatar",
    "confirm_signup",
    "edit_avatar",
    "edit_handle",
    "edit_profile",
    "invite",
    "preferences",
    "profile",
    "settings",
    "withdraw",
]
