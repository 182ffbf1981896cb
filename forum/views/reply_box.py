"""The reply box under a topic, for each viewer what they may do here."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape

from forum import policy
from forum.models import Draft, Topic
from forum.shared import form_token, shared_piece
from freshness.prepared import Prepared
from members.models import Member

_DRAFT = Prepared(
    lambda member, purpose: Draft.objects.filter(member=member, purpose=purpose).order_by().values_list("markdown")
)


def reply_box(request: HttpRequest, topic: Topic) -> str:
    """The form, or in its place why there is none and what to do about it."""
    member = request.user
    if not isinstance(member, Member):
        return render_to_string("forum/_no_reply.html", {"why": "visitor", "topic": topic})
    if not topic.is_open:
        return render_to_string("forum/_no_reply.html", {"why": "closed", "topic": topic})
    if not policy.can_reply(member, topic):
        return render_to_string("forum/_no_reply.html", {"why": "outside", "topic": topic})
    if versions := policy.rules_to_accept(member, topic.group):
        context = {"why": "rules", "topic": topic, "versions": versions, "csrf": form_token(request)}
        return render_to_string("forum/_no_reply.html", context)
    drafts = _DRAFT(member.pk, f"reply:{topic.pk}")
    piece = shared_piece("forum/_reply_box.html", name=(), keys=[], make=lambda: ({}, None))
    return piece.sheet.fill(
        {
            "csrf": lambda: form_token(request),
            "topic": lambda: str(topic.pk),
            "draft": lambda: escape(drafts[0][0] if drafts else ""),
        }
    )
