"""Every address of the site."""

from django.conf import settings
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.documents import urls as wagtail_document_urls

from knowledge_base.views.serving import serve

from .first_words import including

PAGE_ADDRESS = r"^(?P<path>(?:[\w\-]+/)+)$"

# What is asked most is looked up first.
urlpatterns = [
    including("forum.urls"),
    path("admin/", include("pages.admin_urls")),
    path("admin/", include(wagtail_admin_urls)),
    path("documents/", include(wagtail_document_urls)),
    path("account/", include("allauth.urls")),
    including("members.urls"),
    including("mail.urls"),
    including("notifications.urls"),
    including("pages.urls"),
    including("forum.moderation.urls"),
    including("knowledge_base.urls"),
    including("knowledge_base.comments.urls"),
    including("guides.urls"),
    including("guides.distil.urls"),
    including("search.urls"),
    *([path("esp/", include("mail.esp_urls"))] if settings.ESP else []),
    re_path(PAGE_ADDRESS, serve, name="wagtail_serve"),
]
