"""What jobs add to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem

from .job_viewset import JobViewSet, RunAgainBulkAction, job_viewset
from .models import Job, Status


def register_jobs() -> JobViewSet:
    return job_viewset


class FailedJobs(SummaryItem):  # type: ignore[misc]
    """A number on the admin's home when jobs have failed, for those who may look into it."""

    order = 900
    template_name = "jobs/job/failed_summary.html"

    def is_shown(self) -> bool:
        may = job_viewset.permission_policy.user_has_any_permission(self.request.user, ["view", "change"])
        return bool(may) and Job.objects.failed().exists()

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "count": Job.objects.failed().count(),
            "url_name": job_viewset.get_url_name("index"),
            "failed": Status.FAILED.value,
        }


def count_failed_jobs(request: HttpRequest, summary_items: list[SummaryItem]) -> None:
    summary_items.append(FailedJobs(request))


hooks.register("register_bulk_action", RunAgainBulkAction)
hooks.register("register_admin_viewset", register_jobs)
hooks.register("construct_homepage_summary_items", count_failed_jobs)
