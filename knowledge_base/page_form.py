"""The form in which a page of knowledge is edited in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.admin.forms import WagtailAdminPageForm

from forum.models import Group


class KnowledgePageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Offers the groups its editor may know of, and those the page has already, which saving it must not take away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Group.objects.visible_to(self.for_user).values("pk")
        for name in ("audience_groups", "discussion_group"):
            if name in self.fields:
                self.fields[name].queryset = Group.objects.filter(Q(pk__in=known) | Q(pk__in=self._had(name)))

    def _had(self, name: str) -> list[int]:
        if name == "discussion_group":
            return [self.instance.discussion_group_id] if self.instance.discussion_group_id else []
        return [group.pk for group in self.instance.audience_groups.all()]
