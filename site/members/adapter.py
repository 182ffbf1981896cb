"""Our ways with django-allauth: who may sign in, what is mailed to whom, where links point."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from . import letters, operations, suspending
from .models import JoiningSettings, Member

UNASKED = "account/email/unknown_account"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Members sign in once they are approved; imported people get no mail they did not ask for."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and this password do not belong together."),
        "incorrect_code": _("That is not the code we sent. Please look again."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
        "too_many_login_attempts": _("That was tried too often. Please wait a few minutes."),
        "rate_limited": _("That was tried too often. Please wait a few minutes."),
        "email_taken": _("This address belongs to another member."),
        "duplicate_email": _("This is your address already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return str(JoiningSettings.load(request).joining) != JoiningSettings.Joining.INVITATION

    def pre_login(self, request: HttpRequest, user: Member, **hints: Any) -> HttpResponse | None:
        """Only who has proved who they are hears that they wait or were switched off."""
        response: HttpResponse | None = super().pre_login(request, user, **hints)
        if response is None and not user.is_approved:
            clear_login(request)
            return redirect("account_waiting")
        if response is None and user.is_suspended:
            clear_login(request)
            return redirect(suspending.explained_at(user))
        return response

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """A member's new address is verified: if it was an imported person's, it is the member's from now on."""
        with transaction.atomic():
            operations.claim_words(member=email_address.user, email=email_address.email)
            confirmed: bool = super().confirm_email(request, email_address)
            if not confirmed:
                transaction.set_rollback(True)
        return confirmed

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix == UNASKED and Member.objects.with_address(email).exists():
            return
        super().send_mail(template_prefix, email, context)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """In the language of the member it goes to, else of who asked."""
        to = email if isinstance(email, str) else email[0]
        known = Member.objects.with_address(to).filter(claimed=True).values_list("language", flat=True).first()
        return letters.write(template_prefix, to=to, language=known or get_language() or "", context=context)

    def send_account_already_exists_mail(self, email: str) -> None:
        links = {
            "login_url": letters.absolute(reverse("account_login")),
            "password_reset_url": letters.absolute(reverse("account_reset_password")),
        }
        self.send_mail("account/email/account_already_exists", email, links)

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return letters.absolute(path.replace("UID-KEY", key))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("settings")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors and passkeys under the community's name."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is not right. Please look again."),
    }

    def generate_authenticator_name(self, user: Member, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's word
        """What a passkey is called until its owner finds a better name."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("My passkey") if number == 1 else gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host stays what the browser shows; it is what passkeys are bound to (WebAuthn Level 2, 5.4.2)."""
        return {"id": context.request.get_host().partition(":")[0], "name": settings.COMMUNITY_NAME}
