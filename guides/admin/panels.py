"""The admin's first page: what waits for an editor, what is worth writing, and one's own drafts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel

from . import rights, worklists

AFTER_OURS = 290  # Wagtail's own stand from 110 to 300


class AwaitingReview(WorkflowObjectsToModeratePanel):  # type: ignore[misc]
    """Wagtail's own, which also says what to do while nothing waits."""

    order = 220
    template_name = "guides/admin/awaiting_review.html"


class Panel(Component):  # type: ignore[misc]
    """One list of `worklists`, under the name its template knows it by."""

    def rows(self, member: Any) -> Any:
        raise NotImplementedError

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        return {"request": request, "rows": list(self.rows(request.user))}


class DuePanel(Panel):
    """Pages past their review date."""

    order = 230
    template_name = "guides/admin/due.html"

    def rows(self, member: Any) -> Any:
        return worklists.due_pages(member)[: worklists.SHOWN]


class LeastHelpfulPanel(Panel):
    """Pages that did not help, and what readers missed."""

    order = 240
    template_name = "guides/admin/least_helpful.html"

    def rows(self, member: Any) -> Any:
        return worklists.least_helpful(member)


class UnguidedTopicsPanel(Panel):
    """What members ask most and no page answers."""

    order = 250
    template_name = "guides/admin/topics_without_a_guide.html"

    def rows(self, member: Any) -> Any:
        return worklists.topics_without_a_guide(member)[: worklists.SHOWN]


class DistilledPanel(Panel):
    """What grew out of conversations and waits to be published."""

    order = 255
    template_name = "guides/admin/distilled.html"

    def rows(self, member: Any) -> Any:
        return worklists.distilled_drafts(member)


class DraftsPanel(Panel):
    """One's own drafts."""

    order = 260
    template_name = "guides/admin/drafts.html"

    def rows(self, member: Any) -> Any:
        return worklists.drafts_of(member)


def arrange(request: HttpRequest, panels: list[Any]) -> None:
    """Put our panels before Wagtail's, for those who look after pages; others keep what Wagtail shows."""
    if not rights.looks_after_pages(request.user):
        return
    panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    for panel in panels:
        if isinstance(panel, UserObjectsInWorkflowModerationPanel) or panel.order < AFTER_OURS:
            panel.order = AFTER_OURS
    if rights.reviews_pages(request.user):
        panels.append(AwaitingReview())
    panels += [DuePanel(), LeastHelpfulPanel(), UnguidedTopicsPanel(), DistilledPanel(), DraftsPanel()]
