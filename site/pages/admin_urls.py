"""Addresses of the Wagtail admin that we answer in its place: asked before its own, which have no hook."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView

from .rights import page_policy


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


def _guarded(**how: Any) -> Any:
    return never_cache(require_admin_access(PageTypesReport.as_view(**how)))


urlpatterns = [
    path("reports/page-types-usage/", _guarded()),
    path("reports/page-types-usage/results/", _guarded(results_only=True)),
]
