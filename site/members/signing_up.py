"""A sign-up on its way: what somebody typed waits in their session until they prove that the address is theirs.

Nothing of it is in the members' table before that. So nobody can keep an address or a handle from its owner, no
password waits behind somebody else's address, and an address that is a member's, an imported person's or nobody's
gets the same pages: only the mailbox's owner learns the difference.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.core import ratelimit
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .models import Member
from .operations.joining import Newcomer

SESSION_KEY = "members.pending_signup"


@dataclass(slots=True)
class PendingSignup:
    """One sign-up in one session. A second one in the same browser replaces it."""

    email: str
    newcomer: Newcomer
    code: str
    next: str
    at: float
    failures: int = 0
    resends: int = 0

    @classmethod
    def begin(cls, request: HttpRequest, cleaned: dict[str, Any]) -> HttpResponse:
        """Keep a sign-up, mail its code, and go where the code is asked for; 429 where a mailbox had enough."""
        pending = cls(
            email=cleaned["email"].lower(),
            # Hashed whatever the address is: the time this takes must not tell.
            newcomer=Newcomer(
                name=cleaned["name"],
                password=make_password(cleaned["password1"]),
                handle=cleaned.get("handle", ""),
                time_zone=cleaned["time_zone"],
                language=cleaned["language"],
            ),
            code=get_adapter().generate_email_verification_code(),
            next=get_next_redirect_url(request) or "",
            at=time.time(),
        )
        if not pending._may_mail(request):
            return too_often(request)
        pending.keep(request)
        pending._mail(again=False)
        return redirect("confirm_signup")

    @classmethod
    def of(cls, request: HttpRequest) -> PendingSignup | None:
        """The sign-up of this session, unless its code has grown too old."""
        stored = request.session.get(SESSION_KEY)
        if not stored or time.time() - stored["at"] > app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT:
            return None
        return cls(**stored | {"newcomer": Newcomer(**stored["newcomer"])})

    def keep(self, request: HttpRequest) -> None:
        request.session[SESSION_KEY] = asdict(self)

    @staticmethod
    def forget(request: HttpRequest) -> None:
        request.session.pop(SESSION_KEY, None)

    @property
    def can_resend(self) -> bool:
        return self.resends < int(app_settings.EMAIL_VERIFICATION_MAX_RESEND_COUNT)

    def resend(self, request: HttpRequest) -> bool:
        """A new code instead of the old one; False where that was asked for too often."""
        if not self.can_resend or not self._may_mail(request):
            return False
        self.code = get_adapter().generate_email_verification_code()
        self.resends += 1
        self.keep(request)
        self._mail(again=True)
        return True

    def note_failure(self, request: HttpRequest) -> bool:
        """Count a wrong code; False, and the sign-up is gone, when that was one too many."""
        self.failures += 1
        if self.failures >= app_settings.EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS:
            self.forget(request)
            return False
        self.keep(request)
        return True

    def _may_mail(self, request: HttpRequest) -> bool:
        return bool(ratelimit.consume(request, action="confirm_email", key=self.email))

    def _mail(self, *, again: bool) -> None:
        adapter = get_adapter()
        if not is_members(self.email):
            adapter.send_mail("account/email/email_confirmation_signup", self.email, {"code": self.code})
        elif not again:  # once is enough for who did not ask
            adapter.send_account_already_exists_mail(self.email)


def too_often(request: HttpRequest) -> HttpResponse:
    """The page that asks to wait."""
    response: HttpResponse = ratelimit.respond_429(request)
    return response


def is_members(email: str) -> bool:
    """Whether somebody signs in with this address already."""
    claimed = Member.objects.with_address(email).filter(claimed=True).exists()
    return claimed or EmailAddress.objects.filter(email=email.lower(), verified=True).exists()


def sign_in(request: HttpRequest, member: Member, *, next_url: str = "") -> HttpResponse:
    """Sign in who has just joined, by the same stages as anybody; those who wait are told so instead."""
    response: HttpResponse = perform_login(
        request, member, redirect_url=next_url or None, email=member.email, signup=True
    )
    return response
