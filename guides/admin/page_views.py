"""The admin's views of pages of knowledge, where they differ from those of any page: Wagtail asks for some rights only
after it has named the page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from knowledge_base.models import KnowledgePage

from .publishing import ApproveView, EditPageView


class ConfirmMoveView(MoveConfirmView):  # type: ignore[misc]
    """Says nothing of a page, or of the place it would go to, to somebody who may not move it there."""

    def dispatch(
        self, request: HttpRequest, page_to_move_id: int, destination_id: int, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        page = get_object_or_404(Page, pk=page_to_move_id)
        destination = get_object_or_404(Page, pk=destination_id).specific_deferred
        if not page.permissions_for_user(request.user).can_move_to(destination):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, page_to_move_id, destination_id, *args, **kwargs)
        return answer


class KnowledgePages(PageViewSet):  # type: ignore[misc]
    """The admin's views of pages of knowledge, where they differ from those of any page."""

    model = KnowledgePage
    move_confirm_view_class = ConfirmMoveView
    edit_view_class = EditPageView
    workflow_action_view_class = ApproveView
