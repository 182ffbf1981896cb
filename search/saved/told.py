"""That there is something new for a saved search, as a notification. It says the member's own words alone: what was
found is seen on the page it leads to, by whoever may see it then."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Member
from notifications.kinds import Described, Kind, register
from notifications.models import Notification
from search.models import SavedSearch

FOUND = "search_found"


def _found(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
    ids = {notification.object_id for notification in notifications}
    kept = SavedSearch.objects.filter(member=member).in_bulk(ids)
    return {
        notification.pk: Described(
            text=format_html(
                _("There is something new for your search {words}"),
                words=format_html("<strong>{}</strong>", search.text),
            ),
            url=search.address,
        )
        for notification in notifications
        if (search := kept.get(notification.object_id))
    }


def register_kinds() -> None:
    """Called once, when Django is ready."""
    register(
        Kind(
            FOUND,
            gettext_lazy("Saved searches"),
            gettext_lazy("There is something new for a search that you keep with mail."),
            "search",
            _found,
        )
    )
