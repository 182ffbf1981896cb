"""What mail adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from . import health
from .received_viewset import OPENED, ReceivedMailViewSet, received_mail_viewset


def register_received_mail() -> ReceivedMailViewSet:
    return received_mail_viewset


def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action(OPENED, _("Open a mail that came in"), _("Opened a mail that came in"))


def mail_health(request: HttpRequest) -> HttpResponse:
    """What is wrong with our mail, and what to do about it."""
    if not _may_look(request):
        raise PermissionDenied
    return render(request, "mail/admin/health.html", {"findings": health.findings()})


def _may_look(request: HttpRequest) -> bool:
    policy = received_mail_viewset.permission_policy
    return bool(policy.user_has_any_permission(request.user, ["view", "change"]))


class HealthItem(MenuItem):  # type: ignore[misc]
    """Shown to whoever may see what came in."""

    def is_shown(self, request: HttpRequest) -> bool:
        return _may_look(request)


def register_health() -> list[Any]:
    return [path("mail/health/", mail_health, name="mail_health")]


def register_health_item() -> MenuItem:
    return HealthItem(_("Health of mail"), reverse("mail_health"), name="mail-health", icon_name="mail", order=910)


hooks.register("register_admin_viewset", register_received_mail)
hooks.register("register_log_actions", register_actions)
hooks.register("register_admin_urls", register_health)
hooks.register("register_reports_menu_item", register_health_item)
