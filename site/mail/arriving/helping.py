"""`help`: as an address and as a command."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mail.models import ReceivedMail, Status
from mail.our_addresses import Recipient
from mail.replies import split_reply
from members.models import Member

from . import commands
from .commands import Command
from .delivery import Delivery, Door
from .notes import tell_by
from .outcomes import Outcome


def _words(_received: ReceivedMail, _member: Member) -> str:
    lines = [
        _("Reply to a mail about a topic, and your words appear in it."),
        _("Write to a group's address, and a new topic begins there with your subject as its title."),
        _("Or reply with one of these alone on the first line:"),
    ]
    words = [" · ".join(command.words) for command in commands.registered()]
    return "\n\n".join([*lines, "\n".join(words)])


def _help(_found: Delivery, _argument: str = "") -> Outcome:
    return Outcome(Status.COMMAND, "helped", is_told=True)


def _enter(found: Delivery) -> Outcome:
    """A command that is about nothing in particular; for all else the list of them."""
    called = commands.command_in(split_reply(found.message.text).kept)
    return called.command.run(found, called.argument) if called is not None else _help(found)


def _target(found: Recipient) -> str | None:
    return "help" if found.name == "help" and not found.key else None


DOOR = Door("help", target_of=_target, enter=_enter)
COMMAND = Command("help", ("help", "aide", "ajuda", "ayuda", "msaada", "مساعدة"), _help)
tell_by("helped", _words)
