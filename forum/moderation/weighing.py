"""How much flags weigh: a member's counts by what came of those they made before."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from .models import Case, Flag

# Whoever joined today may bring ten friends of the same hand: their flags are read, but hide nothing.
COUNTS_AFTER = timedelta(days=1)


def weight_of(upheld: int, declined: int) -> float:
    """1 for who has no record, nearly 2 where all were right, nearly 0 where none was."""
    return 2 * (upheld + 1) / (upheld + declined + 2)


def score(case: Case) -> float:
    """The weight of all flags of a case; two queries."""
    known = timezone.now() - COUNTS_AFTER
    reporters = list(case.flags.filter(reporter__joined_at__lte=known).values_list("reporter", flat=True))
    records = {
        row["reporter"]: weight_of(row["right"], row["wrong"])
        for row in Flag.objects.filter(reporter__in=reporters)
        .exclude(upheld=None)
        .order_by()
        .values("reporter")
        .annotate(right=Count("pk", filter=Q(upheld=True)), wrong=Count("pk", filter=Q(upheld=False)))
    }
    return sum(records.get(reporter, weight_of(0, 0)) for reporter in reporters)
