"""A member as staff edit one; every change goes through its operation."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from . import operations
from .handles import RESERVED
from .models import Member
from .operations.profiles import POWERS, STATES


class MemberCreationForm(forms.ModelForm[Member]):
    """Who somebody is and what they may do. No password: staff never know one."""

    required_css_class = "required"

    class Meta:
        model = Member
        fields = [
            "name", "handle", "email", "is_approved", "is_active", "is_moderator", "is_superuser",
            "may_create_groups", "groups",
        ]  # fmt: skip
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"is_superuser": _("administrator"), "groups": _("permission groups in this admin")}
        help_texts = {
            "is_superuser": _("May do everything."),
            "groups": _("What they may edit here. These are not the groups of the forum."),
        }

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if not by.is_superuser:
            for name in (*POWERS, "groups"):
                del self.fields[name]
        if self.instance.pk is None or self.instance.claimed:
            self.fields["email"].required = True

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"].strip().removeprefix("@").lower()
        if handle in RESERVED:
            raise forms.ValidationError(_("This handle is kept for the site itself."))
        return handle

    def clean_email(self) -> str | None:
        email: str | None = self.cleaned_data["email"]
        return email.strip().lower() if email else None

    @transaction.atomic
    def save(self, commit: bool = True) -> Member:
        """A new member, with an address that their first sign-in verifies."""
        member = super().save(commit=False)
        member.set_unusable_password()
        member.save()
        self.save_m2m()
        EmailAddress.objects.create(user=member, email=member.email, verified=False, primary=True)
        return member


class MemberEditForm(MemberCreationForm):
    """What staff may change of somebody else, or an administrator of themself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk == self.by.pk:
            for name in ("is_superuser", "is_active", "is_approved"):
                self.fields.pop(name, None)

    @transaction.atomic
    def save(self, commit: bool = True) -> Member:
        """Each fact by the operation that owns it, so that pages, addresses and rules follow."""
        wanted, member, by = self.cleaned_data, Member.objects.get(pk=self.instance.pk), self.by
        operations.revise_profile(
            member=member, by=by, name=wanted["name"], trade=member.trade, place=member.place, bio=member.bio
        )
        if wanted["handle"] != member.handle:
            operations.change_handle(member=member, by=by, handle=wanted["handle"])
        if wanted["email"] and wanted["email"] != member.email:
            operations.change_address(member=member, by=by, email=wanted["email"])
        states = {state: wanted[state] for state in STATES if state in wanted}
        operations.revise_account(member=member, by=by, states=states)
        if "groups" in wanted:
            member.groups.set(wanted["groups"])
        return member
