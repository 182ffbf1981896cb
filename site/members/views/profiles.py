"""A member's page and picture."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from markup import RenderContext
from markup import render as render_markdown
from members import avatars, profiles
from members.models import Member
from members.requests import MemberRequest


@login_required
@require_safe
def profile(request: MemberRequest, handle: str) -> HttpResponse:
    """Who somebody is, and what higher floors know of them. Visitors are asked to sign in, whoever it is about."""
    member = get_object_or_404(Member.objects.visible_to(request.user), handle=handle.lower())
    context = {
        "member": member,
        "bio": render_markdown(member.bio, context=RenderContext(member_url=_profile_urls)).html if member.bio else "",
        "sections": profiles.sections_of(request.user, member),
        "place": "me" if member.pk == request.user.pk else "",
    }
    return render(request, "members/profile.html", context)


def _profile_urls(handles: set[str]) -> Mapping[str, str]:
    found = Member.objects.filter(handle__in=handles, is_active=True, is_approved=True).only("handle")
    return {member.handle: member.get_absolute_url() for member in found}


@require_safe
def avatar(request: HttpRequest, pk: int, size: int, digest: str) -> FileResponse:
    """A picture, for everybody and for ever: the address names its content, and a removed one is deleted."""
    path = avatars.path_of(pk, digest, size)
    try:
        opened = default_storage.open(path)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type="image/webp")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
