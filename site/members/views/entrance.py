"""Coming in: the code of a sign-up, the link of an invitation, the page of those who wait."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from members import operations
from members.entrance_forms import CodeForm
from members.forms import AcceptInvitationForm
from members.invitations import invitation_of
from members.models import Invitation, JoiningSettings
from members.operations.joining import Newcomer
from members.signing_up import PendingSignup, is_members, sign_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_signup(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the sign-up in this session; with the right one, its person is a member."""
    pending = PendingSignup.of(request)
    if pending is None or request.user.is_authenticated:
        return redirect("account_signup")
    if request.method != "POST":
        return _ask_code(request, pending, CodeForm())
    if request.POST.get("action") == "resend":
        return _resend(request, pending)
    form = CodeForm(request.POST, code=pending.code)
    if form.is_valid():
        return _join(request, pending)
    if pending.note_failure(request):
        return _ask_code(request, pending, form, status=422)
    messages.error(request, _("That was tried too often. Please start again; we send you a new code."))
    return redirect("account_signup")


def _ask_code(request: HttpRequest, pending: PendingSignup, form: CodeForm, status: int = 200) -> HttpResponse:
    return render(request, "members/confirm_signup.html", {"pending": pending, "form": form}, status=status)


def _resend(request: HttpRequest, pending: PendingSignup) -> HttpResponse:
    if pending.resend(request):
        messages.success(request, _("We have sent a new code. The old one is no longer good."))
    else:
        messages.error(request, _("That was asked for too often. Please wait a few minutes."))
    return redirect("confirm_signup")


def _join(request: HttpRequest, pending: PendingSignup) -> HttpResponse:
    PendingSignup.forget(request)
    try:
        member = operations.join(email=pending.email, newcomer=pending.newcomer)
    except ValidationError as error:  # the handle or the address went to somebody else while the code was on its way
        messages.error(request, " ".join(error.messages))
        return redirect("account_signup")
    return sign_in(request, member, next_url=pending.next)


@never_cache
@require_safe
def account_waiting(request: HttpRequest) -> HttpResponse:
    """What those see who verified their address and wait to be let in; the same for everybody."""
    return render(request, "members/waiting.html", {"joining": JoiningSettings.load(request)})


@never_cache
@sensitive_post_parameters("password1")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation: opening it changes nothing, as scanners of mail open links, too."""
    invitation = invitation_of(token)
    if invitation is None:
        return render(request, "members/invitation_over.html", status=410)
    if request.user.is_authenticated or is_members(invitation.email):
        return render(request, "members/invitation_known.html", {"invitation": invitation})
    form = AcceptInvitationForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        return _accept(request, invitation, form)
    status = 422 if form.is_bound else 200
    return render(request, "members/accept_invitation.html", {"invitation": invitation, "form": form}, status=status)


def _accept(request: HttpRequest, invitation: Invitation, form: AcceptInvitationForm) -> HttpResponse:
    newcomer = Newcomer(
        name=form.cleaned_data["name"],
        password=make_password(form.cleaned_data["password1"]),
        time_zone=form.cleaned_data["time_zone"],
        language=form.cleaned_data["language"],
    )
    try:
        member = operations.accept_invitation(invitation=invitation, newcomer=newcomer)
    except ValidationError:  # accepted or withdrawn a moment ago
        return render(request, "members/invitation_over.html", status=410)
    return sign_in(request, member)
