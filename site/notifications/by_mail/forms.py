"""What a member wants by mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members.models import Member
from notifications import kinds
from notifications.models import MailChoice, MailSettings, Rhythm


class MailSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Mail in all, by kind, and by group."""

    class Meta:
        model = MailSettings
        fields = ("rhythm", "only_notices", "quiet_from", "quiet_to", "paused_until", "most_a_day", "pictures")
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "paused_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, data: Mapping[str, Any] | None, *, member: Member, places: Mapping[int, str]) -> None:
        settings = MailSettings.objects.filter(member=member).first() or MailSettings(member=member)
        super().__init__(data, instance=settings)
        made = MailChoice.objects.filter(member=member)
        self._chosen = {(each.place, each.kind): each.rhythm for each in made}
        self._fields: dict[str, tuple[int, str]] = {}
        for code, kind in kinds.registered().items():
            if kind.by_mail is not None:
                self._offer((0, code), kind.label, default=kind.by_mail.rhythm)
        for place, name in places.items():
            self._offer((place, ""), name, default="")

    def _offer(self, about: tuple[int, str], label: Any, *, default: str) -> None:
        name = f"place-{about[0]}" if about[0] else f"kind-{about[1]}"
        choices = [*([] if default else [("", _("as with each kind"))]), *Rhythm.choices]
        initial = self._chosen.get(about, default)
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=initial, required=bool(default))
        self._fields[name] = about

    @property
    def kinds(self) -> list[forms.BoundField]:
        return [self[name] for name, (place, _kind) in self._fields.items() if not place]

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[name] for name, (place, _kind) in self._fields.items() if place]

    @property
    def general(self) -> list[forms.BoundField]:
        return [self[name] for name in self.Meta.fields]

    @transaction.atomic
    def keep(self) -> None:
        """Save everything; what is as it would be anyway leaves no row."""
        self.save()
        for name, about in self._fields.items():
            if name not in self.changed_data:
                continue
            rows = MailChoice.objects.filter(member=self.instance.member, place=about[0], kind=about[1])
            rows.delete()
            if chosen := self.cleaned_data[name]:
                MailChoice.objects.create(member=self.instance.member, place=about[0], kind=about[1], rhythm=chosen)
