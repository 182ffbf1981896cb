"""The forms of django-allauth in our words: no placeholder stands for a label, no password is typed twice."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .fields import PASSWORD_HELP, HandleField, NameField, NewPasswordField, WhereaboutsForm
from .models import Member
from .signing_up import PendingSignup

CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class Plain:
    """Takes django-allauth's placeholders away, and gives its fields the names we use everywhere."""

    fields: dict[str, forms.Field]
    labels = {"email": _("E-mail address"), "login": _("E-mail address"), "code": _("Code"), "name": _("Name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name == "password1":
                field.help_text = PASSWORD_HELP
            if name == "code":
                field.widget.attrs.update(CODE_ATTRIBUTES)


class LoginForm(Plain, account.LoginForm):  # type: ignore[misc]
    """By e-mail address and password; the other ways are beside it."""


class SignupForm(WhereaboutsForm, account.SignupForm):  # type: ignore[misc]
    """What we ask of somebody new. Nothing is written before they have typed the code that we mail them."""

    name = NameField()
    handle = HandleField(required=False)
    field_order = ["name", "email", "password1", "handle"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.EmailField(
            label=_("E-mail address"),
            help_text=_("Nobody sees it. We send a code there."),
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        )
        self.fields["password1"] = NewPasswordField()
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Also keeps names out of passwords."""
        cleaned: dict[str, Any] = super().clean() or {}
        password = cleaned.get("password1")
        if password and not self.has_error("password1"):
            somebody = Member(
                email=cleaned.get("email"), name=cleaned.get("name", ""), handle=cleaned.get("handle", "")
            )
            try:
                validate_password(password, somebody)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        """Keep what was typed in the session and mail a code; the same for every address, known or not."""
        return None, PendingSignup.begin(request, self.cleaned_data)


class RequestLoginCodeForm(Plain, account.RequestLoginCodeForm):  # type: ignore[misc]
    """A code instead of a password. Imported people are nobody here until they sign up."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        user = getattr(self, "_user", None)
        if user is not None and not user.claimed:
            self._user = None
        elif user is not None:
            sync_user_email_address(user)  # one made by staff: the code will have verified their address, too
        return email


class ResetPasswordForm(Plain, account.ResetPasswordForm):  # type: ignore[misc]
    """A link to choose a new password. Imported people are nobody here until they sign up."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[Member] = [user for user in self.users if user.claimed]
        return email


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(Plain, account.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(Plain, account.SetPasswordForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    pass


class ChangeEmailForm(Plain, account.AddEmailForm):  # type: ignore[misc]
    pass


class ConfirmLoginCodeForm(Plain, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    pass


class CodeForm(Plain, account.BaseConfirmCodeForm):  # type: ignore[misc]
    """The code of a sign-up."""


class ConfirmEmailForm(Plain, account.BaseConfirmCodeForm):  # type: ignore[misc]
    """The code for another address of a member; an imported person's address may be taken, a member's may not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user", None)
        self.email = kwargs.pop("email", None)
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code: str = super().clean_code()
        owner = Member.objects.with_address(self.email or "").filter(claimed=True).first()
        if owner is not None and owner != self.user:
            raise account.get_adapter().validation_error("email_taken")
        return code


class AuthenticateForm(Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    pass


class ReauthenticateByCodeForm(Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(Plain, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """Signing in with nothing but the passkey is what most come for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"passwordless": True} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = _("Sign in with it instead of a password")
        self.fields["passwordless"].help_text = _("Your device asks for your finger, your face or its PIN.")


class RenamePasskeyForm(Plain, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    pass
