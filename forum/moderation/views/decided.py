"""Doors of the member about whom something was decided."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum.moderation import operations, policy
from forum.moderation.forms import WordsForm
from forum.moderation.kinds import kind_named
from forum.moderation.links import suspension_named
from forum.moderation.models import Decision
from forum.moderation.told import what_happened
from forum.views.doors import MemberRequest, act, lead_to, page
from forum.views.kept import fits
from forum.views.posting import refusal


def _own(request: MemberRequest, decision_id: int) -> Decision:
    """A decision about this very member, or 404."""
    decisions = Decision.objects.select_related("case__group", "rule", "sanction", "appeal")
    found = get_object_or_404(decisions, pk=decision_id if fits(decision_id) else 0, case__author=request.user)
    if not policy.can_read_decision(request.user, found):
        raise Http404
    return found


@login_required
@require_safe
def decision(request: MemberRequest, decision_id: int) -> HttpResponse:
    """What was decided about oneself, why, until when, and how to appeal."""
    found = _own(request, decision_id)
    kind = kind_named(found.case.kind)
    thing = kind.found(found.case.object_id) if kind is not None else None
    context = {
        "decision": found,
        "happened": what_happened(found),
        "html": kind.html(thing) if kind is not None and thing is not None and kind.hide is not None else "",
        "may_appeal": policy.can_appeal(request.user, found),
        "form": WordsForm(),
    }
    return page(request, "moderation/decision.html", context)


@act
def appeal(request: MemberRequest, decision_id: int) -> HttpResponse:
    """Ask for another look."""
    found = _own(request, decision_id)
    operations.appeal(decision=found, member=request.user, words=request.POST.get("words", ""))
    messages.success(request, _("Somebody else will look at it again."))
    return lead_to(request, found.get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suspended(request: HttpRequest, token: str) -> HttpResponse:
    """Why somebody may not sign in, until when, and how to appeal: by a signed link, as they cannot sign in."""
    held = suspension_named(token)
    if held is None:
        return render(request, "moderation/suspension_over.html", status=410)
    found = Decision.objects.filter(sanction=held).select_related("case", "appeal").first()
    form = WordsForm(request.POST or None)
    if request.method == "POST" and found is not None and form.is_valid():
        try:
            operations.appeal(decision=found, member=held.member, words=form.cleaned_data["words"])
            return redirect(request.path)
        except ValidationError as error:
            refusal(form, error)
    may_appeal = found is not None and policy.can_appeal(held.member, found)
    context = {"sanction": held, "decision": found, "may_appeal": may_appeal, "form": form}
    return render(request, "moderation/suspended.html", context, status=422 if form.errors else 200)
