"""What members ask of their mail by mail: `digest`, `pause`, and the address that ends it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from mail.arriving.commands import Command
from mail.arriving.delivery import Delivery, Door
from mail.arriving.notes import tell_by
from mail.arriving.outcomes import Outcome, ignored, rejected
from mail.keys import Key
from mail.models import ReceivedMail, Status
from mail.our_addresses import Recipient, key_in
from members.middleware import zone_named
from members.models import Member
from notifications.models import MailSettings, Rhythm

from .stopping import stop

PAUSE_MAX = 365  # days
_RHYTHMS = {
    Rhythm.DAILY: ("daily", "quotidien", "diário", "diario", "kila siku", "يومي"),
    Rhythm.WEEKLY: ("weekly", "hebdomadaire", "semanal", "kila wiki", "أسبوعي"),
    Rhythm.AT_ONCE: ("off", "non", "não", "no", "hapana", "لا"),
}
_BY_WORD = {word: rhythm for rhythm, words in _RHYTHMS.items() for word in words}


def _digest(found: Delivery, argument: str) -> Outcome:
    """All mail together, daily or weekly; `off`: each at once again."""
    rhythm = _BY_WORD.get(argument)
    if rhythm is None:
        return rejected("not_a_command")
    MailSettings.objects.update_or_create(member=found.sender, defaults={"rhythm": rhythm})
    return Outcome(Status.COMMAND, f"digest_{rhythm}", is_told=True)


def _pause(found: Delivery, argument: str) -> Outcome:
    """No mail for so many days; 0 ends a pause."""
    if not (argument.isascii() and argument.isdecimal() and int(argument) <= PAUSE_MAX):
        return rejected("not_a_command")
    today = timezone.now().astimezone(zone_named(found.sender.time_zone)).date()
    until = today + timedelta(days=int(argument)) if int(argument) else None
    MailSettings.objects.update_or_create(member=found.sender, defaults={"paused_until": until})
    return Outcome(Status.COMMAND, "paused" if until else "pause_ended", is_told=True)


def _target(found: Recipient) -> Key | None:
    return key_in(found) if found.name == "unsubscribe" else None


def _end(found: Delivery) -> Outcome:
    """A mail to the address that ends mails, of whoever it was given to."""
    key: Key = found.target
    if key.member_id != found.sender.pk:
        return ignored("key_of_another")
    stop(member_id=found.sender.pk, place=key.thing)
    return Outcome(Status.COMMAND, "unsubscribed", is_told=True)


def _until(_received: ReceivedMail, member: Member) -> str:
    settings = MailSettings.objects.filter(member=member).first()
    until = settings.paused_until if settings is not None else None
    return _("No mail comes before %(day)s.") % {"day": until} if until else _("Mail comes as you chose.")


tell_by("digest_daily", lambda received, member: _("From now on mail comes together, once a day."))
tell_by("digest_weekly", lambda received, member: _("From now on mail comes together, once a week."))
tell_by("digest_at_once", lambda received, member: _("From now on mail comes as you chose of each kind and group."))
tell_by("paused", _until)
tell_by("pause_ended", _until)
tell_by("unsubscribed", lambda received, member: _("You get no more of these mails."))

DOOR = Door("unsubscribe", target_of=_target, enter=_end)
COMMANDS = (
    Command("digest", ("digest", "résumé", "resumo", "resumen", "muhtasari", "ملخص"), _digest, takes_argument=True),
    Command("pause", ("pause", "pausar", "sitisha", "إيقاف مؤقت"), _pause, takes_argument=True),
)
