"""What the search adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern
from wagtail import hooks

from guides.admin import rights
from guides.admin.panels import Panel
from guides.admin.reports import ReportItem, report_item, report_paths
from guides.admin.worklists import SHOWN

from .answers.counting import most_helpful
from .misses import worth_showing
from .misses_report import MissesReport


class MissesPanel(Panel):
    """What members looked for and did not find, the most asked first."""

    order = 252
    template_name = "search/admin/misses.html"

    def rows(self, member: Any) -> Any:
        return worth_showing()[:SHOWN]


class HelpedPanel(Panel):
    """What answered members' questions before they asked them, the most often first."""

    order = 253
    template_name = "search/admin/helped.html"

    def rows(self, member: Any) -> Any:
        return most_helpful(member)[:SHOWN]


@hooks.register("construct_homepage_panels", order=1)  # type: ignore[untyped-decorator]
def arrange(request: HttpRequest, panels: list[Any]) -> None:
    if rights.looks_after_pages(request.user):
        panels += [MissesPanel(), HelpedPanel()]


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def report_urls() -> list[URLPattern]:
    return report_paths(MissesReport, "searched-and-not-found")


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def misses_item() -> ReportItem:
    return report_item(MissesReport, 140)
