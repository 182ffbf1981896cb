"""The addresses of notifications."""

from django.urls import path

from . import views
from .by_mail import views as by_mail

urlpatterns = [
    path("told/", views.told, name="told"),
    path("told/menu/", views.told_menu, name="told_menu"),
    path("told/read/", views.told_all_read, name="told_all_read"),
    path("told/preferences/", views.notification_preferences, name="notification_preferences"),
    path("me/mail/", by_mail.mail_settings, name="mail_settings"),
    path("me/mail/works/", by_mail.mail_works_again, name="mail_works_again"),
    path("me/mail/log/", by_mail.mail_log, name="mail_log"),
    path("mail/stop/<str:key>/", by_mail.mail_stop, name="mail_stop"),
    path("told/<int:pk>/", views.told_item, name="told_item"),
]
