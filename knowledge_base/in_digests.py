"""New pages in the digests that members get by mail."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from members import letters
from members.models import Member
from notifications.by_mail.writing import Line, Section

from .models import KnowledgePage
from .page_context import read_types

SHOWN_MAX = 5


def new_pages(member: Member, since: datetime) -> Section | None:
    """What was published since then for this member to read."""
    pages = KnowledgePage.objects.visible_to(member).filter(
        content_type__in=read_types(), first_published_at__gte=since
    )
    found = pages.order_by("first_published_at", "pk")[:SHOWN_MAX]
    lines = [Line(page.title, letters.absolute(page.get_url())) for page in found]
    return Section(_("New to read"), lines) if lines else None
