"""The review in the Wagtail admin: the queue, the log of what hands did, and the table of powers; for staff."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import ModelLogEntry

from forum.models import Role
from forum.operations.noting import ACTIONS as FORUM_ACTIONS
from forum.policy import MEANINGS, POWERS, Power
from members.models import Member

from .noting import ACTIONS
from .queue import rows_of, waiting_for

ALL_ACTIONS = ACTIONS | FORUM_ACTIONS


def _may(member: Any) -> bool:
    return bool(member.is_authenticated and member.is_staff)


class ForStaff:
    """A view of the admin that editors do not open."""

    def dispatch(self, request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        if not _may(request.user):
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **more)  # type: ignore[misc]
        return answer


class StaffItem(MenuItem):  # type: ignore[misc]
    """An entry of a menu that editors do not see."""

    def is_shown(self, request: HttpRequest) -> bool:
        return _may(request.user)


class QueueItem(StaffItem):
    """The queue, with how much waits."""

    def render_component(self, request: HttpRequest) -> Any:
        count = waiting_for(request.user).count() if isinstance(request.user, Member) else 0
        named = MenuItem(
            gettext("Review (%(count)d)") % {"count": count} if count else gettext("Review"),
            self.url,
            name=self.name,
            icon_name=self.icon_name,
            order=self.order,
        )
        return named.render_component(request)


class QueueReport(ForStaff, ReportView):  # type: ignore[misc]
    """What waits for a decision; each is decided on its page of the site."""

    page_title = _("Review")
    header_icon = "warning"
    index_url_name = "review_queue"
    index_results_url_name = "review_queue_results"
    is_searchable = False
    no_results_message = _("Nothing waits for a decision.")
    columns: ClassVar[list[Column]] = [
        TitleColumn("title", label=_("What"), get_url=lambda row: row.case.get_absolute_url()),
        Column("kind", label=_("Kind"), accessor="kind.label"),
        Column("author", label=_("Author"), accessor="case.author"),
        Column("group", label=_("Group"), accessor="case.group"),
        Column("whys", label=_("Why"), accessor=lambda row: ", ".join(row.whys)),
        Column("flags", label=_("Flags")),
        DateColumn("waiting", label=_("Waits since"), accessor="case.waiting_since"),
    ]

    def get_base_queryset(self) -> Any:
        return waiting_for(self.request.user)

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(rows_of(list(object_list)))

    @property
    def show_export_buttons(self) -> bool:
        return False


class LogFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """By what was done, by whom, and when."""

    action = django_filters.ChoiceFilter(
        label=_("Act"), choices=lambda: [(name, label) for name, (label, _message) in ALL_ACTIONS.items()]
    )
    user = django_filters.ModelChoiceFilter(
        label=_("By"), queryset=lambda request: Member.objects.filter(pk__in=logged().values("user")).order_by("name")
    )
    timestamp = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = ModelLogEntry
        fields: ClassVar[list[str]] = ["action", "user", "timestamp"]


def logged() -> QuerySet[ModelLogEntry]:
    entries: QuerySet[ModelLogEntry] = ModelLogEntry.objects.filter(action__in=ALL_ACTIONS)
    return entries


def _where(entry: ModelLogEntry) -> str | None:
    """The page of what an entry is about; its visitor may be refused there, as anywhere."""
    begins = {"case": "/review", "topic": "/t", "post": "/p"}.get(entry.content_type.model)
    return f"{begins}/{entry.object_id}/" if begins is not None else None


class LogReport(ForStaff, ReportView):  # type: ignore[misc]
    """Every act of a hand; nothing here can be changed."""

    model = ModelLogEntry
    page_title = _("Review log")
    header_icon = "history"
    index_url_name = "review_log"
    index_results_url_name = "review_log_results"
    export_filename = "review-log"
    filterset_class = LogFilterSet
    is_searchable = False
    default_ordering = "-timestamp"
    no_results_message = _("Nothing was done yet.")
    columns: ClassVar[list[Column]] = [
        Column("message", label=_("What was done")),
        TitleColumn("label", label=_("To what"), get_url=_where),
        Column("user_display_name", label=_("By")),
        DateColumn("timestamp", label=_("When"), sort_key="timestamp"),
    ]
    list_export: ClassVar[list[str]] = ["timestamp", "action", "label", "object_id", "user_display_name"]
    export_headings: ClassVar[dict[str, Any]] = {
        "timestamp": _("When"),
        "action": _("Act"),
        "label": _("To what"),
        "object_id": _("Number"),
        "user_display_name": _("By"),
    }

    def get_base_queryset(self) -> QuerySet[ModelLogEntry]:
        return logged().select_related("user", "content_type")


def powers(request: HttpRequest) -> HttpResponse:
    """Which role may do what, as the code has it."""
    if not _may(request.user):
        raise PermissionDenied
    rows = [(MEANINGS[power], [power in POWERS[role] for role in Role]) for power in Power]
    context = {"roles": [role.label for role in Role], "rows": rows}
    return TemplateResponse(request, "moderation/admin/powers.html", context)


def item(view: Any, order: int) -> StaffItem:
    return StaffItem(view.page_title, reverse(view.index_url_name), icon_name=view.header_icon, order=order)
