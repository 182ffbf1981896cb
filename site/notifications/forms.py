"""What a member wants to be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from members.models import Member

from . import kinds, queries


class PreferencesForm(forms.Form):
    """A box for each kind, ticked where the member wants it. Always valid: a box is ticked or not."""

    def __init__(self, data: Mapping[str, Any] | None, *, member: Member) -> None:
        super().__init__(data, initial=dict(queries.preferences(member)))
        for code, kind in kinds.registered().items():
            self.fields[code] = forms.BooleanField(label=kind.label, help_text=kind.explanation, required=False)

    @property
    def changed(self) -> dict[str, bool]:
        """What the member wants otherwise than before, by the kind's code. Only after `is_valid()`."""
        return {code: self.cleaned_data[code] for code in self.changed_data}
