"""Addresses of what readers do with pages."""

from django.urls import path

from .views import changes, feeds, marking, sitemap

urlpatterns = [
    path("favourites/", marking.favourites, name="favourites"),
    path("glossary/", marking.glossary, name="glossary"),
    path("pages/<int:page_id>/favourite/", marking.favourite, name="favourite"),
    path("pages/<int:page_id>/unfavourite/", marking.unfavourite, name="unfavourite"),
    path("pages/<int:page_id>/helped/", marking.judge, name="judge"),
    path("pages/<int:page_id>/tick/", marking.tick, name="tick"),
    path("pages/<int:page_id>/discuss/", marking.discuss, name="discuss"),
    path("pages/<int:page_id>/changes/", changes.changes, name="page_changes"),
    path("pages/<int:page_id>/changes/<int:older>..<int:newer>/", changes.change, name="page_change"),
    path("pages/<int:page_id>/changes/<int:revision_id>/leave-out/", changes.leave_out, name="leave_out_revision"),
    path("pages/<int:page_id>/changes/<int:revision_id>/restore/", changes.restore, name="restore_revision"),
    path("feeds/guides/", feeds.newest, name="feed_guides"),
    path("feeds/guides/<int:page_id>/", feeds.shelf, name="feed_shelf"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<str:section>.xml", sitemap.section, name="sitemap_section"),
    path("robots.txt", sitemap.robots, name="robots"),
]
