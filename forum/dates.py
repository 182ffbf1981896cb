"""Moments in words, short enough for a list."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86_400
RELATIVE_DAYS = 6  # after that a date says more than a number of days


def ago(moment: datetime) -> str:
    """How long ago, up to some days; then the date. In the active language and time zone."""
    return spoken(int(moment.timestamp()), int(timezone.now().timestamp()))


def spoken(epoch: int, now: int) -> str:
    """Like `ago`, for seconds since 1970, when there are many to say at once."""
    seconds = max(0, now - epoch)
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        return _("%(count)d min") % {"count": seconds // MINUTE}
    if seconds < DAY:
        return _("%(count)d h") % {"count": seconds // HOUR}
    if seconds < RELATIVE_DAYS * DAY:
        return _("%(count)d d") % {"count": seconds // DAY}
    return _dated(epoch // DAY * DAY + DAY // 2, now // DAY, get_language() or "en", timezone.get_current_timezone())


@lru_cache(maxsize=4096)
def _dated(epoch: int, today: int, language: str, zone: tzinfo) -> str:
    """The date, without the year where it is this one; noon of the day stands for all of it."""
    local = timezone.localtime(datetime.fromtimestamp(epoch, UTC), zone)
    this_year = datetime.fromtimestamp(today * DAY, UTC).year == local.year
    return date_format(local, "j M" if this_year else "j M Y")
