"""The report of what members looked for and did not find, for editors."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from guides.admin.reports import KnowledgeReport

from .misses import worth_showing
from .models import Miss


class MissesFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """There is nothing to choose among: they are words and numbers."""

    class Meta:
        model = Miss
        fields: ClassVar[list[str]] = []


class MissesReport(KnowledgeReport):
    """The most asked first."""

    model = Miss
    page_title = _("Searched for, and not found")
    header_icon = "search"
    index_url_name = "searched_and_not_found"
    index_results_url_name = "searched_and_not_found_results"
    export_filename = "searched-and-not-found"
    default_ordering = "-times"
    filterset_class = MissesFilterSet
    no_results_message = _("Whatever several members looked for of late, they found.")
    columns: ClassVar[list[Column]] = [
        Column("words", label=_("Words"), accessor="link", sort_key="words"),
        Column("times", label=_("Members"), sort_key="times"),
        Column("last_at", label=_("Last"), accessor="last_on", sort_key="last_at"),
    ]
    export_headings: ClassVar[dict[str, Any]] = {"words": _("Words"), "times": _("Members"), "last_at": _("Last")}
    list_export: ClassVar[list[str]] = list(export_headings)

    def get_base_queryset(self) -> QuerySet[Miss]:
        return worth_showing()

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        for miss in object_list:
            address = f"/search/?{urlencode({'q': miss.words})}"
            miss.link = format_html('<a href="{}">{}</a>', address, miss.words)
            miss.last_on = date_format(localtime(miss.last_at))
        return object_list
