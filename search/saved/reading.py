"""What a member is shown of the searches they keep."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.models import Member, Visitor
from search.language import Query
from search.models import SAVED_MAX, SavedSearch


def kept_by(member: Member) -> SafeString:
    """A section of what is about oneself."""
    searches = SavedSearch.objects.filter(member=member).order_by("-pk")
    return render_to_string("search/_kept.html", {"searches": searches})


def keeping(visitor: Visitor, query: Query) -> dict[str, Any]:
    """Whether the page of results offers to keep its search, or says that it is kept."""
    if not isinstance(visitor, Member):
        return {}
    is_kept = SavedSearch.objects.filter(member=visitor, text=query.typed).exists()
    return {"is_kept": is_kept, "may_keep": query.says_something and not is_kept and len(query.typed) <= SAVED_MAX}
