"""Addresses of the search."""

from django.urls import path

from . import views

urlpatterns = [
    path("search/", views.results, name="search"),
    path("search/feed/", views.feed, name="search_feed"),
    path("search/suggest/", views.suggest, name="suggest"),
]
