"""Reports on the pages that an editor looks after, also to take along as CSV and XLSX."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, IntegerField, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import get_page_models

from guides.models import Downloads
from knowledge_base.models import KnowledgePage, KnowledgePageQuerySet, Shelf

from .rights import LOOKS_AFTER, looked_after_by, looks_after_pages, shown_pages
from .worklists import due_pages

# What a spreadsheet would take for a formula and run (CWE-1236).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def kinds_of_page(request: HttpRequest) -> QuerySet[ContentType]:
    kinds = [kind for kind in get_page_models() if issubclass(kind, KnowledgePage) and not issubclass(kind, Shelf)]
    kinds.remove(KnowledgePage)
    types = ContentType.objects.get_for_models(*kinds)
    return ContentType.objects.filter(pk__in=[found.pk for found in types.values()]).order_by("app_label", "model")


class KnowledgeFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """The questions asked of both reports."""

    content_type = ContentTypeFilter(label=_("Kind"), queryset=kinds_of_page)

    class Meta:
        model = KnowledgePage
        fields: ClassVar[list[str]] = ["content_type", "language"]


class KnowledgeReport(ReportView):  # type: ignore[misc]
    """What the reports have in common."""

    model: type[Model] = KnowledgePage
    permission_policy = shown_pages
    any_permission_required = (LOOKS_AFTER,)
    filterset_class = KnowledgeFilterSet
    is_searchable = False
    title_column = TitleColumn("title", label=_("Title"), url_name="wagtailadmin_pages:edit", sort_key="title")
    kind_column = Column("page_type_display_name", label=_("Kind"))
    export_headings: ClassVar[dict[str, Any]] = {
        "page_type_display_name": _("Kind"),
        "get_language_display": _("Language"),
        "address": _("Address"),
    }

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        for page in object_list:
            page.address = page.get_full_url(self.request)  # the request remembers where sites begin
        return object_list

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """One order, in which no row stands on two pages."""
        ordered: QuerySet[Any] = super().order_queryset(queryset)
        settled: QuerySet[Any] = ordered.order_by(*ordered.query.order_by, "pk")
        return settled

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Wagtail writes text into XLSX as text, whatever it begins with; CSV has no way to say what is text."""
        cell = super().preprocess_field_value(field, value, export_format)
        if export_format == self.FORMAT_CSV and isinstance(cell, str) and cell.startswith(FORMULA_SIGNS):
            return f"'{cell}"
        return cell


def day(name: str) -> Any:
    """Reads a date of a page as it is written here; "" where there is none."""
    return lambda page: date_format(getattr(page, name)) if getattr(page, name) else ""


class DueReport(KnowledgeReport):
    """Pages past their review date."""

    page_title = _("Due for review")
    header_icon = "date"
    index_url_name = "due_for_review"
    index_results_url_name = "due_for_review_results"
    export_filename = "due-for-review"
    default_ordering = "review_on"
    no_results_message = _(
        "No page is past its review date. Give pages one under “Keeping it right” when you edit them."
    )
    columns: ClassVar[list[Column]] = [
        KnowledgeReport.title_column,
        KnowledgeReport.kind_column,
        Column("get_language_display", label=_("Language"), sort_key="language"),
        Column("reviewed_on", label=_("Reviewed"), accessor=day("reviewed_on"), sort_key="reviewed_on"),
        Column("review_on", label=_("Was due"), accessor=day("review_on"), sort_key="review_on"),
    ]
    list_export: ClassVar[list[str]] = [
        "title",
        "page_type_display_name",
        "get_language_display",
        "reviewed_on",
        "review_on",
        "address",
    ]

    def get_base_queryset(self) -> KnowledgePageQuerySet:
        return due_pages(self.request.user)


class HelpfulnessReport(KnowledgeReport):
    """What readers made of each page."""

    page_title = _("Helpfulness")
    header_icon = "pick"
    index_url_name = "helpfulness"
    index_results_url_name = "helpfulness_results"
    export_filename = "helpfulness"
    default_ordering = "-did_not_help"
    no_results_message = _("Nothing is published yet that you look after.")
    columns: ClassVar[list[Column]] = [
        KnowledgeReport.title_column,
        KnowledgeReport.kind_column,
        Column("helped", label=_("Helped"), sort_key="helped"),
        Column("did_not_help", label=_("Did not help"), sort_key="did_not_help"),
        Column("favourite_count", label=_("Favourites"), sort_key="favourite_count"),
        Column("comment_count", label=_("Comments"), sort_key="comment_count"),
        Column("download_count", label=_("Downloads"), sort_key="download_count"),
    ]
    counts: ClassVar[dict[str, Any]] = {
        "helped": _("Helped"),
        "did_not_help": _("Did not help"),
        "favourite_count": _("Favourites"),
        "comment_count": _("Comments"),
        "download_count": _("Downloads"),
    }
    export_headings: ClassVar[dict[str, Any]] = KnowledgeReport.export_headings | counts
    list_export: ClassVar[list[str]] = ["title", "page_type_display_name", *counts, "address"]

    def get_base_queryset(self) -> QuerySet[Any]:
        downloads = Downloads.objects.filter(page=OuterRef("pk")).values("number")
        pages: QuerySet[Any] = looked_after_by(self.request.user).live()
        counted: QuerySet[Any] = pages.annotate(
            helped=Coalesce(F("tally__helped"), Value(0)),
            did_not_help=Coalesce(F("tally__did_not_help"), Value(0)),
            favourite_count=Coalesce(F("tally__favourites"), Value(0)),
            comment_count=Coalesce(F("tally__comments"), Value(0)),
            download_count=Coalesce(Subquery(downloads[:1], output_field=IntegerField()), Value(0)),
        )
        return counted


class ReportItem(MenuItem):  # type: ignore[misc]
    """In the menu of reports, for those whom it has something to show."""

    def is_shown(self, request: HttpRequest) -> bool:
        return looks_after_pages(request.user)


def report_item(report: type[KnowledgeReport], order: int) -> ReportItem:
    """The way to a report in the menu."""
    return ReportItem(report.page_title, reverse(report.index_url_name), icon_name=report.header_icon, order=order)


def report_paths(report: type[KnowledgeReport], word: str) -> list[URLPattern]:
    """The addresses of a report: the page, and its rows alone as they are asked for anew."""
    name = report.index_url_name
    return [
        path(f"reports/{word}/", report.as_view(), name=name),
        path(f"reports/{word}/results/", report.as_view(results_only=True), name=f"{name}_results"),
    ]
