"""Operations on drafts."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Draft
from members.models import Member

DRAFTS_MAX = 100  # per member; the oldest gives way
_PURPOSE = re.compile(r"topic(?::[0-9a-f]{8})?|message|(?:reply|revise|mentors):[0-9]{1,18}")


@transaction.atomic
def keep_draft(
    *, member: Member, purpose: str, markdown: str, title: str = "", fields: dict[str, Any] | None = None
) -> Draft | None:
    """Keep what a member has begun to write; nothing at all is kept of nothing.

    `purpose` is "topic" (or "topic:" and eight hex digits, for who begins several), "message", "mentors:GROUP",
    "reply:TOPIC" or "revise:POST". Raises ValidationError for another purpose or a text longer than twice a post: what
    is too long to post must still be kept while it is being cut.
    """
    if not _PURPOSE.fullmatch(purpose):
        raise ValidationError(_("There is no such draft."))
    markdown, title = markdown.replace("\x00", ""), title.replace("\x00", "")
    if len(markdown) > 2 * settings.POST_MAX_CHARACTERS:
        raise ValidationError(_("This text is too long to be kept."))
    if not markdown.strip() and not title.strip():
        discard_draft(member=member, purpose=purpose)
        return None
    kept_fields = {name: str(value).replace("\x00", "") for name, value in (fields or {}).items()}
    values = {"markdown": markdown, "title": title[:200], "fields": kept_fields, "updated_at": timezone.now()}
    # One statement: between two, another window may have published what this one keeps.
    [draft] = Draft.objects.bulk_create(
        [Draft(member=member, purpose=purpose, **values)],
        update_conflicts=True,
        unique_fields=["member", "purpose"],
        update_fields=list(values),
    )
    kept = Draft.objects.filter(member=member).order_by("-updated_at").values_list("pk", flat=True)
    if oldest := list(kept[DRAFTS_MAX : DRAFTS_MAX + 50]):
        Draft.objects.filter(pk__in=oldest).delete()
    return draft


@transaction.atomic
def discard_draft(*, member: Member, purpose: str) -> None:
    """Throw a draft away."""
    Draft.objects.filter(member=member, purpose=purpose).delete()
