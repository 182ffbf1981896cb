"""Inviting others, for members who may."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members import operations, policy
from members.forms import InvitationForm
from members.models import Invitation
from members.requests import MemberRequest

SHOWN = 50  # of one's own invitations, newest first


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    """Invite somebody by mail, and see whom one has invited."""
    if not policy.can_invite(request.user):
        raise PermissionDenied
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = operations.invite_person(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invitation.email})
            return redirect("invite")
    sent = Invitation.objects.filter(created_by=request.user).order_by("-created_at")[:SHOWN]
    status = 422 if form.is_bound else 200
    return render(request, "members/invite.html", {"form": form, "sent": sent, "place": "me"}, status=status)


@login_required
@require_POST
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the link of one's own invitation useless."""
    invitation = get_object_or_404(Invitation, pk=pk, created_by=request.user)
    try:
        operations.withdraw_invitation(invitation=invitation, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("invite")
