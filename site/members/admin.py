"""Looking after members in the Wagtail admin: the list, one member, who waits, who was invited."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.views import users

from . import policy
from .admin_forms import MemberCreationForm, MemberEditForm
from .models import Member


class MemberPermissionPolicy(ModelPermissionPolicy):  # type: ignore[misc]
    """Nobody deletes a member: what they wrote hangs on the row. They are switched off instead."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any, include_superusers: bool = True) -> QuerySet[Member]:
        found: QuerySet[Member] = super().users_with_any_permission(set(actions) - {"delete"}, include_superusers)
        return found


class MemberFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """The questions staff ask of the list."""

    is_active = django_filters.BooleanFilter(label=_("Active"), widget=BooleanRadioSelect)
    is_approved = django_filters.BooleanFilter(label=_("Approved"), widget=BooleanRadioSelect)
    claimed = django_filters.BooleanFilter(label=_("Signs in (not only imported)"), widget=BooleanRadioSelect)
    is_moderator = django_filters.BooleanFilter(label=_("Moderator"), widget=BooleanRadioSelect)
    is_superuser = django_filters.BooleanFilter(label=_("Administrator"), widget=BooleanRadioSelect)

    def __init__(self, *args: Any, is_searching: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # Wagtail's user list says whether it is searched; nothing here depends on it

    class Meta:
        model = Member
        fields: list[str] = []


class MemberIndexView(users.IndexView):  # type: ignore[misc]
    """All members, imported people included."""

    page_title = _("Members")
    add_item_label = _("Add a member")
    search_fields = ["name", "handle", "email"]
    default_ordering = "-joined_at"

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(users.UserColumn)
        return [
            title("name", label=_("Name"), sort_key="name", get_url=self.get_edit_url, classname="name"),
            Column("handle", label=_("Handle"), sort_key="handle"),
            Column("email", label=_("E-mail address"), sort_key="email"),
            BooleanColumn("is_approved", label=_("Approved"), sort_key="is_approved"),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            BooleanColumn("is_moderator", label=_("Moderator"), sort_key="is_moderator"),
            DateColumn("joined_at", label=_("Joined"), sort_key="joined_at"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]

    def order_queryset(self, queryset: QuerySet[Member]) -> QuerySet[Member]:
        """As any list; Wagtail's user list would sort names by fields that ours does not have."""
        ordered: QuerySet[Member] = super(users.IndexView, self).order_queryset(queryset)
        return ordered

    def get_delete_url(self, instance: Member) -> None:
        return None


class MemberCreateView(users.CreateView):  # type: ignore[misc]
    """A member made by staff; they sign in first by a code that goes to the address."""

    page_title = _("Add a member")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"by": self.request.user}


class MemberEditView(users.EditView):  # type: ignore[misc]
    """One member. Whoever may set an address can take an account over, so not everybody may touch everybody."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy.can_revise_account(request.user, self.object):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        kwargs.pop("editing_self")
        return kwargs | {"by": self.request.user}


class MemberDeleteView(users.DeleteView):  # type: ignore[misc]
    """Shut, also to administrators: see `MemberPermissionPolicy`."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise PermissionDenied


class MemberViewSet(users.UserViewSet):  # type: ignore[misc]
    """Replaces Wagtail's own, which expects a first and a last name."""

    model = Member
    ordering = "name"
    menu_name = "members"
    menu_label = _("Members")
    filterset_class = MemberFilterSet
    create_template_name = "members/admin/form.html"
    edit_template_name = "members/admin/form.html"
    index_view_class = MemberIndexView
    add_view_class = MemberCreateView
    edit_view_class = MemberEditView
    delete_view_class = MemberDeleteView

    def get_form_class(self, for_update: bool = False) -> type[MemberCreationForm]:
        return MemberEditForm if for_update else MemberCreationForm
