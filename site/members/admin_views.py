"""Pages of our own in the Wagtail admin: who waits to be let in, and who was invited."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import operations, policy
from .forms import InvitationForm
from .models import Invitation, Member
from .requests import MemberRequest

A_PAGE = 50


@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """Everybody who verified their address and waits, first come first shown."""
    _refuse(not policy.can_admit(request.user))
    page = Paginator(Member.objects.waiting().order_by("joined_at", "pk"), A_PAGE).get_page(request.GET.get("p"))
    return render(request, "members/admin/waiting.html", {"page": page})


@require_POST
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody in or decline them: one tap."""
    _refuse(not policy.can_admit(request.user))
    member = get_object_or_404(Member, pk=pk, claimed=True)
    try:
        if request.POST.get("decision") == "approve":
            operations.approve_member(member=member, by=request.user)
            messages.success(request, _("%(name)s is a member now.") % {"name": member.name})
        else:
            operations.decline_member(member=member, by=request.user)
            messages.success(request, _("%(name)s was declined.") % {"name": member.name})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("waiting_members")


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: MemberRequest) -> HttpResponse:
    """Everybody's invitations, and a form for one more."""
    _refuse(not policy.can_invite(request.user))
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = operations.invite_person(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invitation.email})
            return redirect("admin_invitations")
    sent = Invitation.objects.select_related("created_by").order_by("-created_at", "-pk")
    if not request.user.is_staff:
        sent = sent.filter(created_by=request.user)
    page = Paginator(sent, A_PAGE).get_page(request.GET.get("p"))
    status = 422 if form.is_bound else 200
    return render(request, "members/admin/invitations.html", {"form": form, "page": page}, status=status)


@require_POST
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Make an invitation's link useless."""
    invitation = get_object_or_404(Invitation.objects.select_related("created_by"), pk=pk)
    try:
        operations.withdraw_invitation(invitation=invitation, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("admin_invitations")


def _refuse(refused: bool) -> None:
    if refused:
        raise PermissionDenied
