"""The jobs in the Wagtail admin: what waits, what failed and why, and running it again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn, BulkActionsCheckboxColumn, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from . import operations
from .models import Job, Status
from .record_viewset import RecordViewSet

SHOWN = (
    "task",
    "status",
    "args",
    "kwargs",
    "queue",
    "priority",
    "attempts",
    "enqueued_at",
    "run_after",
    "started_at",
    "attempted_at",
    "finished_at",
    "worker",
    "result",
    "error_class",
)


class JobIndexView(generic.IndexView):  # type: ignore[misc]
    """The list, newest first, with a checkbox for each row."""

    def order_queryset(self, queryset: Any) -> Any:
        # A traceback can be long and the list does not show it.
        return super().order_queryset(queryset).defer("traceback", "args", "kwargs", "result")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [BulkActionsCheckboxColumn("bulk_actions", obj_type="job"), *super().columns]

    def _get_title_column(self, *args: Any, **kwargs: Any) -> BaseColumn:
        # Each checkbox is described by the element with this id.
        return super()._get_title_column(*args, get_title_id=lambda job: f"job_{job.pk}_title", **kwargs)


class JobInspectView(generic.InspectView):  # type: ignore[misc]
    """One job with its traceback."""

    run_again_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.object.status in (Status.FAILED, Status.READY) and self.user_has_permission("change")
        context: dict[str, Any] = super().get_context_data(job=self.object, may_run_again=may, **kwargs)
        return context


class RunAgainView(PermissionCheckedMixin, View):  # type: ignore[misc]
    """The door to `operations.run_again` for one job."""

    model = Job
    permission_required = "change"
    http_method_names = ["post"]
    inspect_url_name = ""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        job = get_object_or_404(Job, pk=pk)
        if operations.run_again(jobs=[job]):
            messages.success(request, _("The job will run again in a moment."))
        else:
            messages.warning(request, _("The job is running or has succeeded; it was left alone."))
        return redirect(self.inspect_url_name, pk)


class RunAgainBulkAction(PermissionCheckedMixin, BulkAction):  # type: ignore[misc]
    """The same for the jobs that are ticked in the list; "all" means all that failed."""

    models = [Job]
    model: type[Job]
    permission_required = "change"
    display_name = gettext_lazy("Run again")
    action_type = "run_again"
    aria_label = gettext_lazy("Run the selected jobs again")
    template_name = "jobs/job/confirm_run_again.html"

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> Any:
        return Job.objects.failed().values_list("pk", flat=True)

    @classmethod
    def execute_action(cls, objects: list[Job], **kwargs: Any) -> tuple[int, int]:
        return operations.run_again(jobs=objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "%(count)d job will run again in a moment.",
            "%(count)d jobs will run again in a moment.",
            num_parent_objects,
        ) % {"count": num_parent_objects}


class JobViewSet(RecordViewSet):
    """Jobs can be run again, one or many."""

    model = Job
    name = "jobs"
    icon = "tasks"
    menu_label = gettext_lazy("Jobs")
    menu_name = "jobs"
    pk_path_converter = "uuid"
    index_view_class = JobIndexView
    inspect_view_class = JobInspectView
    index_template_name = "jobs/job/index.html"
    inspect_template_name = "jobs/job/inspect.html"
    inspect_view_fields = list(SHOWN)
    list_display = (
        "task",
        StatusTagColumn(
            "status",
            label=gettext_lazy("Status"),
            accessor="get_status_display",
            sort_key="status",
            primary=lambda job: job.status == Status.FAILED,
        ),
        "attempts",
        "queue",
        DateColumn("enqueued_at", label=gettext_lazy("Enqueued"), sort_key="enqueued_at"),
        DateColumn("run_after", label=gettext_lazy("Not before"), sort_key="run_after"),
        "error_class",
    )
    list_filter = ("status", "queue")
    search_fields = ("task", "error_class")
    ordering = ("-enqueued_at",)

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<uuid:pk>/run-again/", self.run_again_view, name="run_again")]

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        view_kwargs: dict[str, Any] = super().get_inspect_view_kwargs(**kwargs)
        return view_kwargs | {"run_again_url_name": self.get_url_name("run_again")}

    @property
    def run_again_view(self) -> Any:
        return self.construct_view(RunAgainView)


job_viewset = JobViewSet()
