"""Addresses of the Wagtail admin that we answer in its place: asked before its own, which have no hook."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .models import File, Picture
from .rights import met_by, page_policy

DIGITS_MAX = 18  # of a row's number; drivers fail on larger ones


class PageTypesReport(PageTypesUsageReportView):  # type: ignore[misc]
    """Names the page of each kind that was changed last, of those that its reader meets elsewhere, too."""

    def decorate_paginated_queryset(self, kinds: Any) -> Any:
        kinds = super().decorate_paginated_queryset(kinds)
        named = {kind.last_edited_page.pk for kind in kinds if kind.last_edited_page}
        met = page_policy().explorable_instances(self.request.user).filter(pk__in=named)
        seen = set(met.values_list("pk", flat=True))
        for kind in kinds:
            if kind.last_edited_page and kind.last_edited_page.pk not in seen:
                kind.last_edited_page = None
        return kinds


class Browse(BrowseView):  # type: ignore[misc]
    """Chooses a page below one that whoever chooses meets elsewhere, too: that one stands at the top of the list."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        if parent_page_id and not met_by(request.user).filter(pk=parent_page_id).exists():
            raise Http404
        answer: HttpResponse = super().get(request, parent_page_id)
        if not met_by(request.user).filter(pk=self.parent_page.pk).exists():  # found by the kind that is wanted
            answer = super().get(request, Page.get_first_root_node().pk)
        return answer


class ChosenMultiple(ChosenMultipleView):  # type: ignore[misc]
    """Tells of those pages that whoever asks meets elsewhere, too."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = [number for number in request.GET.getlist("id") if number.isdecimal() and len(number) <= DIGITS_MAX]
        seen = met_by(request.user).filter(pk__in=asked).values_list("pk", flat=True)
        asked_of = request.GET.copy()
        asked_of.setlist("id", [str(number) for number in seen])
        request.GET = asked_of  # type: ignore[assignment]
        answer: HttpResponse = super().get(request)
        return answer


def _met(model: type[Model], user: Any) -> QuerySet[Any]:
    """What somebody of the staff may know to be there."""
    if issubclass(model, Page):
        return met_by(user)
    if issubclass(model, Picture | File):
        offered: QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_permission_for(user, "choose")
        return offered
    return model._default_manager.all()


def bulk_action(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """An act on several things at once. Wagtail names those that one may not change; we do not name what one may not
    know of."""
    found = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    if found is None:
        raise Http404
    model = next(model for model in found.models if model._meta.label_lower == f"{app_label}.{model_name}")
    made = found(request, model)

    def those_met(of: type[Model], numbers: Any) -> list[Any]:
        things = found.get_queryset(of, numbers)
        known = set(_met(of, request.user).filter(pk__in=[each.pk for each in things]).values_list("pk", flat=True))
        if not known:
            raise Http404
        return [each for each in things if each.pk in known]

    made.get_queryset = those_met
    answer: HttpResponse = made.dispatch(request)
    return answer


def _guarded(view: Any) -> Any:
    return never_cache(require_admin_access(view))


urlpatterns = [
    path("reports/page-types-usage/", _guarded(PageTypesReport.as_view())),
    path("reports/page-types-usage/results/", _guarded(PageTypesReport.as_view(results_only=True))),
    path("choose-page/", _guarded(Browse.as_view())),
    path("choose-page/<int:parent_page_id>/", _guarded(Browse.as_view())),
    path("choose-page/chosen-multiple/", _guarded(ChosenMultiple.as_view())),
    path("bulk/<str:app_label>/<str:model_name>/<str:action>/", _guarded(bulk_action)),
]
