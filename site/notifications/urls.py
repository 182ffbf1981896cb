"""The addresses of notifications."""

from django.urls import path

from . import views

urlpatterns = [
    path("told/", views.told, name="told"),
    path("told/menu/", views.told_menu, name="told_menu"),
    path("told/read/", views.told_all_read, name="told_all_read"),
    path("told/preferences/", views.notification_preferences, name="notification_preferences"),
    path("told/<int:pk>/", views.told_item, name="told_item"),
]
