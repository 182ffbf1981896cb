"""Doors of whoever finds something wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.moderation import operations, policy
from forum.moderation.forms import FlagForm
from forum.moderation.kinds import FlagKind, kind_named
from forum.moderation.models import Flag, ReviewSetting
from forum.operations.access import require
from forum.views.doors import MemberRequest, act, lead_to, page
from forum.views.kept import fits
from forum.views.posting import refusal


def _seen(request: MemberRequest, kind_name: str, object_id: int) -> tuple[FlagKind, Any]:
    """What is flagged, or 404 where this member does not see it."""
    kind = kind_named(kind_name)
    thing = kind.visible(request.user, object_id) if kind is not None and fits(object_id) else None
    if kind is None or thing is None:
        raise Http404
    return kind, thing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: MemberRequest, kind: str, object_id: int) -> HttpResponse:
    """Say what is wrong with a thing."""
    found, thing = _seen(request, kind, object_id)
    require(policy.can_flag(request.user, found, thing))
    form, status = FlagForm(request.POST or None, group=found.group(thing)), 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                operations.flag(kind=found, thing=thing, reporter=request.user, **form.cleaned_data)
                messages.success(request, _("Thank you. Somebody will look at it."))
                return lead_to(request, thing.get_absolute_url())
        except ValidationError as error:
            refusal(form, error)
    flags = Flag.objects.filter(case__kind=found.name, case__object_id=thing.pk, case__decided_at=None)
    own, legal = flags.filter(reporter=request.user).first(), ReviewSetting.current().legal_contact
    context = {"kind": found, "thing": thing, "title": found.title(thing), "form": form, "own": own, "legal": legal}
    return page(request, "moderation/flag.html", context, status)


@act
def take_back_flag(request: MemberRequest, flag_id: int) -> HttpResponse:
    """Think again."""
    own = Flag.objects.select_related("case").filter(reporter=request.user)
    operations.take_back_flag(flag=get_object_or_404(own, pk=flag_id), by=request.user)
    messages.success(request, _("Your flag is taken back."))
    return lead_to(request, "/")
