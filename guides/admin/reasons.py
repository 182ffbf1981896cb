"""The report of what readers missed, on every page that an editor looks after. It names no reader."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from knowledge_base.models import KnowledgePageQuerySet, Verdict
from members.requests import MemberRequest

from .reports import KnowledgeReport
from .rights import looked_after_by


def pages_with_reasons(request: MemberRequest) -> KnowledgePageQuerySet:
    said = Verdict.objects.filter(helped=False).exclude(reason="").values("page")
    pages: KnowledgePageQuerySet = looked_after_by(request.user).live().filter(pk__in=said).order_by("title", "pk")
    return pages


class ReasonsFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """Of one page."""

    page = django_filters.ModelChoiceFilter(label=_("Page"), queryset=pages_with_reasons)

    class Meta:
        model = Verdict
        fields: ClassVar[list[str]] = ["page"]


class ReasonsReport(KnowledgeReport):
    """What readers missed, the newest first."""

    model = Verdict
    page_title = _("What readers missed")
    header_icon = "comment"
    index_url_name = "what_readers_missed"
    index_results_url_name = "what_readers_missed_results"
    export_filename = "what-readers-missed"
    default_ordering = "-created_at"
    filterset_class = ReasonsFilterSet
    no_results_message = _("No reader has said yet what was missing. Each page asks at its end.")
    columns: ClassVar[list[Column]] = [
        TitleColumn(
            "title",
            label=_("Title"),
            accessor="page.title",
            url_name="wagtailadmin_pages:edit",
            id_accessor="page_id",
            sort_key="page__title",
        ),
        Column("reason", label=_("What was missing")),
        Column("created_at", label=_("Said on"), accessor="said_on", sort_key="created_at"),
    ]
    export_headings: ClassVar[dict[str, Any]] = {
        "page.title": _("Title"),
        "reason": _("What was missing"),
        "created_at": _("Said on"),
        "address": _("Address"),
    }
    list_export: ClassVar[list[str]] = ["page.title", "reason", "created_at", "address"]

    def get_base_queryset(self) -> QuerySet[Verdict]:
        said = Verdict.objects.filter(helped=False, page__in=pages_with_reasons(self.request).values("pk"))
        return said.exclude(reason="").select_related("page")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        for said in object_list:
            said.address = said.page.get_full_url(self.request)
            said.said_on = date_format(localtime(said.created_at))
        return object_list
