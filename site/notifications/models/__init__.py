"""What a member is told, what they want to be told, and the mails that tell it."""

from .letters import Letter, MailChoice, MailSettings, Pictures, Rhythm, State
from .told import ACTORS_SHOWN, Notification, NotificationQuerySet, Preference, trail_of

__all__ = [
    "ACTORS_SHOWN",
    "Letter",
    "MailChoice",
    "MailSettings",
    "Notification",
    "NotificationQuerySet",
    "Pictures",
    "Preference",
    "Rhythm",
    "State",
    "trail_of",
]
