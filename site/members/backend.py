"""Who the person is who just signed in, and what staff may do in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from freshness.prepared import PreparedGet

from .models import Member
from .policy import may_sign_in

# A moderator looks after people without being made an administrator first.
MODERATOR_PERMISSIONS = frozenset({
    "wagtailadmin.access_admin",
    "members.add_invitation",
    "members.view_invitation",
    "members.view_member",
})  # fmt: skip

_MEMBER = PreparedGet(Member)


class MemberBackend(AuthenticationBackend):  # type: ignore[misc]
    """Passwords by e-mail address alone, and only through our own sign-in pages.

    Forms that send a `username` (the Wagtail admin's own sign-in page does) know neither second factors nor rate
    limits, so they are refused here. A session ends the moment its member may no longer sign in.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Member | None:
        if "username" in credentials or not credentials.get("email"):
            return None
        member: Member | None = super().authenticate(request, **credentials)
        return member

    def user_can_authenticate(self, user: Member | None) -> bool:
        return user is not None and may_sign_in(user)

    def get_user(self, user_id: int) -> Member | None:
        member = _MEMBER(int(user_id))
        return member if self.user_can_authenticate(member) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        permissions: set[str] = super().get_all_permissions(user_obj, obj)
        if obj is None and getattr(user_obj, "is_moderator", False) and user_obj.is_active:
            return permissions | MODERATOR_PERMISSIONS
        return permissions
