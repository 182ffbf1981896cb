"""Doors to the rules."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forum import operations, policy
from forum.models import Group, RulesAcceptance, RulesVersion
from freshness.pages import shared_with_visitors

from .doors import MemberRequest, act, came_from, lead_to, number_from, page


@require_safe
@shared_with_visitors(list)
def rules(request: HttpRequest) -> HttpResponse:
    """The community's rules as they are in force."""
    version = RulesVersion.objects.filter(group=None).prefetch_related("rules").first()
    accepted = None
    if request.user.is_authenticated and version is not None:
        accepted = RulesAcceptance.objects.filter(member=request.user, version=version).first()
    return page(request, "forum/rules.html", {"version": version, "accepted": accepted})


@login_required
def accept(request: MemberRequest) -> HttpResponse:
    """Read and accept what is still to be accepted."""
    if request.method == "POST":
        return _accept(request)
    slug = request.GET.get("group", "")
    group = Group.objects.readable_by(request.user).filter(slug=slug).first() if slug else None
    versions = policy.rules_to_accept(request.user, group)
    return page(request, "forum/accept_rules.html", {"versions": versions, "next": came_from_query(request)})


def came_from_query(request: HttpRequest) -> str:
    """Where to go on after accepting."""
    return request.GET.get("next", "/")


@act
def _accept(request: MemberRequest) -> HttpResponse:
    readable = Group.objects.readable_by(request.user)
    for number in request.POST.getlist("version")[:5]:
        version = get_object_or_404(RulesVersion, pk=number_from(number) or 0)
        if version.group_id is None or readable.filter(pk=version.group_id).exists():
            operations.accept_rules(member=request.user, version=version)
    return lead_to(request, came_from(request))
