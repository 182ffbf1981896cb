"""The home page's editable parts, and plain pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from pages.light import is_light, light_context

PLAIN = ["h2", "h3", "bold", "italic", "link", "ul", "ol", "hr"]


class HomePage(Page):  # type: ignore[misc]
    """The words of the home page; what is being talked about comes from the forum."""

    headline = models.CharField(
        _("headline"),
        max_length=120,
        default="Where owners talk things through",
        help_text=_("The first words that visitors read."),
    )
    introduction = models.TextField(
        _("introduction"), max_length=400, blank=True, help_text=_("Who we are, in two sentences, for who comes first.")
    )
    about = RichTextField(
        _("about"),
        blank=True,
        features=PLAIN,
        help_text=_("Stands on the home page below what is talked about, for who has not signed in."),
    )

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
        FieldPanel("about"),
    ]
    max_count = 1
    private_page_options: ClassVar[list[str]] = []  # who reads is said by audiences, never by Wagtail's own privacy
    # For the editor's preview; the live page shows what is being talked about as well.
    template = "pages/home_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")


class PlainPage(Page):  # type: ignore[misc]
    """A page of words: about us, privacy, help."""

    body = RichTextField(
        _("text"), blank=True, features=PLAIN, help_text=_("Everybody reads it. Headings help to find one's way.")
    )
    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("body")]
    template = "pages/plain_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.PlainPage"]
    private_page_options: ClassVar[list[str]] = []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **light_context(is_light(request), self.url or "")}

    class Meta:
        verbose_name = _("plain page")
