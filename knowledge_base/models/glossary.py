"""The glossary: words of the trade, explained wherever an editor marks them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class Term(models.Model):
    """One word and what it means."""

    word = models.CharField(_("word"), max_length=60, unique=True, help_text=_("As it stands in the glossary."))
    slug = models.SlugField(
        _("address"), max_length=60, unique=True, help_text=_("Links lead to /glossary/# and this: best never changed.")
    )
    meaning = models.TextField(
        _("meaning"), max_length=400, help_text=_("In one or two plain sentences: it opens beside the word.")
    )
    also = models.CharField(_("also called"), max_length=200, blank=True, help_text=_("Other words, with commas."))

    panels: ClassVar[list[object]] = [
        FieldPanel("word"),
        FieldPanel("slug"),
        FieldPanel("meaning"),
        FieldPanel("also"),
    ]

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("glossary")
        ordering: ClassVar[list[str]] = ["word"]

    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        return f"/glossary/#{self.slug}"
