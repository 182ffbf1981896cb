"""What the whole site shows of itself: name, words, sign and colours."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from pages.colours import BRAND, BRAND_DARK, CONTRAST_MIN, GROUNDS, GROUNDS_DARK, least_contrast

hex_colour = RegexValidator(r"\A#[0-9a-f]{6}\Z", _("Write the colour like #14594a."))


@register_setting(icon="home")
class Community(BaseSiteSetting):  # type: ignore[misc]
    """What the community calls itself, and how it looks."""

    name = models.CharField(_("name"), max_length=60, default="Baraza", help_text=_("Stands at the top of every page."))
    tagline = models.CharField(
        _("tagline"), max_length=120, blank=True, help_text=_("A few words under the name, at the foot of every page.")
    )
    logo = models.ForeignKey(
        "pages.Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("A square picture. Without one the sign of the tree stands there."),
    )
    brand = models.CharField(
        _("colour by day"),
        max_length=7,
        default=BRAND,
        validators=[hex_colour],
        help_text=_("Of links and buttons, on light paper: dark enough to be read on it."),
    )
    brand_dark = models.CharField(
        _("colour by night"),
        max_length=7,
        default=BRAND_DARK,
        validators=[hex_colour],
        help_text=_("The same on dark paper: light enough to be read on it."),
    )
    sharing_picture = models.ForeignKey(
        "pages.Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture for sharing"),
        help_text=_("Shown where a page without a picture of its own is shared; 1200 by 630 pixels suit best."),
    )

    panels: ClassVar[list[object]] = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline")], _("Words")),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("sharing_picture")], _("Pictures")),
        MultiFieldPanel([FieldPanel("brand"), FieldPanel("brand_dark")], _("Colours")),
    ]

    class Meta:
        verbose_name = _("community")

    def clean(self) -> None:
        """Raises ValidationError for a colour that cannot be read wherever words in it stand."""
        super().clean()
        errors = {}
        for field, grounds in (("brand", GROUNDS), ("brand_dark", GROUNDS_DARK)):
            ratio = least_contrast(getattr(self, field), grounds)
            if ratio < CONTRAST_MIN:
                errors[field] = _("Too close to the paper: %(ratio).2f to 1, and it takes 4.5 to be read.") % {
                    "ratio": ratio
                }
        if errors:
            raise ValidationError(errors)
