"""Addresses of the search."""

from django.urls import path

from . import views
from .answers import views as answers
from .saved import views as saved

urlpatterns = [
    path("search/", views.results, name="search"),
    path("search/feed/", views.feed, name="search_feed"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("search/known/", answers.known, name="known"),
    path("search/helped/", answers.helped, name="helped_before"),
    path("search/saved/", saved.saved, name="saved_searches"),
    path("search/saved/keep/", saved.keep, name="keep_search"),
    path("search/saved/<int:search_id>/mail/", saved.choose_mail, name="choose_search_mail"),
    path("search/saved/<int:search_id>/discard/", saved.discard, name="discard_search"),
    path("search/saved/no-mail/<str:token>/", saved.no_mail, name="searches_no_mail"),
]
