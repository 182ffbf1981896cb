"""The menus of the site in the Wagtail admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.pages.create import AddSubpageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .models import File, MenuLink, Picture
from .rights import page_policy
from .seeing import can_see_media, visible_pages


class MenuLinkViewSet(ModelViewSet):  # type: ignore[misc]
    """What stands at the top and at the foot of every page."""

    model = MenuLink
    icon = "link"
    menu_label = _("Menus")
    menu_order = 250
    add_to_settings_menu = True
    list_display: ClassVar[list[str]] = ["words", "get_menu_display", "page", "address", "position"]
    list_filter: ClassVar[list[str]] = ["menu"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return MenuLink.objects.select_related("page")


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def menus() -> MenuLinkViewSet:
    return MenuLinkViewSet("menu_links")


@hooks.register("before_serve_document")  # type: ignore[untyped-decorator]
def files_are_seen_with_their_pages(document: File, request: HttpRequest) -> None:
    """A file is given to who may read something that leads to it; to others it is not there."""
    if not can_see_media(request.user, document):
        raise Http404


class PicturesToChoose(ImagesAdminAPIViewSet):  # type: ignore[misc]
    """Who enters the admin finds there the pictures they may choose, not all there are."""

    def get_queryset(self) -> Any:
        rights = policy_registry.get_by_type(Picture)
        return rights.instances_user_has_permission_for(self.request.user, "choose")


class FilesToChoose(DocumentsAdminAPIViewSet):  # type: ignore[misc]
    """The same of files."""

    def get_queryset(self) -> Any:
        rights = policy_registry.get_by_type(File)
        return rights.instances_user_has_permission_for(self.request.user, "choose")


@hooks.register("construct_admin_api", order=10)  # type: ignore[untyped-decorator]
def choose_what_one_may(router: Any) -> None:
    router.register_endpoint("images", PicturesToChoose)
    router.register_endpoint("documents", FilesToChoose)


@hooks.register("construct_page_chooser_queryset")  # type: ignore[untyped-decorator]
def link_to_what_one_sees(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Pages that one may edit or read: titles of others are not offered for a link."""
    edited = page_policy().instances_user_has_any_permission_for(request.user, {"change", "publish"}).values("pk")
    return pages.filter(Q(pk__in=edited) | Q(pk__in=visible_pages(request.user).values("pk")))


class AddBelowView(AddSubpageView):  # type: ignore[misc]
    """Says nothing of a page to somebody who may add pages there, but neither keep nor read that one."""

    def dispatch(self, request: HttpRequest, parent_page_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not page_policy().explorable_instances(request.user).filter(pk=parent_page_id).exists():
            raise Http404
        answer: HttpResponseBase = super().dispatch(request, parent_page_id, *args, **kwargs)
        return answer


class Pages(PageViewSet):  # type: ignore[misc]
    """The admin's views of pages of any kind, where they differ from Wagtail's own."""

    model = Page
    add_subpage_view_class = AddBelowView


@hooks.register("register_admin_viewset", order=10)  # type: ignore[untyped-decorator]
def pages_of_any_kind() -> Pages:
    """Comes after Wagtail's own, which it replaces."""
    return Pages("any_pages")


@hooks.register("construct_explorer_page_queryset")  # type: ignore[untyped-decorator]
def explore_what_one_sees(above: Page, pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """The list of what is below a page names that page too. What is below it is narrowed by its rights already."""
    if not page_policy().explorable_instances(request.user).filter(pk=above.pk).exists():
        raise Http404
    return pages


@hooks.register("before_create_page")  # type: ignore[untyped-decorator]
def add_below_what_one_sees(request: HttpRequest, above: Page, kind: type[Page]) -> None:
    """The form for a page names the one above it."""
    explore_what_one_sees(above, Page.objects.none(), request)
