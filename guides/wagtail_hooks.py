"""Where the Wagtail admin finds what `guides.admin` holds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from .admin.asked import AskedReport
from .admin.glossary import GlossaryAndLists
from .admin.page_views import KnowledgePages
from .admin.panels import arrange
from .admin.reasons import ReasonsReport
from .admin.reports import DueReport, HelpfulnessReport, KnowledgeReport, ReportItem, report_item, report_paths
from .distil import operations as distilling
from .distil.models import Quote

REPORTS: list[tuple[type[KnowledgeReport], str]] = [
    (DueReport, "due-for-review"),
    (HelpfulnessReport, "helpfulness"),
    (ReasonsReport, "what-readers-missed"),
    (AskedReport, "asked-most"),
]

register_snippet(GlossaryAndLists)
hooks.register("construct_homepage_panels", arrange)


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_pages() -> object:
    return KnowledgePages("knowledge_pages")


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def report_urls() -> list[URLPattern]:
    return [address for report, word in REPORTS for address in report_paths(report, word)]


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def due_item() -> ReportItem:
    return report_item(DueReport, 100)


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def helpfulness_item() -> ReportItem:
    return report_item(HelpfulnessReport, 110)


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def reasons_item() -> ReportItem:
    return report_item(ReasonsReport, 120)


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def asked_item() -> ReportItem:
    return report_item(AskedReport, 130)


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]
def colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("before_edit_page")  # type: ignore[untyped-decorator]
def say_what_holds_it(request: HttpRequest, page: Page) -> None:
    """Why there is no button to publish the page, and where to look."""
    held = Quote.objects.filter(distillation__page=page.pk, is_unsettled=True)
    if request.method == "GET" and (quote := held.first()):
        words = _("Words in this page were taken back, and it waits for somebody to look through it.")
        look = _("Please look before it is published.")
        link = format_html('<a href="/distilled/{}/">{}</a>', quote.distillation_id, look)
        messages.warning(request, format_html("{} {}", words, link))


@hooks.register("after_copy_page")  # type: ignore[untyped-decorator]
def note_copies(request: HttpRequest, page: Page, copy: Page) -> None:
    distilling.follow_copies(page=page, copy=copy)
