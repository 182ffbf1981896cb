"""Choosing a member in the Wagtail admin, by name or handle: for those who look after pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .models import NAME_MAX, Member


def people() -> QuerySet[Member]:
    """Who may be named on a page: people who can sign in, not those of an import whom nobody has asked."""
    return Member.objects.filter(is_active=True, is_approved=True, claimed=True).order_by("name", "pk")


def titled(member: Member) -> str:
    """Two people may have one name."""
    return f"{member.name} (@{member.handle})"


class PeopleFilter(BaseFilterForm):  # type: ignore[misc]
    """Finds people by a part of their name or handle."""

    q = forms.CharField(label=_("Name or handle"), required=False, max_length=NAME_MAX)

    def filter(self, objects: QuerySet[Member]) -> QuerySet[Member]:
        wanted = self.cleaned_data["q"].removeprefix("@")
        if not wanted:
            return objects
        self.is_searching, self.search_query = True, wanted
        return objects.filter(Q(name__icontains=wanted) | Q(handle__icontains=wanted))


class _ForThoseWhoEdit:
    """Refuses whoever keeps no page. To what they may edit of a member, nothing leads from here."""

    filter_form_class = PeopleFilter

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rights = policy_registry.get_by_type(Page)
        if not rights.user_has_any_permission(request.user, {"add", "change", "publish"}):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    @property
    def title_column(self) -> Column:
        column = super().title_column  # type: ignore[misc]
        column.label = _("Name")
        return column

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("handle", label=_("Handle"))]  # type: ignore[misc]

    def can_create(self) -> bool:
        return False

    def get_display_title(self, instance: Member) -> str:
        return titled(instance)

    def get_edit_item_url(self, instance: Member) -> None:
        return None


class _Choose(_ForThoseWhoEdit, ChooseView):  # type: ignore[misc]
    pass


class _Results(_ForThoseWhoEdit, ChooseResultsView):  # type: ignore[misc]
    pass


class _Chosen(_ForThoseWhoEdit, ChosenView):  # type: ignore[misc]
    def get_object(self, pk: Any) -> Member:
        return get_object_or_404(people(), pk=pk)


class _ChosenMultiple(_ForThoseWhoEdit, ChosenMultipleView):  # type: ignore[misc]
    def get_objects(self, pks: Any) -> QuerySet[Member]:
        return people().filter(pk__in=pks)


class _Chooser(BaseChooser):  # type: ignore[misc]
    """The field: who is chosen, and a button that opens the dialog."""

    show_edit_link = False

    def get_display_title(self, instance: Member) -> str:
        return titled(instance)


class MemberChooser(ChooserViewSet):  # type: ignore[misc]
    """The dialog. Every field of the admin that names a member opens it."""

    model = Member
    icon = "user"
    choose_one_text = _("Choose a member")
    choose_another_text = _("Choose another member")
    per_page = 20
    choose_view_class = _Choose
    choose_results_view_class = _Results
    chosen_view_class = _Chosen
    chosen_multiple_view_class = _ChosenMultiple
    base_widget_class = _Chooser

    def get_object_list(self) -> QuerySet[Member]:
        return people()

    def get_urlpatterns(self) -> list[URLPattern]:
        """Without the address for making one: people join by themselves."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


member_chooser = MemberChooser("member_chooser")
