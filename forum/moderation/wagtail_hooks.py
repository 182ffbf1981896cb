"""Where the Wagtail admin finds the review: its menu, its reports, and the names of its acts in the log."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .admin import ALL_ACTIONS, LogReport, QueueItem, QueueReport, StaffItem, item, powers
from .watched_viewset import watched_viewset


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def log_actions(actions: Any) -> None:
    for name, (label, message) in ALL_ACTIONS.items():
        actions.register_action(name, label, message)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def addresses() -> list[URLPattern]:
    return [
        path("review/", QueueReport.as_view(), name="review_queue"),
        path("review/results/", QueueReport.as_view(results_only=True), name="review_queue_results"),
        path("reports/review-log/", LogReport.as_view(), name="review_log"),
        path("reports/review-log/results/", LogReport.as_view(results_only=True), name="review_log_results"),
        path("reports/powers/", powers, name="powers"),
    ]


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_watched() -> object:
    return watched_viewset


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def queue_item() -> QueueItem:
    return QueueItem(_("Review"), reverse("review_queue"), name="review", icon_name="warning", order=160)


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def log_item() -> StaffItem:
    return item(LogReport, 900)


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def powers_item() -> StaffItem:
    return StaffItem(_("Powers"), reverse("powers"), icon_name="key", order=910)
