"""What the review shows on profiles: the way to flag a member, and to one's own queue."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Member, Visitor

from . import policy
from .kinds import MEMBERS
from .queue import waiting_for


def flag_of(visitor: Visitor, member: Member) -> SafeString | str:
    """A way to flag the member whose profile it is."""
    if not policy.can_flag(visitor, MEMBERS, member):
        return ""
    address = reverse("flag", args=[MEMBERS.name, member.pk])
    return format_html('<p class="hint"><a href="{}">{}</a></p>', address, _("Flag this member"))


def queue_of(member: Member) -> SafeString | str:
    """The way to the queue, for who has one, with how much waits there."""
    if not policy.reviews_anywhere(member):
        return ""
    count = waiting_for(member).count()
    waits = ngettext("%(count)d waits", "%(count)d wait", count) % {"count": count}
    return format_html(
        '<p class="card"><a href="{}">{}</a> <span class="hint">{}</span></p>', reverse("review"), _("Review"), waits
    )
