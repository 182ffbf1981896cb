"""Telling a member in the app what no mail can tell them any more: mail to them came back too often, and stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail import reachability
from mail.models import Reachability
from members.models import Member
from notifications import operations
from notifications.kinds import Described, Kind
from notifications.models import Notification

STOPPED = "mail_stopped"


def _describe(member: Member, notifications: Sequence[Notification]) -> Mapping[int, Described]:
    """Said for as long as it is so."""
    if not Reachability.objects.filter(member=member, stopped_at__isnull=False).exists():
        return {}
    words = _("Mail to your address came back too often, so we stopped.")
    return {each.pk: Described(words, reverse("mail_settings")) for each in notifications}


KIND = Kind(
    STOPPED, gettext_lazy("Mail that came back"), gettext_lazy("We cannot reach you by mail."), "mail", _describe
)


def hear_stopped(sender: Any, member_id: int, **_more: Any) -> None:
    """Tell the member, once for each time."""
    operations.notify(members=[member_id], kind=STOPPED, thread="", object_id=member_id, actor=None)


@transaction.atomic
def begin_anew(*, member: Member) -> None:
    """The member says that mail arrives: it is tried again, and nothing says otherwise."""
    reachability.works_again(member.pk)
    operations.forget_object(kinds=[STOPPED], object_id=member.pk, members=[member.pk])
