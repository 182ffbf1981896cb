"""The reply box under a topic, for each viewer what they may do here."""

from __future__ import annotations

from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from forum import policy
from forum.models import Draft, Post, Topic
from forum.shared import form_token, shared_piece
from freshness.prepared import Prepared
from members.models import Member

from .doors import number_from

_DRAFT = Prepared(
    lambda member, purpose: (
        Draft.objects.filter(member=member, purpose=purpose)
        .order_by()
        .values_list("markdown", KeyTextTransform("to", "fields"))
    )
)


def reply_box(request: HttpRequest, topic: Topic) -> str:
    """The form, or in its place why there is none and what to do about it."""
    member = request.user
    if not isinstance(member, Member):
        return _none("visitor", topic)
    if not topic.is_open:
        return _none("closed", topic)
    if not policy.can_reply(member, topic):
        return _none("outside", topic)
    if versions := policy.rules_to_accept(member, topic.group):
        return _none("rules", topic, versions=versions, csrf=form_token(request))
    return _form(request, member, topic)


def _none(why: str, topic: Topic, **more: object) -> str:
    return render_to_string("forum/_no_reply.html", {"why": why, "topic": topic, **more})


def _form(request: HttpRequest, member: Member, topic: Topic) -> str:
    """The form with what the member has begun, answering what it answered."""
    drafts = _DRAFT(member.pk, f"reply:{topic.pk}")
    words, number = drafts[0] if drafts else ("", None)
    answered = _answered(topic, number or "")
    piece = shared_piece("forum/_reply_box.html", name=(), keys=[], make=lambda: ({}, None))
    return piece.sheet.fill(
        {
            "csrf": lambda: form_token(request),
            "topic": lambda: str(topic.pk),
            "draft": lambda: escape(words),
            "to": lambda: str(answered.number) if answered else "",
            "label": lambda: escape(_label(answered)),
        }
    )


def _answered(topic: Topic, number: str) -> Post | None:
    """The post that a draft answers, if it is still there."""
    wanted = number_from(number)
    posts = topic.posts.filter(deleted_at=None).select_related("author")
    return posts.filter(number=wanted).first() if wanted is not None else None


def _label(answered: Post | None) -> str:
    if answered is None:
        return _("Your reply")
    return _("Your reply to %(name)s") % {"name": answered.author.name}
