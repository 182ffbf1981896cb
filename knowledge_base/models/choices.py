"""What business a page is for: editors keep the two lists."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class Choice(models.Model):
    """One entry of such a list."""

    name = models.CharField(_("name"), max_length=60, unique=True, help_text=_("As pages and searches show it."))
    position = models.PositiveSmallIntegerField(_("position"), default=10, help_text=_("Smaller comes first."))

    panels: ClassVar[list[object]] = [FieldPanel("name"), FieldPanel("position")]

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Sector(Choice):
    """A trade: food, clothing, repairs."""

    class Meta(Choice.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class Stage(Choice):
    """How far a business is: an idea, just started, growing."""

    class Meta(Choice.Meta):
        verbose_name = _("stage of business")
        verbose_name_plural = _("stages of business")
