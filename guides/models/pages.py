"""Guides and the shelves they stand on."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from knowledge_base.models import Shelf, WrittenPage

UNDER = ["guides.GuideIndexPage"]


class GuideIndexPage(Shelf):
    """All guides, or those about one thing."""

    template = "knowledge_base/shelf.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", *UNDER]
    subpage_types: ClassVar[list[str]] = [
        "guides.GuideIndexPage",
        "guides.GuidePage",
        "guides.TrainingPage",
        "guides.TemplatePage",
    ]

    class Meta:
        verbose_name = _("shelf of guides")


class GuidePage(WrittenPage):
    """How to do something, made of what members have done."""

    template = "knowledge_base/written.html"
    parent_page_types: ClassVar[list[str]] = UNDER
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
