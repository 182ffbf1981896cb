"""Forms about oneself, and about inviting others."""

from __future__ import annotations

import zoneinfo

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .fields import NameField, NewPasswordField, WhereaboutsForm
from .models import BIO_MAX, HANDLE_MAX, Invitation, Member, Reading, one_line


class ProfileForm(forms.Form):
    """What others see of a member."""

    name = NameField()
    trade = forms.CharField(
        label=_("What you do"),
        required=False,
        max_length=80,
        validators=[one_line],
        help_text=_("Like: furniture maker, two employees."),
    )
    place = forms.CharField(
        label=_("Where you are"),
        required=False,
        max_length=80,
        validators=[one_line],
        help_text=_("A town or a country is enough."),
    )
    bio = forms.CharField(
        label=_("About you"), required=False, max_length=BIO_MAX, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What you sell, what you know well, what you would like to learn."),
    )  # fmt: skip


class HandleForm(forms.Form):
    """Another handle; whether it is free is the operation's to say."""

    handle = forms.CharField(
        label=_("Handle"), max_length=HANDLE_MAX + 1,  # with an @ in front
        help_text=_("Letters a to z, digits, dots, dashes and underscores."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip


class AvatarForm(forms.Form):
    """A picture from the phone; `members.avatars` looks inside."""

    picture = forms.FileField(
        label=_("Picture"), widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("A photo of you, or of your shop. We cut a square from its middle."),
    )  # fmt: skip


class PreferencesForm(forms.Form):
    """Language, time zone, and how topics are read."""

    language = forms.ChoiceField(
        label=_("Language"), help_text=_("What you write. Pages and mails speak it, too, where they are translated.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Times on every page are yours."))
    reading = forms.ChoiceField(label=_("How to read topics"), choices=Reading.choices, widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["language"].choices = settings.MEMBER_LANGUAGES  # type: ignore[attr-defined]
        names = sorted(zoneinfo.available_timezones())
        self.fields["time_zone"].choices = [(name, name.replace("_", " ")) for name in names]  # type: ignore[attr-defined]


class InvitationForm(forms.ModelForm[Invitation]):
    """Whom to invite, and a line that shows it is from a person."""

    class Meta:
        model = Invitation
        fields = ["email", "note"]
        help_texts = {"note": _("It stands in the mail, with your name.")}


class AcceptInvitationForm(WhereaboutsForm):
    """All that is left to ask of somebody who was invited: the address is the one the mail went to."""

    name = NameField()
    password1 = NewPasswordField()

    def __init__(self, *args: object, email: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.email = email

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        try:
            validate_password(password, Member(email=self.email, name=self.cleaned_data.get("name", "")))
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return password
