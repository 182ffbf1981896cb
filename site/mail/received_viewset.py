"""The mails that came in, in the Wagtail admin: what became of each, by which steps, and trying again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from jobs.record_viewset import RecordViewSet

from . import operations
from .models import ReceivedMail, Status

COUNTED = timedelta(days=7)
RAW_SHOWN = 100_000  # characters of a mail on its page; the file has the whole
OPENED = "mail.opened"  # the audit log's name for looking into a mail


class ReceivedIndexView(generic.IndexView):  # type: ignore[misc]
    """The list, newest first, below what became of the mails of a week."""

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset).defer("raw", "path")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recent = ReceivedMail.objects.filter(received_at__gte=timezone.now() - COUNTED).order_by()
        counts = recent.values("status", "reason").annotate(count=Count("pk")).order_by("-count")
        labels = dict(Status.choices)
        told = [(labels.get(each["status"], ""), each["reason"], each["count"]) for each in counts]
        context: dict[str, Any] = super().get_context_data(counts=told, **kwargs)
        return context


class ReceivedInspectView(generic.InspectView):  # type: ignore[misc]
    """The path of one mail. Its words are somebody's letter: opening them is asked for, and written down."""

    raw_url_name = try_again_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        received: ReceivedMail = self.object
        may = received.raw is not None and received.status in operations.TRIED_AGAIN
        context: dict[str, Any] = super().get_context_data(
            received=received, may_try_again=may and self.user_has_permission("change"), **kwargs
        )
        return context


class OpenRawView(PermissionCheckedMixin, View):  # type: ignore[misc]
    """A mail as it came, as plain text. A POST, because the look is written down."""

    model = ReceivedMail
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        received = get_object_or_404(ReceivedMail, pk=pk, raw__isnull=False)
        log(instance=received, action=OPENED, user=request.user)
        words = bytes(received.raw or b"")[:RAW_SHOWN]
        return HttpResponse(words.decode("utf-8", "replace"), content_type="text/plain; charset=utf-8")


class TryAgainView(PermissionCheckedMixin, View):  # type: ignore[misc]
    """The door to `operations.try_again`."""

    model = ReceivedMail
    permission_required = "change"
    http_method_names = ["post"]
    inspect_url_name = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if operations.try_again(mails=[get_object_or_404(ReceivedMail, pk=pk)]):
            messages.success(request, _("The mail goes its path anew in a moment."))
        else:
            messages.warning(request, _("The mail has become something, or is not kept any more; it was left alone."))
        return redirect(self.inspect_url_name, pk)


class ReceivedMailViewSet(RecordViewSet):
    """Mails can be opened, which leaves a trace, and tried again."""

    model = ReceivedMail
    name = "received-mail"
    icon = "mail"
    menu_label = gettext_lazy("Mail that came in")
    menu_name = "received-mail"
    pk_path_converter = "int"
    index_view_class = ReceivedIndexView
    inspect_view_class = ReceivedInspectView
    index_template_name = "mail/admin/index.html"
    inspect_template_name = "mail/admin/inspect.html"
    inspect_view_fields = ["received_at", "way", "peer", "envelope_sender", "recipients", "from_address", "message_id",
                           "size", "status", "reason", "processed_at", "post_id"]  # fmt: skip
    list_display = (
        "__str__",
        StatusTagColumn("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status",
                        primary=lambda mail: mail.status in (Status.HELD, Status.REJECTED)),
        "reason",
        "from_address",
        "way",
        DateColumn("received_at", label=gettext_lazy("Came in"), sort_key="received_at"),
    )  # fmt: skip
    list_filter = ("status", "reason", "way")
    search_fields = ("subject", "from_address", "message_id")
    ordering = ("-received_at",)

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/raw/", self.construct_view(OpenRawView), name="raw"),
            path("<int:pk>/try-again/", self.construct_view(TryAgainView), name="try_again"),
        ]

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        view_kwargs: dict[str, Any] = super().get_inspect_view_kwargs(**kwargs)
        names = {"raw_url_name": self.get_url_name("raw"), "try_again_url_name": self.get_url_name("try_again")}
        return view_kwargs | names


received_mail_viewset = ReceivedMailViewSet()
