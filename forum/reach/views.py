"""Doors to how far a question goes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import policy as forum_policy
from forum.models import Post, Topic
from forum.operations.access import require
from forum.views.doors import MemberRequest, act, lead_to, number_from, page, seen_topic
from notifications import operations as notifications

from . import operations, policy
from .experts import ASKED_MAX, experts, left_to_ask

REPLIES_OFFERED = 50  # the newest: who has more has read them


@login_required
@require_safe
def choose(request: MemberRequest, topic_id: int) -> HttpResponse:
    """What can be done for a question that has no solution: each answer of the mail has its button here."""
    topic = seen_topic(request, topic_id)
    if not policy.waits_for_solution(topic):
        return redirect(topic)
    require(policy.can_choose_reach(request.user, topic))
    notifications.mark_thread_read(member=request.user, thread=f"topic:{topic.pk}", upto=0)
    left = left_to_ask(topic)
    context = {
        "topic": topic,
        "may_widen": policy.can_widen(request.user, topic),
        "may_ask_anew": policy.can_ask_anew(request.user, topic),
        "may_solve": forum_policy.can_solve(request.user, topic),
        "experts": experts(topic, request.user) if left else [],
        "left": left,
        "most": ASKED_MAX,
        "replies": _replies(topic),
    }
    return page(request, "forum/choose_reach.html", context)


def _replies(topic: Topic) -> list[Post]:
    found = Post.objects.filter(topic=topic, number__gt=1, deleted_at=None).select_related("author").defer("html")
    return list(found.order_by("-number")[:REPLIES_OFFERED])


@act
def widen(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Put a question to everybody."""
    topic = operations.widen(topic=seen_topic(request, topic_id), by=request.user)
    messages.success(request, _("Your question stands among those asked of everybody."))
    return lead_to(request, topic.get_absolute_url())


@act
def ask_by_name(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Ask the advisors who were chosen."""
    chosen = [number_from(value) or 0 for value in request.POST.getlist("member")]
    topic = operations.ask_by_name(topic=seen_topic(request, topic_id), by=request.user, members=chosen)
    messages.success(request, _("They are told that you ask for their advice."))
    return lead_to(request, topic.get_absolute_url())


@act
def let_wait(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Leave a question as it is."""
    topic = operations.let_wait(topic=seen_topic(request, topic_id), by=request.user)
    messages.success(request, _("Your question waits as it is. You can ask more people at any time."))
    return lead_to(request, topic.get_absolute_url())
