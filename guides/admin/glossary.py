"""The glossary and the lists that pages choose from, in one entry of the menu."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from knowledge_base.models import Sector, Stage, Term


class TermViewSet(SnippetViewSet):  # type: ignore[misc]
    """The words of the trade."""

    model = Term
    icon = "help"
    list_display: ClassVar[list[str]] = ["word", "meaning", "also"]
    search_fields: ClassVar[list[str]] = ["word", "meaning", "also"]


class SectorViewSet(SnippetViewSet):  # type: ignore[misc]
    """The trades."""

    model = Sector
    icon = "list-ul"
    list_display: ClassVar[list[str]] = ["name", "position"]


class StageViewSet(SnippetViewSet):  # type: ignore[misc]
    """How far a business is."""

    model = Stage
    icon = "list-ul"
    list_display: ClassVar[list[str]] = ["name", "position"]


class GlossaryAndLists(SnippetViewSetGroup):  # type: ignore[misc]
    """All three."""

    menu_label = _("Glossary and lists")
    menu_icon = "snippet"
    menu_order = 320
    items = (TermViewSet, SectorViewSet, StageViewSet)
