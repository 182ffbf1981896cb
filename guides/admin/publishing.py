"""Why a page was not published, said where its editor meets it.

Wagtail takes a refusal for a lack of rights: it says nothing else, and leads to the admin's first page.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.actions.publish_revision import PublishPermissionError
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.models import Page


class SaysWhy:
    """A refused publication leads back to the page, with the reason; what was approved with it is taken back."""

    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = super().post(request, *args, **kwargs)  # type: ignore[misc]
        except PublishPermissionError as refusal:
            messages.error(request, str(refusal))
            return self.refused(reverse("wagtailadmin_pages:edit", args=[self.page_asked_about().pk]))
        return answer

    def page_asked_about(self) -> Page:
        raise NotImplementedError

    def refused(self, address: str) -> HttpResponseBase:
        return redirect(address)


class EditPageView(SaysWhy, EditView):  # type: ignore[misc]
    """Approves what was changed in the same form, too: that is kept."""

    def page_asked_about(self) -> Page:
        return self.page


class ApproveView(SaysWhy, WorkflowActionView):  # type: ignore[misc]
    """Approves from a dialog, which is told where to go."""

    def page_asked_about(self) -> Page:
        return self.object

    def refused(self, address: str) -> HttpResponseBase:
        if self.request.headers.get("x-requested-with") == "XMLHttpRequest":
            dialog: HttpResponseBase = self.render_modal_json(self.request, {"step": "success", "redirect": address})
            return dialog
        return super().refused(address)
