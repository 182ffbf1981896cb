"""Why a mail was, or was not, sent: the codes that letters keep, and their words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "": "",
    "not_wanted": _("You chose not to get mail of this."),
    "read": _("You had read it by then."),
    "gone": _("It was taken back, or you had read it by then."),
    "no_sight": _("You do not see it any more."),
    "not_a_member": _("Your membership is not active."),
    "no_address": _("Your address is not verified."),
    "stopped": _("Mail to your address came back too often."),
    "paused": _("You wanted no mail at that time; it waits."),
    "over_limit": _("You had as many mails that day as you want at most; it waits for the next morning."),
    "with_others": _("Told together with others."),
    "no_words": _("There was nothing to write."),
    "refused": _("Your mail server did not take it."),
    "our_fault": _("A mistake of ours kept us from writing it."),
    "unreachable": _("Your mail server could not be reached for days."),
}


def words_of(code: str) -> str:
    """In the language that is set."""
    return str(WORDS.get(code, ""))
