"""What waits for an author's answer, for who asked: an entry of the review."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from forum.moderation.entries import Entry
from members.models import Member

from .models import Consent, Quote


def consents_of(member: Member) -> list[Entry]:
    """The pages this member makes of conversations whose authors have not all answered; one query."""
    asked = Quote.objects.filter(consent=Consent.ASKED, distillation__by=member)
    rows = asked.order_by("distillation").values_list("distillation", "distillation__title")
    return [
        Entry(
            words=ngettext("%(count)d author has not answered yet", "%(count)d authors have not answered yet", count)
            % {"count": count},
            where=title,
            url=reverse("distilled", args=[pk]),
        )
        for pk, title, count in rows.annotate(count=Count("post__author", distinct=True))
    ]
