"""How soon a member wants to hear of something by mail, and when that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.models import MailChoice, MailSettings, Rhythm

MORNING = time(7)  # of digests, where the member is
MONDAY = 0
_SOONEST_FIRST = [Rhythm.AT_ONCE, Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.NEVER]

Choices = Mapping[tuple[int, str], str]  # (place, kind) to a rhythm


def rhythm_of(*, kind: str, default: str, is_notice: bool, place: int, choices: Choices, general: MailSettings) -> str:
    """What holds for one kind in one place: the nearest choice, but no sooner than the member wants any mail.

    Notices come whatever was chosen of groups and kinds around them; only their own kind, or no mail at all, ends them.
    """
    nearest = [(0, kind)] if is_notice else [(place, kind), (place, ""), (0, kind)]
    chosen = next((choices[each] for each in nearest if each in choices), default)
    if general.only_notices:
        return chosen if is_notice else Rhythm.NEVER
    return max(chosen, general.rhythm, key=lambda each: _SOONEST_FIRST.index(Rhythm(each)))


def choices_of(
    members: Iterable[int], *, kinds: Sequence[str] | None = None, places: Sequence[int] | None = None
) -> defaultdict[int, dict[tuple[int, str], str]]:
    """What members chose, by member: of all kinds and places, or of some. One query."""
    made = MailChoice.objects.filter(member__in=list(members))
    if kinds is not None:
        made = made.filter(kind__in=kinds)
    if places is not None:
        made = made.filter(place__in=places)
    found: defaultdict[int, dict[tuple[int, str], str]] = defaultdict(dict)
    for member, at, code, rhythm in made.values_list("member", "place", "kind", "rhythm"):
        found[member][at, code] = rhythm
    return found


def next_morning(moment: datetime, rhythm: str, zone: ZoneInfo) -> datetime:
    """When the digest after a moment is written: the next morning where the member is, or the next Monday's."""
    day = moment.astimezone(zone).date()
    while True:
        morning = datetime.combine(day, MORNING, tzinfo=zone)
        if morning > moment and (rhythm == Rhythm.DAILY or day.weekday() == MONDAY):
            return morning
        day += timedelta(days=1)


def held_until(general: MailSettings, moment: datetime, zone: ZoneInfo) -> datetime | None:
    """Until when no mail is wanted: the day that ends a pause, or the end of the quiet hours; None where it is."""
    local = moment.astimezone(zone)
    if general.paused_until is not None and local.date() < general.paused_until:
        return _morning_of(general.paused_until, zone)
    start, end = general.quiet_from, general.quiet_to
    if start is None or end is None or start == end:
        return None
    now = local.time()
    is_quiet = start <= now < end if start < end else (now >= start or now < end)
    if not is_quiet:
        return None
    ends = datetime.combine(local.date(), end, tzinfo=zone)
    return ends if ends > moment else ends + timedelta(days=1)


def _morning_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=zone)
