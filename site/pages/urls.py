"""Addresses of pictures and colours; pages have those that editors give them."""

from django.urls import path, re_path

from . import views

urlpatterns = [
    path("pictures/<int:picture_id>/<str:name>", views.picture, name="picture"),
    re_path(
        r"^colours/(?P<day>[0-9a-f]{6})-(?P<night>[0-9a-f]{6})-(?P<made>[0-9a-f]{8})\.css$",
        views.colours,
        name="colours",
    ),
]
