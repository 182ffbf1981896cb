"""What is told of how far a question goes."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Post, Topic
from forum.told import about_posts
from members.models import Member
from notifications.kinds import ByMail, Described, Kind, register
from notifications.models import Notification, Rhythm

from .letters import UnsolvedWriter

UNSOLVED, ASKED, WIDENED = "unsolved", "asked_by_name", "asked_of_everybody"


def _unsolved(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
    ids = {notification.object_id for notification in notifications}
    topics = Topic.objects.visible_to(member).filter(author=member).in_bulk(ids)
    return {
        notification.pk: Described(
            text=format_html(
                _("{title} has no solution yet. Whom else shall it be put to?"),
                title=format_html("<b>{}</b>", topic.title),
            ),
            url=reverse("choose_reach", args=[topic.pk]),
        )
        for notification in notifications
        if (topic := topics.get(notification.object_id))
    }


def _asked(post: Post) -> str:
    return _("{who} asks for your advice: {title}")


def _widened(post: Post) -> str:
    return _("{who} asks everybody: {title}")


KINDS = (
    Kind(
        UNSOLVED,
        gettext_lazy("Questions without a solution"),
        gettext_lazy("Whom else your question shall be put to, when it has waited for a while."),
        "clock",
        _unsolved,
        by_mail=ByMail(writer=UnsolvedWriter),
    ),
    Kind(
        ASKED,
        gettext_lazy("Advice"),
        gettext_lazy("Somebody asks you by name."),
        "users",
        about_posts(_asked),
        by_mail=ByMail(),
    ),
    Kind(
        WIDENED,
        gettext_lazy("Questions to everybody"),
        gettext_lazy("A question found no solution in its group, and is put to all members."),
        "megaphone",
        about_posts(_widened),
        default_on=False,
        by_mail=ByMail(Rhythm.DAILY),
    ),
)


def register_kinds() -> None:
    """Called once, when Django is ready."""
    for kind in KINDS:
        register(kind)
