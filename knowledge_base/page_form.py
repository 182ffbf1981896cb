"""The form in which a page of knowledge is edited in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from forum.models import Group
from knowledge_base.models.audience import Audience, Circles, readers_of, reads_within


class KnowledgePageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Offers the groups its editor may know of, and those the page has already, which saving it must not take away.
    Where it is discussed nobody reads who may not read the page: its title stands there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Group.objects.visible_to(self.for_user).values("pk")
        for name in ("audience_groups", "discussion_group"):
            if name in self.fields:
                self.fields[name].queryset = Group.objects.filter(Q(pk__in=known) | Q(pk__in=self._had(name)))

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a group to discuss it in where others than its readers read."""
        cleaned: dict[str, Any] = super().clean()
        group = cleaned.get("discussion_group")
        if group is not None and not reads_within(group, *self._readers(cleaned)):
            message = _("Others than the readers of this page read that group, and would see its title there.")
            self.add_error("discussion_group", message)
        return cleaned

    def _readers(self, cleaned: dict[str, Any]) -> tuple[bool, Circles]:
        """Who will read the page: of those who read its shelf, those whom the form names."""
        for_members, circles = readers_of(self.parent_page)
        audience = cleaned.get("audience", self.instance.audience)
        if audience == Audience.GROUPS:
            chosen = cleaned.get("audience_groups", self.instance.audience_groups.all())
            circles[self.parent_page.depth + 1] = {group.pk for group in chosen}
        return for_members or audience != Audience.PUBLIC, circles

    def _had(self, name: str) -> list[int]:
        if name == "discussion_group":
            return [self.instance.discussion_group_id] if self.instance.discussion_group_id else []
        return [group.pk for group in self.instance.audience_groups.all()]
