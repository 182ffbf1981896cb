"""How well a member can be written to: what came back counts, fades, and at a limit ends our mails to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from .models import Reachability
from .signals import mail_stopped

HARD, SOFT = 4.0, 1.0
LIMIT = 7.5  # two mails that came back for good, or eight for now, within some days
HALF_LIFE = timedelta(days=14)


@transaction.atomic
def note_bounce(member_id: int, *, is_permanent: bool, code: str = "") -> Reachability:
    """Count a mail that came back; beyond the limit, mails stop, and `mail_stopped` says so."""
    state, _made = Reachability.objects.select_for_update().get_or_create(member_id=member_id)
    now = timezone.now()
    faded = state.score * 0.5 ** ((now - state.scored_at) / HALF_LIFE)
    state.score, state.scored_at = faded + (HARD if is_permanent else SOFT), now
    if state.score >= LIMIT and state.stopped_at is None:
        state.stopped_at, state.stopped_because = now, code[:300]
        mail_stopped.send(sender=Reachability, member_id=member_id)
    state.save()
    return state


@transaction.atomic
def works_again(member_id: int) -> None:
    """The member says that mail arrives: we begin anew."""
    rows = Reachability.objects.filter(member=member_id)
    rows.update(score=0, scored_at=timezone.now(), stopped_at=None, stopped_because="")


def hear_bounce(sender: Any, member_id: int, is_permanent: bool, code: str, **_more: Any) -> None:
    """What `mail_bounced` calls."""
    note_bounce(member_id, is_permanent=is_permanent, code=code)
