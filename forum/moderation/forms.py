"""Forms of the review: what is wrong, and what is decided."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import Group, Rule
from forum.models.sanctions import WORDS_MAX
from forum.policy import rules_in_force

from .models import NOTE_MAX, Reason

DAYS = [("1", _("a day")), ("3", _("three days")), ("7", _("a week")), ("30", _("a month")), ("", _("without an end"))]


class RuleField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the rules that hold in a group: the community's, then its own."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Rule.objects.none(), required=False, label=_("Which rule"), empty_label=_("None"), **more)

    def hold_in(self, group: Group | None) -> None:
        rules = Rule.objects.filter(version__in=rules_in_force(group))
        self.queryset = rules.order_by("version__group", "sort_order", "pk")


class FlagForm(forms.Form):
    """Why something is flagged."""

    reason = forms.ChoiceField(label=_("What is wrong"), choices=Reason.choices, widget=forms.RadioSelect)
    rule = RuleField()
    note = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only those who decide read this, and that it was you."),
    )

    def __init__(self, *args: Any, group: Group | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["rule"].hold_in(group)  # type: ignore[attr-defined]
        if not self.fields["rule"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["rule"]


class DecisionForm(forms.Form):
    """What the member is told with a decision, and how long a sanction holds."""

    rule = RuleField()
    words = forms.CharField(
        label=_("To the member"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In plain words: what was wrong, and what they can do better."),
    )
    days = forms.TypedChoiceField(
        label=_("How long"), choices=DAYS, coerce=int, empty_value=None, required=False, initial="3"
    )

    takes: ClassVar[dict[str, tuple[str, ...]]] = {
        "approve": (),
        "ignore": (),
        "hide": ("words", "rule"),
        "delete": ("words", "rule"),
        "warn": ("words", "rule"),
        "silence": ("words", "rule", "days"),
        "suspend": ("words", "rule", "days"),
    }

    def __init__(self, *args: Any, group: Group | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["rule"].hold_in(group)  # type: ignore[attr-defined]

    def for_act(self, act: str) -> dict[str, Any]:
        """What the operation of an act is given."""
        return {name: self.cleaned_data[name] for name in self.takes[act]}


class WordsForm(forms.Form):
    """A member's own words to a decision, or the reply to them."""

    words = forms.CharField(
        label=_("Why it should be looked at again"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 5})
    )
