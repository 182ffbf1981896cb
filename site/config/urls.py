"""Every address of the site."""

from django.conf import settings
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.documents import urls as wagtail_document_urls

from knowledge_base.views.serving import serve

PAGE_ADDRESS = r"^(?P<path>(?:[\w\-]+/)+)$"

# What is asked most is looked up first.
urlpatterns = [
    path("", include("forum.urls")),
    path("admin/", include("pages.admin_urls")),
    path("admin/", include(wagtail_admin_urls)),
    path("documents/", include(wagtail_document_urls)),
    path("account/", include("allauth.urls")),
    path("", include("members.urls")),
    path("", include("mail.urls")),
    path("", include("notifications.urls")),
    path("", include("pages.urls")),
    path("", include("forum.moderation.urls")),
    path("", include("knowledge_base.urls")),
    path("", include("knowledge_base.comments.urls")),
    path("", include("guides.urls")),
    path("", include("guides.distil.urls")),
    path("", include("search.urls")),
    *([path("esp/", include("mail.esp_urls"))] if settings.ESP else []),
    re_path(PAGE_ADDRESS, serve, name="wagtail_serve"),
]
