"""Watched words in the Wagtail admin, for staff: tried on a text before they are kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from .matching import first_found, key_of
from .models import WatchedWord

TRIAL_MAX = 20_000  # characters
WORDS_KEPT_MAX = 2_000  # each text that is written is looked through for all of them


class WatchedWordForm(WagtailAdminModelForm):  # type: ignore[misc]
    trial = forms.CharField(
        label=_("A text to try them on"),
        required=False,
        max_length=TRIAL_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("If you paste one, they are kept only if they are found in it. The text itself is not kept."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        key = self.instance.key = key_of(cleaned.get("words", ""))
        others = WatchedWord.objects.exclude(pk=self.instance.pk)
        if "words" in cleaned and not key:
            self.add_error("words", ValidationError(_("Please write at least one letter or number.")))
        elif others.filter(key=key).exists():
            self.add_error("words", ValidationError(_("These are watched already.")))
        elif others.count() >= WORDS_KEPT_MAX:
            self.add_error(None, ValidationError(_("There are very many already. Please delete some first.")))
        elif cleaned.get("trial") and not first_found([key], cleaned["trial"]):
            self.add_error("trial", ValidationError(_("The words are not found in this text.")))
        return cleaned


class WatchedWordViewSet(ModelViewSet):  # type: ignore[misc]
    model = WatchedWord
    icon = "view"
    menu_label = _("Watched words")
    add_to_settings_menu = True
    menu_order = 320
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display: ClassVar[list[str]] = ["words", "act", "added_at"]
    list_filter: ClassVar[list[str]] = ["act"]
    search_fields: ClassVar[list[str]] = ["words"]
    search_backend_name = None
    edit_handler = ObjectList(
        [FieldPanel("words"), FieldPanel("act"), FieldPanel("trial")], base_form_class=WatchedWordForm
    )


watched_viewset = WatchedWordViewSet("watched_words")
