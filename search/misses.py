"""What members looked for and did not find: for editors, who may write it. Who looked for it is kept nowhere."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

from django.core.cache import cache
from django.db.models import F, QuerySet
from django.utils import timezone

from members.models import Member

from .index.analysis import fold
from .language import Query
from .models import MISS_MAX, Miss

A_DAY = 24 * 3600
KEPT = timedelta(days=90)
TWICE = 2  # what one member looked for once may be a slip of the hand, or nobody's business


def note(member: Member, query: Query) -> None:
    """Count a question of plain words that found nothing, once a day for each member."""
    words = " ".join(fold(word) for word in query.words)
    if not words or query.narrows or len(words) > MISS_MAX:
        return
    asked = blake2b(f"{member.pk} {words}".encode(), digest_size=16).hexdigest()
    if cache.add(f"search-miss:{asked}", 1, A_DAY):
        Miss.objects.get_or_create(words=words)
        Miss.objects.filter(words=words).update(times=F("times") + 1, last_at=timezone.now())


def worth_showing() -> QuerySet[Miss]:
    """What editors are shown, the most asked first."""
    return Miss.objects.filter(times__gte=TWICE).order_by("-times", "-last_at", "pk")


def forget_old() -> None:
    """Drop what nobody has looked for since `KEPT`."""
    Miss.objects.filter(last_at__lt=timezone.now() - KEPT).delete()
