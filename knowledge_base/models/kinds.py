"""The knowledge base: shelves of articles, lessons learned and frequent questions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from members.models import Member
from pages.blocks import RICH

from .choices import Sector
from .page import HEAD_PANELS, PEOPLE_PANEL, KnowledgePage, Shelf, WrittenPage

UNDER = ["knowledge_base.KnowledgeIndexPage"]


class KnowledgeIndexPage(Shelf):
    """The knowledge base, or a section of it."""

    template = "knowledge_base/shelf.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", *UNDER]
    subpage_types: ClassVar[list[str]] = [
        "knowledge_base.KnowledgeIndexPage",
        "knowledge_base.ArticlePage",
        "knowledge_base.LessonPage",
        "knowledge_base.FAQPage",
    ]

    class Meta:
        verbose_name = _("knowledge base or section")


class ArticlePage(WrittenPage):
    """One thing explained."""

    template = "knowledge_base/written.html"
    parent_page_types: ClassVar[list[str]] = UNDER
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")


class LessonPage(KnowledgePage):
    """A lesson learned: what was hard, what was done, what came of it, and what others can make of it."""

    context = RichTextField(
        _("context and challenges"), features=RICH, help_text=_("Who it was, where, and what was hard.")
    )
    solution = RichTextField(_("solution"), features=RICH, help_text=_("What was done, step by step."))
    results = RichTextField(_("results"), features=RICH, help_text=_("What came of it, in figures if there are some."))
    application = RichTextField(_("application"), features=RICH, blank=True, help_text=_("Where else it would work."))
    recommendation = RichTextField(
        _("recommendation"), features=RICH, blank=True, help_text=_("What you would tell somebody who begins now.")
    )
    contact = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whom to ask"),
        help_text=_("A member whom readers can write to."),
    )
    organisation = models.CharField(
        _("organisation"), max_length=120, blank=True, help_text=_("The business or programme that learned it.")
    )
    country = models.CharField(_("country"), max_length=60, blank=True, help_text=_("Where it was learned."))
    sector = models.ForeignKey(
        Sector,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sector"),
        help_text=_("The trade it was learned in."),
    )

    compared_too = ("organisation", "country", "sector")
    template = "knowledge_base/lesson.html"
    parent_page_types: ClassVar[list[str]] = UNDER
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        *HEAD_PANELS,
        FieldPanel("context"),
        FieldPanel("solution"),
        FieldPanel("results"),
        FieldPanel("application"),
        FieldPanel("recommendation"),
        MultiFieldPanel(
            [FieldPanel("contact"), FieldPanel("organisation"), FieldPanel("country"), FieldPanel("sector")],
            _("At a glance"),
        ),
        PEOPLE_PANEL,
    ]

    class Meta:
        verbose_name = _("lesson learned")
        verbose_name_plural = _("lessons learned")

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """Anchor, heading and text of each part that says something."""
        names = ("context", "solution", "results", "application", "recommendation")
        fields = [(name, str(self._meta.get_field(name).verbose_name), getattr(self, name)) for name in names]
        return [(name, heading.capitalize(), text) for name, heading, text in fields if text]


class QuestionBlock(blocks.StructBlock):  # type: ignore[misc]
    """A question and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200, help_text=_("In the words of who asks it."))
    answer = blocks.RichTextBlock(label=_("Answer"), features=RICH, help_text=_("The short answer first."))


class QuestionsBlock(blocks.StructBlock):  # type: ignore[misc]
    """Questions about one thing."""

    title = blocks.CharBlock(label=_("About what"), max_length=80, help_text=_("Stands above the questions."))
    questions = blocks.ListBlock(
        QuestionBlock(), label=_("Questions"), min_num=1, help_text=_("What is asked most comes first.")
    )

    class Meta:
        icon = "help"
        label = _("Questions")


class FAQPage(KnowledgePage):
    """Frequent questions."""

    sections = StreamField(
        [("section", QuestionsBlock())],
        blank=True,
        verbose_name=_("questions"),
        help_text=_("What is asked most comes first."),
    )

    template = "knowledge_base/faq.html"
    parent_page_types: ClassVar[list[str]] = UNDER
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[object]] = [*Page.content_panels, *HEAD_PANELS, FieldPanel("sections"), PEOPLE_PANEL]

    class Meta:
        verbose_name = _("frequent questions")
        verbose_name_plural = _("frequent questions")
