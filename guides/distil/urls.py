"""Addresses of distilling."""

from django.urls import path

from . import views

urlpatterns = [
    path("t/<int:topic_id>/distil/", views.distil, name="distil"),
    path("distilled/<int:pk>/", views.distilled, name="distilled"),
    path("words/<int:pk>/", views.words, name="words"),
    path("words/<int:pk>/consent/", views.consent, name="consent"),
    path("words/<int:pk>/gone/", views.confirm_gone, name="confirm_gone"),
]
