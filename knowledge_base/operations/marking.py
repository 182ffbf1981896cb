"""What readers make of a page."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from forum.operations.access import require
from knowledge_base import policy
from knowledge_base.freshness import touch_page
from knowledge_base.models import Favourite, KnowledgePage, PageTally, Tick, Verdict
from knowledge_base.models.marks import REASON_MAX
from members.models import Member

TICKS_MAX = 200  # of one member on one page: more than any list has
_ITEM = re.compile(r"[0-9a-f-]{36}\.[0-9]{1,3}")


def locked_tally(page: KnowledgePage) -> PageTally:
    """The counts of a page, kept from other writers until the transaction ends."""
    PageTally.objects.get_or_create(page=page)
    return PageTally.objects.select_for_update().get(page=page)


@transaction.atomic
def favourite(*, page: KnowledgePage, member: Member) -> Favourite:
    """Keep a page among one's favourites; once is enough."""
    require(policy.can_mark(member, page))
    tally = locked_tally(page)
    mark, is_new = Favourite.objects.get_or_create(page=page, member=member)
    if is_new:
        _recount_favourites(tally)
    return mark


@transaction.atomic
def unfavourite(*, page: KnowledgePage, member: Member) -> None:
    """Let a favourite go; also one that the member may no longer see."""
    tally = locked_tally(page)
    if Favourite.objects.filter(page=page, member=member).delete()[0]:
        _recount_favourites(tally)


def _recount_favourites(tally: PageTally) -> None:
    tally.favourites = Favourite.objects.filter(page=tally.pk).count()
    tally.save(update_fields=["favourites"])
    touch_page(tally.pk)


@transaction.atomic
def judge(*, page: KnowledgePage, member: Member, helped: bool, reason: str = "") -> Verdict:
    """Say whether a page helped, and what was missing where it did not; the last word counts.

    Raises PermissionDenied, and ValidationError for a reason of more than 500 characters.
    """
    require(policy.can_mark(member, page))
    if len(reason) > REASON_MAX or "\x00" in reason:
        raise ValidationError({"reason": _("Please say it in %(limit)d characters.") % {"limit": REASON_MAX}})
    tally = locked_tally(page)
    said = {"helped": helped, "reason": "" if helped else reason.strip()}
    verdict, _is_new = Verdict.objects.update_or_create(page=page, member=member, defaults=said)
    tally.helped = Verdict.objects.filter(page=page, helped=True).count()
    tally.did_not_help = Verdict.objects.filter(page=page, helped=False).count()
    tally.save(update_fields=["helped", "did_not_help"])
    return verdict


@transaction.atomic
def tick(*, page: KnowledgePage, member: Member, item: str) -> Tick:
    """Tick one thing of a page's checklist. Raises ValidationError for what is none."""
    require(policy.can_mark(member, page))
    full = Tick.objects.filter(page=page, member=member).count() >= TICKS_MAX
    if full or not _ITEM.fullmatch(item):
        raise ValidationError(_("There is no such thing to tick."))
    mark, _is_new = Tick.objects.get_or_create(page=page, member=member, item=item)
    return mark


@transaction.atomic
def untick(*, page: KnowledgePage, member: Member, item: str) -> None:
    """Take a tick away."""
    Tick.objects.filter(page=page, member=member, item=item).delete()
