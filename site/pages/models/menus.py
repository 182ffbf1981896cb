"""Menus: what stands at the top and at the foot of every page beside what the site itself puts there."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Page, Site


class MenuLink(models.Model):
    """One link of a menu: to a page, or to any address."""

    class Menu(models.TextChoices):
        TOP = "top", _("At the top")
        FOOT = "foot", _("At the foot")

    menu = models.CharField(
        _("menu"),
        max_length=4,
        choices=Menu.choices,
        default=Menu.FOOT,
        help_text=_("At the top is room for a few; at the foot for all others."),
    )
    words = models.CharField(_("words"), max_length=40, help_text=_("One or two: phones are narrow."))
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page"),
        help_text=_(
            "A page that everybody reads stands in the menu for everybody, a page for members in the menu of members. "
            "A page for chosen groups stands in no menu, nor does one that is not published."
        ),
    )
    address = models.CharField(
        _("or an address"), max_length=200, blank=True, help_text=_("Like /rules/ or https://example.org/.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=10, help_text=_("Smaller comes first."))

    panels: ClassVar[list[object]] = [
        FieldPanel("menu"),
        FieldPanel("words"),
        PageChooserPanel("page"),
        FieldPanel("address"),
        FieldPanel("position"),
    ]

    class Meta:
        verbose_name = _("menu link")
        verbose_name_plural = _("menu links")
        ordering: ClassVar[list[str]] = ["menu", "position", "pk"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """Raises ValidationError where it leads nowhere, to two places, or to what a browser would run."""
        if (self.page_id is None) == (not self.address):
            raise ValidationError(_("Choose a page or write an address, not both."))
        if self.address and not self.address.startswith(("/", "https://", "http://", "mailto:")):
            raise ValidationError({"address": _("Begin with / for a place on this site, or with https://.")})
        if self.address.startswith("/") and self._is_of_a_page():
            message = _("A page stands there. Choose it as a page: then only those who may read it are led to it.")
            raise ValidationError({"address": message})

    def _is_of_a_page(self) -> bool:
        path = urlsplit(self.address).path.strip("/")
        site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
        return bool(path and site and Page.objects.filter(url_path=f"{site.root_page.url_path}{path}/").exists())
