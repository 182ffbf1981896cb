"""The addresses of people, and of coming in beside those of django-allauth."""

from django.conf import settings
from django.urls import URLPattern, path, re_path

from . import development_sign_in, views

urlpatterns: list[URLPattern] = [
    path("account/signup/confirm/", views.confirm_signup, name="confirm_signup"),
    path("account/waiting/", views.account_waiting, name="account_waiting"),
    path("join/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("invite/", views.invite, name="invite"),
    path("invite/<int:pk>/withdraw/", views.withdraw, name="withdraw_invitation"),
    path("me/", views.settings, name="settings"),
    path("me/profile/", views.edit_profile, name="edit_profile"),
    path("me/handle/", views.edit_handle, name="edit_handle"),
    path("me/picture/", views.edit_avatar, name="edit_avatar"),
    path("me/preferences/", views.preferences, name="preferences"),
    path("m/<str:handle>/", views.profile, name="profile"),
    re_path(
        r"^m/(?P<pk>\d{1,18})/avatar-(?P<size>64|256)-(?P<digest>[0-9a-f]{24})\.webp$",
        views.avatar,
        name="avatar",
    ),
]
if settings.ENVIRONMENT == "development":
    urlpatterns += development_sign_in.urlpatterns
