"""Business templates: a file, what it is for and how to fill it in, with its earlier versions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from knowledge_base.models import KnowledgePage
from knowledge_base.models.page import HEAD_PANELS, PEOPLE_PANEL
from pages.blocks import RICH


class TemplatePage(KnowledgePage):
    """A file to take along and fill in."""

    what_for = RichTextField(_("what it is for"), features=RICH, help_text=_("When one needs it, and when not."))
    how_to_fill = RichTextField(
        _("how to fill it in"), features=RICH, help_text=_("Field by field, with an example for each.")
    )

    compared_too = ("versions",)
    template = "guides/template.html"
    parent_page_types: ClassVar[list[str]] = ["guides.GuideIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        *HEAD_PANELS,
        FieldPanel("what_for"),
        FieldPanel("how_to_fill"),
        InlinePanel("versions", heading=_("File"), label=_("Version"), min_num=1, help_text=_("The newest first.")),
        PEOPLE_PANEL,
    ]

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")


class TemplateVersion(Orderable):  # type: ignore[misc]
    """One version of the file."""

    page = ParentalKey(TemplatePage, on_delete=models.CASCADE, related_name="versions")
    number = models.CharField(_("number"), max_length=20, help_text=_("Like 1.2."))
    file = models.ForeignKey(
        "pages.File",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
        help_text=_("One that every office program opens: ODS, XLSX, DOCX or PDF."),
    )
    made_on = models.DateField(_("made on"), help_text=_("The day on which this version was made."))
    notes = models.CharField(
        _("what changed"), max_length=240, blank=True, help_text=_("Since the version before, in one sentence.")
    )

    panels: ClassVar[list[object]] = [
        FieldPanel("number"),
        FieldPanel("file"),
        FieldPanel("made_on"),
        FieldPanel("notes"),
    ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.number, date_format(self.made_on), self.notes]))

    class Meta(Orderable.Meta):  # type: ignore[misc]
        ordering: ClassVar[list[str]] = ["sort_order", "pk"]


class Downloads(models.Model):
    """How often a template's file was taken; beside the page, for revisions bring back all a page holds."""

    page = models.OneToOneField(TemplatePage, models.CASCADE, primary_key=True, related_name="downloads")
    number = models.PositiveIntegerField(default=0)
