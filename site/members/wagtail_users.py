"""Members in the Wagtail admin."""

from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig


class MembersInAdmin(WagtailUsersAppConfig):  # type: ignore[misc]
    """Wagtail's user pages over our member model, with its fields and without deleting."""

    user_viewset = "members.admin.MemberViewSet"

    def ready(self) -> None:
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from .admin import MemberPermissionPolicy
        from .models import Member

        register_permission_policy(Member, MemberPermissionPolicy(Member))
        register_permission_policy(Group)
