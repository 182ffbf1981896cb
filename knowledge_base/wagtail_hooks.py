"""The knowledge base in the Wagtail admin: marking a word of the glossary, choosing a topic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail import hooks
from wagtail.admin.rich_text.converters.html_to_contentstate import LinkElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.feature_registry import FeatureRegistry

from .choosers import term_chooser, topic_chooser
from .models import Term


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_topic_chooser() -> object:
    return topic_chooser


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_term_chooser() -> object:
    return term_chooser


class TermHandler(LinkHandler):  # type: ignore[misc]
    """`<a linktype="term" id="7">` in stored text is the word and what it means, which opens on tap."""

    identifier = "term"

    @staticmethod
    def get_model() -> type[Term]:
        return Term

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        numbers = [number_of(attrs) for attrs in attrs_list]
        terms = Term.objects.in_bulk(set(numbers))
        return [cls._opened(terms.get(number)) for number in numbers]

    @classmethod
    def extract_references(cls, attrs: dict[str, Any]) -> Iterator[tuple[type[Term], str, str, str]]:
        """Lets the admin say where a term is marked before somebody deletes it."""
        yield Term, str(number_of(attrs)), "", ""

    @staticmethod
    def _opened(term: Term | None) -> str:
        if term is None:
            return "<a>"
        return format_html('<a class="term" href="{}" data-meaning="{}">', term.get_absolute_url(), term.meaning)


def number_of(attrs: dict[str, Any]) -> int:
    """Of the term that stored text names; 0 where it names none."""
    found = str(attrs.get("id", ""))
    return int(found) if found.isascii() and found.isdecimal() else 0


def term_entity(props: dict[str, Any]) -> Any:
    """A marked word, from the editor to the database."""
    return DOM.create_element("a", {"linktype": "term", "id": props.get("id")}, props["children"])


class TermElementHandler(LinkElementHandler):  # type: ignore[misc]
    """A marked word, from the database to the editor."""

    def get_attribute_data(self, attrs: dict[str, Any]) -> dict[str, Any]:
        number = number_of(attrs)
        word = Term.objects.filter(pk=number).values_list("word", flat=True).first()
        return {"id": str(number), "word": word or _("A word that is not in the glossary any more")}


@hooks.register("register_rich_text_features")  # type: ignore[untyped-decorator]
def register_terms(features: FeatureRegistry) -> None:
    """The feature `term`: a button of the text editor."""
    features.register_link_type(TermHandler)
    features.register_editor_plugin(
        "draftail",
        "term",
        EntityFeature(
            {
                "type": "TERM",
                "icon": "help",
                "description": _("Word of the glossary"),
                "attributes": ["id", "word"],
                "chooserUrls": {"termChooser": reverse_lazy("term_chooser:choose")},
            },
            js=["wagtailadmin/js/chooser-modal.js", "js/term_entity.js"],
        ),
    )
    features.register_converter_rule(
        "contentstate",
        "term",
        {
            "from_database_format": {'a[linktype="term"]': TermElementHandler("TERM")},
            "to_database_format": {"entity_decorators": {"TERM": term_entity}},
        },
    )
