"""Keeping searches. All of it is a member's own: whoever calls has looked that it is."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.middleware import zone_named
from members.models import Member
from notifications import operations as notifications
from search.language import TooLongError, read
from search.models import SAVED_MAX, Fed, MailEvery, SavedSearch, SearchEntry

from . import told

MOST = 20  # of one member: one mail holds what is new for all of them
MAIL_AT = time(7)  # where the member is
MAIL_ON = 0  # Monday, for a mail each week


@transaction.atomic
def keep_search(*, member: Member, text: str) -> SavedSearch:
    """Keep a search, with daily mail of what is new; one that is kept already stays as it is.

    Raises PermissionDenied for who does not take part, and ValidationError for a text that asks for nothing, for one
    of more than SAVED_MAX characters, and for one search more than MOST.
    """
    # Locked, so that two at once are not both the last one that fits.
    keeper = Member.objects.select_for_update().filter(pk=member.pk, is_active=True, is_approved=True).first()
    if keeper is None:
        raise PermissionDenied
    text = _checked(text)
    kept = SavedSearch.objects.filter(member=keeper)
    before = kept.filter(text=text).first()
    if before is not None:
        return before
    if kept.count() >= MOST:
        words = ngettext("You keep %(most)d search already.", "You keep %(most)d searches already.", MOST)
        raise ValidationError(f"{words} {_('Please delete one that you need no more.')}" % {"most": MOST})
    due_at = next_due(MailEvery.DAILY, keeper, timezone.now())
    return SavedSearch.objects.create(member=keeper, text=text, seen_upto=known_upto(), due_at=due_at)


def _checked(text: str) -> str:
    try:
        query = read(text)
    except TooLongError:
        query = None
    if query is None or len(query.typed) > SAVED_MAX:
        raise ValidationError(_("A search of more than %(most)d characters cannot be kept.") % {"most": SAVED_MAX})
    if not query.says_something:
        raise ValidationError(_("There is nothing to look for in it."))
    return query.typed


@transaction.atomic
def choose_mail(*, search: SavedSearch, mail: str) -> SavedSearch:
    """Say how often there is mail of what is new for a search. Raises ValidationError for what is no such choice."""
    if mail not in MailEvery.values:
        raise ValidationError(_("There is no such choice."))
    kept = SavedSearch.objects.select_for_update().select_related("member").get(pk=search.pk)
    if kept.mail == MailEvery.OFF:
        kept.seen_upto = known_upto()  # what came while nobody asked for it is not news
    kept.mail, kept.due_at = mail, next_due(mail, kept.member, timezone.now())
    kept.save(update_fields=["mail", "due_at", "seen_upto"])
    return kept


@transaction.atomic
def stop_mails(*, member_id: int) -> None:
    """No more mail of what is new for any search that a member keeps now; again and again is as once."""
    SavedSearch.objects.filter(member=member_id).update(mail=MailEvery.OFF, due_at=None)


@transaction.atomic
def discard_search(*, search: SavedSearch) -> None:
    """Keep a search no longer; what was told of it is gone with it."""
    notifications.forget_object(kinds=[told.FOUND], object_id=search.pk)
    SavedSearch.objects.filter(pk=search.pk).delete()


def next_due(mail: str, member: Member, moment: datetime) -> datetime | None:
    """When a member gets the next mail after a moment: in their morning, of a weekly search on Mondays."""
    if mail == MailEvery.OFF:
        return None
    zone = zone_named(member.time_zone)
    day = moment.astimezone(zone).date()
    while True:
        due = datetime.combine(day, MAIL_AT, tzinfo=zone)
        if due > moment and (mail == MailEvery.DAILY or day.weekday() == MAIL_ON):
            return due
        day += timedelta(days=1)


def known_upto() -> int:
    """The last of the entries that can be found by now. Those after it may still be on their way into the index."""
    waiting = SearchEntry.objects.filter(fed=Fed.NOT_YET).order_by("pk").values_list("pk", flat=True).first()
    newest = SearchEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return waiting - 1 if waiting is not None else newest or 0
