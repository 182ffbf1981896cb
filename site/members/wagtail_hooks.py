"""Our pages in the Wagtail admin's menu."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.users.views.bulk_actions.user_bulk_action import UserBulkAction

from . import admin_views, policy
from .choosers import MemberChooser, member_chooser
from .models import Member


class WaitingItem(MenuItem):  # type: ignore[misc]
    """Shown to those who may decide."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policy.can_admit(request.user)


class InvitationsItem(MenuItem):  # type: ignore[misc]
    """Shown to those who may invite."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policy.can_invite(request.user)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def admin_urls() -> list[URLPattern]:
    return [
        path("waiting/", admin_views.waiting, name="waiting_members"),
        path("waiting/<int:pk>/", admin_views.decide, name="decide_member"),
        path("invitations/", admin_views.invitations, name="admin_invitations"),
        path("invitations/<int:pk>/withdraw/", admin_views.withdraw, name="admin_withdraw_invitation"),
    ]


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def choose_members() -> MemberChooser:
    return member_chooser


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def waiting_item() -> WaitingItem:
    return WaitingItem(_("Waiting members"), reverse("waiting_members"), icon_name="user", order=610)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def invitations_item() -> InvitationsItem:
    return InvitationsItem(_("Invitations"), reverse("admin_invitations"), icon_name="mail", order=620)


@hooks.register("before_bulk_action")  # type: ignore[untyped-decorator]
def refuse_bulk(request: HttpRequest, action_type: str, objects: object, action: object) -> None:
    """Wagtail's bulk acts on users delete rows, and hand out groups to whoever may edit members at all."""
    if isinstance(action, UserBulkAction):
        raise PermissionDenied


class WaitingSummary(SummaryItem):  # type: ignore[misc]
    """On the admin's first page: how many wait, when somebody does."""

    order = 500

    def is_shown(self) -> bool:
        return policy.can_admit(self.request.user) and Member.objects.waiting().exists()

    def render_html(self, parent_context: object = None) -> str:
        return format_html(
            '<li><a href="{}"><span>{}</span> {}</a></li>',
            reverse("waiting_members"),
            Member.objects.waiting().count(),
            _("waiting to be let in"),
        )


@hooks.register("construct_homepage_summary_items")  # type: ignore[untyped-decorator]
def waiting_summary(request: HttpRequest, items: list[object]) -> None:
    items.append(WaitingSummary(request))
