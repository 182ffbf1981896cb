"""`help`: as an address and as a command."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mail.models import Status
from mail.our_addresses import Recipient
from members import letters
from members.models import Member

from . import commands
from .commands import Command
from .delivery import Delivery, Door
from .outcomes import Outcome


def help_for(member: Member) -> str:
    """What can be asked for by mail, in the member's language."""
    with letters.speaking(member.language):
        lines = [
            _("Reply to a mail about a topic, and your words appear in it."),
            _("Write to a group's address, and a new topic begins there with your subject as its title."),
            _("Or reply with one of these alone on the first line:"),
        ]
    words = [" · ".join(command.words) for command in commands.registered()]
    return "\n\n".join([*lines, "\n".join(words)])


def _help(found: Delivery, _argument: str = "") -> Outcome:
    return Outcome(Status.COMMAND, "helped", is_told=True, note=help_for(found.sender))


def _target(found: Recipient) -> str | None:
    return "help" if found.name == "help" and not found.key else None


DOOR = Door("help", target_of=_target, enter=_help)
COMMAND = Command("help", ("help", "aide", "ajuda", "ayuda", "msaada", "مساعدة"), _help)
