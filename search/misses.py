"""What members looked for and did not find: for editors, who may write it. Who looked for it is kept nowhere."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from members.models import Member

from .index.analysis import fold
from .language import Query
from .models import MISS_MAX, Miss

KEPT = timedelta(days=90)
SEVERAL = 2  # members: what one alone looked for may be a slip of the hand, and is nobody's business


def note(member: Member, query: Query) -> None:
    """Count a question of plain words that found nothing: once for each member, as long as it is kept."""
    words = " ".join(fold(word) for word in query.words)
    if not words or query.narrows or len(words) > MISS_MAX:
        return
    asked = salted_hmac("search.misses", f"{member.pk} {words}", algorithm="sha256").hexdigest()
    if cache.add(f"search-miss:{asked}", 1, int(KEPT.total_seconds())):
        Miss.objects.get_or_create(words=words)
        Miss.objects.filter(words=words).update(times=F("times") + 1, last_at=timezone.now())


def worth_showing() -> QuerySet[Miss]:
    """What editors are shown, the most asked first."""
    return Miss.objects.filter(times__gte=SEVERAL).order_by("-times", "-last_at", "pk")


def forget_old() -> None:
    """Drop what nobody has looked for since `KEPT`."""
    Miss.objects.filter(last_at__lt=timezone.now() - KEPT).delete()
