"""Form fields that several forms about people share."""

from __future__ import annotations

import zoneinfo
from typing import Any

from allauth.core import context
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from .handles import RESERVED
from .models import HANDLE_MAX, NAME_MAX, Member, handle_validator, one_line

PASSWORD_HELP = _("At least 10 characters. Three or four words that only you would put together are good.")


class NameField(forms.CharField):
    """A name as others see it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your name"))
        kwargs.setdefault("help_text", _("As others see it."))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name"}))
        super().__init__(max_length=NAME_MAX, validators=[one_line], **kwargs)


class HandleField(forms.CharField):
    """A handle that is free. Handles are public, so it may say that one is taken."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Handle"))
        kwargs.setdefault(
            "help_text", _("For @mentions: letters a to z, digits, dots, dashes. We make one from your name.")
        )
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}))
        super().__init__(max_length=HANDLE_MAX, **kwargs)

    def clean(self, value: Any) -> str:
        handle: str = super().clean(value).strip().removeprefix("@").lower()
        if handle:
            handle_validator(handle)
            if handle in RESERVED or Member.objects.filter(handle__iexact=handle).exists():
                raise ValidationError(_("This handle is taken."))
        return handle


class NewPasswordField(forms.CharField):
    """A password chosen once: phones show it on demand, and a mistyped one is reset by mail."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Password"))
        kwargs.setdefault("help_text", PASSWORD_HELP)
        kwargs.setdefault("widget", forms.PasswordInput(attrs={"autocomplete": "new-password"}))
        super().__init__(strip=False, max_length=256, **kwargs)


class WhereaboutsForm(forms.Form):
    """Time zone and language as the browser tells them by js/time-zone.js; never a reason to refuse a form."""

    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-browser": "time-zone"}))
    language = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-browser": "language"}))

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        return name if name in zoneinfo.available_timezones() else "UTC"

    def clean_language(self) -> str:
        """The browser's first language if members here may speak it, else the first such of its header."""
        offered = [code for code, _name in settings.MEMBER_LANGUAGES]
        header = context.request.headers.get("Accept-Language", "").lower()
        for wanted in (self.cleaned_data["language"], *(name for name, _weight in parse_accept_lang_header(header))):
            name = str(wanted).lower()
            for code in (name, name.partition("-")[0]):
                if code in offered:
                    return code
        return str(settings.LANGUAGE_CODE)
