"""Telling members what is new for their searches: one mail for all that are due, and a notification for each.

Who looks takes the searches for a while first (`due_at` moves on), so that two workers do not look for one member, and
one whose mail fails does not stand before all others. What was seen is noted, told and mailed in one transaction, of
which the mail is the last thing: killed at any moment, the searches are due again, and what they had not told is new.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils import timezone

from members import letters
from members.middleware import zone_named
from members.models import Member
from notifications import operations as notifications
from search.models import SavedSearch

from . import mails, told
from .looking import CannotLookError, News, look
from .operations import next_due

logger = logging.getLogger(__name__)

TAKEN = timedelta(hours=1)  # longer than looking and a slow mail server take; then it is tried again


class OvertakenError(RuntimeError):
    """A search was changed by its member while it was looked at."""


def members_due() -> QuerySet[Member]:
    """Whom to tell, the longest waiting first."""
    due = reachable().filter(saved_searches__due_at__lte=timezone.now())
    return due.annotate(waiting_since=Min("saved_searches__due_at")).order_by("waiting_since", "pk")


def reachable() -> QuerySet[Member]:
    """Members who take part and have a verified address."""
    verified = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=True)
    return Member.objects.taking_part().filter(Exists(verified), claimed=True)


def tell(member_id: int) -> None:
    """Tell a member of what is new for the searches that are due. Raises CannotLookError, and then they stay due."""
    member = reachable().filter(pk=member_id).first()
    if member is None:
        return
    until = timezone.now() + TAKEN
    taken = _take(member, until)
    with letters.speaking(member.language), timezone.override(zone_named(member.time_zone)):
        try:
            _note_and_send(member, [look(search, member) for search in taken], until)
        except CannotLookError:
            SavedSearch.objects.filter(member=member, due_at=until).update(due_at=timezone.now())
            raise
        except OvertakenError:
            pass
        except OSError:  # smtplib's errors are among them
            logger.warning("What is new for the searches of member %d could not be mailed.", member.pk, exc_info=True)


def _take(member: Member, until: datetime) -> list[SavedSearch]:
    due = SavedSearch.objects.filter(member=member, due_at__lte=timezone.now())
    if not due.update(due_at=until):
        return []
    return list(SavedSearch.objects.filter(member=member, due_at=until).order_by("pk"))


@transaction.atomic
def _note_and_send(member: Member, looked: Sequence[News], until: datetime) -> None:
    for each in looked:
        kept = SavedSearch.objects.filter(pk=each.search.pk, due_at=until)
        due_at = next_due(each.search.mail, member, timezone.now())
        if not kept.update(seen_upto=each.upto, due_at=due_at):
            raise OvertakenError
    news = [each for each in looked if each.results]
    for each in news:
        notifications.forget_object(kinds=[told.FOUND], object_id=each.search.pk)
        notifications.notify(members=[member.pk], kind=told.FOUND, thread="", object_id=each.search.pk, actor=None)
    if news:
        mails.letter_of(member, news).send()
