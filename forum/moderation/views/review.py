"""Doors of whoever decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from forum.moderation import operations, policy
from forum.moderation.entries import entries_for
from forum.moderation.forms import DecisionForm
from forum.moderation.kinds import kind_named
from forum.moderation.models import Act, Appeal, Case, Decision
from forum.moderation.queue import (
    AGES,
    WHYS,
    Asked,
    decisions_about,
    groups_of,
    rows_of,
    sanctions_of,
    waiting_for,
)
from forum.operations.access import require
from forum.views.doors import MemberRequest, act, lead_to, number_from, page
from forum.views.kept import fits

CASES_A_PAGE = 25
DECIDE: dict[str, Callable[..., Decision]] = {name: getattr(operations, name) for name in Act.values}
HANDLE: dict[str, Callable[..., Case]] = {"claim": operations.claim, "release": operations.release}
AT_ONCE = (Act.APPROVE, Act.IGNORE, Act.HIDE, Act.DELETE)  # what is done with many without looking at each
APPEALS: dict[str, Callable[..., Appeal]] = {
    "grant": operations.grant_appeal,
    "decline": operations.decline_appeal,
}


@login_required
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """Everything that waits for a decision of this member."""
    require(policy.reviews_anywhere(request.user))
    days = number_from(request.GET.get("days", "")) or 0
    asked = Asked(request.GET.get("group", ""), request.GET.get("why", ""), min(days, 3650))
    here = Paginator(waiting_for(request.user, asked), CASES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "rows": rows_of(list(here)),
        "page_of": here,
        "entries": entries_for(request.user),
        "groups": groups_of(request.user),
        "whys": WHYS,
        "ages": AGES,
        "at_once": AT_ONCE,
    }
    return page(request, "moderation/queue.html", context)


def _seen_case(request: MemberRequest, case_id: int) -> Case:
    cases = Case.objects.visible_to(request.user).select_related("group", "author", "claimed_by")
    return get_object_or_404(cases, pk=case_id if fits(case_id) else 0)


@login_required
@require_safe
def case(request: MemberRequest, case_id: int) -> HttpResponse:
    """One case, with all it takes to decide."""
    found = _seen_case(request, case_id)
    return page(request, "moderation/case.html", _context(found, request.user, DecisionForm(group=found.group)))


def _context(found: Case, by: Any, form: DecisionForm) -> dict[str, Any]:
    kind = kind_named(found.kind)
    thing = kind.found(found.object_id) if kind is not None else None
    is_shut = kind is not None and thing is not None and kind.is_private(thing) and not found.is_claimed_by(by)
    context: dict[str, Any] = {
        "case": found,
        "kind": kind,
        "form": form,
        "is_shut": is_shut,
        "is_mine": found.is_claimed_by(by),
        "is_held": found.is_held_from(by),
        "flags": found.flags.select_related("reporter", "rule"),
        "decisions": found.decisions.select_related("by", "rule", "sanction", "appeal"),
        "acts": _offered(found, by, thing is not None and kind is not None and kind.hide is not None),
        "record": decisions_about(found.author, by, but=found),
        "sanctions": sanctions_of(found.author, by),
    }
    appeal = Appeal.objects.filter(decision__case=found, outcome="").select_related("decision").first()
    context["appeal"] = appeal
    context["may_decide_appeal"] = appeal is not None and policy.can_decide_appeal(by, appeal.decision)
    if kind is not None and thing is not None and not is_shut:
        context |= {"title": kind.title(thing), "around": kind.around(thing), "html": kind.html(thing)}
        context |= {"is_hidden": kind.is_hidden(thing), "is_gone": kind.is_gone(thing)}
    return context


def _offered(found: Case, by: Any, can_hide: bool) -> list[Act]:
    """What can be decided here, by this member."""
    if found.decided_at is not None:
        return []
    without = set() if can_hide else {Act.HIDE, Act.DELETE}
    return [each for each in Act if each not in without and policy.can_decide(by, found, each)]


@act
def decide(request: MemberRequest, case_id: int, name: str) -> HttpResponse:
    """Decide one case, and go on to the next; or take it in hand."""
    found = _seen_case(request, case_id)
    if name in HANDLE:
        return lead_to(request, HANDLE[name](case=found, by=request.user).get_absolute_url())
    form = DecisionForm(request.POST, group=found.group)
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    DECIDE[name](case=found, by=request.user, **form.for_act(name))
    messages.success(request, _("Decided."))
    after = waiting_for(request.user).first()
    return lead_to(request, after.get_absolute_url() if after is not None else "/review/")


@act
def decide_many(request: MemberRequest) -> HttpResponse:
    """Decide the cases that were ticked, each by itself: what cannot be decided stays."""
    name = request.POST.get("act", "")
    if name not in AT_ONCE:
        raise ValidationError(_("Please say what to do with them."))
    pks = {number_from(pk) or 0 for pk in request.POST.getlist("case")}
    done, left = 0, 0
    for found in waiting_for(request.user).filter(pk__in=pks)[:CASES_A_PAGE]:
        try:
            DECIDE[name](case=found, by=request.user)
            done += 1
        except (PermissionDenied, ValidationError):
            left += 1
    messages.success(request, ngettext("%(count)d decided.", "%(count)d decided.", done) % {"count": done})
    if left:
        messages.error(request, ngettext("%(count)d stays.", "%(count)d stay.", left) % {"count": left})
    return lead_to(request, "/review/")


@act
def undo_decision(request: MemberRequest, decision_id: int) -> HttpResponse:
    """Take a decision back."""
    found = _seen_decision(request, decision_id)
    operations.undo_decision(decision=found, by=request.user)
    return lead_to(request, found.case.get_absolute_url())


def _seen_decision(request: MemberRequest, decision_id: int) -> Decision:
    decisions = Decision.objects.filter(case__in=Case.objects.visible_to(request.user))
    return get_object_or_404(decisions.select_related("case__group"), pk=decision_id if fits(decision_id) else 0)


@act
def decide_appeal(request: MemberRequest, decision_id: int, outcome: str) -> HttpResponse:
    """Look a second time."""
    found = get_object_or_404(Appeal, decision=_seen_decision(request, decision_id))
    APPEALS[outcome](appeal=found, by=request.user, reply=request.POST.get("reply", ""))
    return lead_to(request, found.decision.case.get_absolute_url())
