"""The addresses of mail: where a member says that a mail is theirs."""

from django.urls import path

from . import views

urlpatterns = [
    path("mail/confirm/<str:key>/", views.confirm, name="mail_confirm"),
]
