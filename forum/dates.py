"""Moments in words, short enough for a list."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

MINUTE, QUARTER, HOUR, DAY = 60, 900, 3600, 86_400
RELATIVE_DAYS = 6  # after that a date says more than a number of days


def ago(moment: datetime) -> str:
    """How long ago, up to some days; then the date. In the active language and time zone."""
    return spoken(int(moment.timestamp()), int(timezone.now().timestamp()))


def spoken(epoch: int, now: int) -> str:
    """Like `ago`, for seconds since 1970, when there are many to say at once."""
    seconds = max(0, now - epoch)
    if seconds < MINUTE:
        return _("just now")
    language = get_language() or "en"
    if seconds < HOUR:
        return _counted(gettext_noop("%(count)d min"), seconds // MINUTE, language)
    if seconds < DAY:
        return _counted(gettext_noop("%(count)d h"), seconds // HOUR, language)
    if seconds < RELATIVE_DAYS * DAY:
        return _counted(gettext_noop("%(count)d d"), seconds // DAY, language)
    zone = timezone.get_current_timezone()
    return _dated(epoch // QUARTER, datetime.fromtimestamp(now, zone).year, language, zone)


@lru_cache(maxsize=1024)
def _counted(words: str, count: int, _language: str) -> str:
    return _(words) % {"count": count}


@lru_cache(maxsize=4096)
def _dated(quarter: int, this_year: int, language: str, zone: tzinfo) -> str:
    """The date, without the year where it is this one. A quarter of an hour has one date, in whatever zone."""
    local = datetime.fromtimestamp(quarter * QUARTER, zone)
    return date_format(local, "MONTH_DAY_FORMAT" if local.year == this_year else "DATE_FORMAT")
