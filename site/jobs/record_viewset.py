"""Rows that code makes, in the Wagtail admin: listed and read, never added, edited or deleted by hand."""

from __future__ import annotations

from typing import Any

from django.urls import path
from wagtail.admin.viewsets.model import ModelViewSet

_CHANGING = ("history", "usage", "add", "edit", "delete")
PER_PAGE = 50


class RecordViewSet(ModelViewSet):  # type: ignore[misc]
    """A list under Reports, and where `inspect_view_enabled` a page for each row."""

    menu_hook = "register_reports_menu_item"
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    search_backend_name = None
    list_per_page = PER_PAGE

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        view_kwargs: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        for name in _CHANGING if self.inspect_view_enabled else (*_CHANGING, "inspect"):
            view_kwargs.pop(f"{name}_url_name", None)
        return view_kwargs

    def get_urlpatterns(self) -> list[Any]:
        listed = [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
        one = [path(f"<{self.pk_path_converter}:pk>/", self.inspect_view, name="inspect")]
        return [*listed, *(one if self.inspect_view_enabled else [])]

    def register_admin_url_finder(self) -> None:
        """Wagtail would look for an edit view, and there is none."""
