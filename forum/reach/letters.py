"""The mail that asks the author of a question how far it shall go."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.models import Topic
from mail.leaving.envelopes import Outgoing
from members import letters
from members.models import Member
from notifications.by_mail.writing import written
from notifications.models import Notification

from . import policy

ANSWERS = ("everybody", "advisors", "solved", "wait")  # parts of the page that the mail leads to


class UnsolvedWriter:
    """Writes a mail for each question. Whether its author still sees it and has something to decide is asked now."""

    def write(self, member: Member, notifications: Sequence[Notification]) -> Outgoing | None:
        """None where the question is out of sight, settled, or as far as it goes.

        Each answer in the mail leads to a page with a button: scanners follow links, and an answer changes something.
        """
        own = Topic.objects.visible_to(member).filter(author=member).select_related("group")
        topic = own.filter(pk__in={each.object_id for each in notifications}).first()
        if topic is None or not policy.is_to_decide(member, topic):
            return None
        answers = letters.absolute(reverse("choose_reach", args=[topic.pk]))
        link = letters.absolute(topic.get_absolute_url())
        context = {
            "topic": topic,
            "link": link,
            "to": {answer: f"{answers}#{answer}" for answer in ANSWERS},
            "may_widen": policy.can_widen(member, topic),
        }
        text, page = written("forum/email/unsolved", context)
        return Outgoing(
            subject=_("No solution yet: “%(title)s”") % {"title": topic.title},
            text=text,
            html=page,
            message_id=f"unsolved-{topic.pk}@{settings.MAIL_DOMAIN}",
            archived_at=link,
            place=topic.group_id or 0,
        )
