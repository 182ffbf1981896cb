"""The log of what hands did, kept by Wagtail: who, when, to what. It holds no words of anybody."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from members.models import Member

ACTIONS = {
    "moderation.approve": (_("Approve"), _("Found nothing wrong")),
    "moderation.ignore": (_("Leave be"), _("Left it be")),
    "moderation.hide": (_("Hide"), _("Hid it")),
    "moderation.delete": (_("Delete what was flagged"), _("Deleted it")),
    "moderation.warn": (_("Warn"), _("Warned its author")),
    "moderation.silence": (_("Silence"), _("Silenced its author")),
    "moderation.suspend": (_("Suspend"), _("Suspended its author")),
    "moderation.undo": (_("Undo a decision"), _("Undid a decision")),
    "moderation.look": (_("Look into a message"), _("Looked into a message")),
    "moderation.appeal_granted": (_("Grant an appeal"), _("Granted an appeal")),
    "moderation.appeal_declined": (_("Decline an appeal"), _("Declined an appeal")),
}


def note_act(thing: Model, action: str, by: Member, **data: Any) -> None:
    """Write down an act; part of the caller's transaction."""
    log(thing, action, user=by, data=data or None)
