"""Choosing in the Wagtail admin: a topic among those that everybody may read, for so may what leads to them be read;
and a word of the glossary."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from forum.models import Topic

from .models import Term


def open_topics() -> QuerySet[Topic]:
    return Topic.objects.visible_to(AnonymousUser()).order_by("-bumped_at")


class _Chosen(ChosenView):  # type: ignore[misc]
    def get_object(self, pk: Any) -> Topic:
        return get_object_or_404(open_topics(), pk=pk)


class _ChosenMultiple(ChosenMultipleView):  # type: ignore[misc]
    def get_objects(self, pks: Any) -> QuerySet[Topic]:
        return open_topics().filter(pk__in=pks)


class TopicFilter(BaseFilterForm):  # type: ignore[misc]
    """Finds a topic by words of its title, in whatever order."""

    q = forms.CharField(label=_("Find a topic"), required=False)

    def filter(self, objects: QuerySet[Topic]) -> QuerySet[Topic]:
        wanted = self.cleaned_data["q"]
        if not wanted:
            return objects
        self.is_searching, self.search_query = True, wanted
        return objects.filter(*(Q(title__icontains=word) for word in wanted.split()))


class _ChooseTopic(ChooseView):  # type: ignore[misc]
    filter_form_class = TopicFilter


class _ChooseTopicResults(ChooseResultsView):  # type: ignore[misc]
    filter_form_class = TopicFilter


class TopicChooser(ChooserViewSet):  # type: ignore[misc]
    """The dialog."""

    model = Topic
    icon = "comment"
    choose_one_text = _("Choose a topic")
    choose_another_text = _("Choose another topic")
    per_page = 20
    choose_view_class = _ChooseTopic
    choose_results_view_class = _ChooseTopicResults
    chosen_view_class = _Chosen
    chosen_multiple_view_class = _ChosenMultiple

    def get_object_list(self) -> QuerySet[Topic]:
        return open_topics()


class TermFilter(BaseFilterForm):  # type: ignore[misc]
    """Finds a term by a part of its word or of what else it is called."""

    q = forms.CharField(label=_("Find a word"), required=False)

    def filter(self, objects: QuerySet[Term]) -> QuerySet[Term]:
        wanted = self.cleaned_data["q"]
        if not wanted:
            return objects
        self.is_searching, self.search_query = True, wanted
        return objects.filter(Q(word__icontains=wanted) | Q(also__icontains=wanted))


class _Terms:
    """Each word with what it means, so that the right one of two is chosen."""

    filter_form_class = TermFilter

    @property
    def columns(self) -> list[Column]:
        word, *others = super().columns  # type: ignore[misc]
        word.label = _("Word")
        return [word, *others, Column("meaning", label=_("Meaning"))]


class _ChooseTerm(_Terms, ChooseView):  # type: ignore[misc]
    pass


class _ChooseTermResults(_Terms, ChooseResultsView):  # type: ignore[misc]
    pass


class TermChooser(ChooserViewSet):  # type: ignore[misc]
    """The dialog from which the text editor takes a word of the glossary."""

    model = Term
    icon = "help"
    choose_one_text = _("Choose a word of the glossary")
    per_page = 20
    choose_view_class = _ChooseTerm
    choose_results_view_class = _ChooseTermResults
    register_widget = False  # fields that hold a term take the chooser of snippets


topic_chooser = TopicChooser("topic_chooser")
term_chooser = TermChooser("term_chooser")
