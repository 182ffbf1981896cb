"""What changes how far a question goes."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum import signals
from forum.freshness import touch_topic
from forum.models import AskedByName, Reach, Topic, TopicEvent
from forum.operations.access import locked_topic, require
from forum.operations.topics import record_event
from members.models import Member
from notifications import operations as notifications

from . import policy, tasks, told
from .experts import ASKED_MAX, experts, left_to_ask


@transaction.atomic
def widen(*, topic: Topic, by: Member) -> Topic:
    """Put a question to everybody: it stands among those asked of all, and who chose to hear of such is told.

    Raises PermissionDenied. A question that is there already stays as it is.
    """
    topic = locked_topic(topic)
    if topic.reach == Reach.COMMUNITY and policy.can_choose_reach(by, topic):
        return topic
    require(policy.can_widen(by, topic))
    topic.reach = Reach.COMMUNITY
    _note(topic, TopicEvent.What.WIDENED, by)
    tasks.tell_of_widening.enqueue(topic.pk, by.pk)
    return topic


@transaction.atomic
def ask_by_name(*, topic: Topic, by: Member, members: Sequence[int]) -> Topic:
    """Ask advisors by name to look at a question; they are told.

    At most ASKED_MAX of them for one question. Raises PermissionDenied, and ValidationError where none is chosen, too
    many are, or one who cannot be asked (any more).
    """
    topic = locked_topic(topic)
    require(policy.can_choose_reach(by, topic))
    chosen = set(members)
    if not chosen:
        raise ValidationError(_("Please choose somebody to ask."))
    if len(chosen) > left_to_ask(topic):
        words = ngettext("At most %(most)d advisor", "At most %(most)d advisors", ASKED_MAX) % {"most": ASKED_MAX}
        raise ValidationError(_("%(most)s can be asked by name for one question.") % {"most": words})
    if not chosen <= {helper.member.pk for helper in experts(topic, by)}:
        raise ValidationError(_("Somebody you chose cannot be asked any more. Please choose again."))
    AskedByName.objects.bulk_create(
        AskedByName(topic=topic, member_id=member, asked_by=by) for member in sorted(chosen)
    )
    if topic.reach == Reach.GROUP:
        topic.reach = Reach.EXPERTS
    _note(topic, TopicEvent.What.NAMED, by)
    tasks.tell_who_was_asked.enqueue(topic.pk, by.pk)
    return topic


@transaction.atomic
def let_wait(*, topic: Topic, by: Member) -> Topic:
    """Leave a question as it is: what asked about it is answered, and is not asked again."""
    topic = locked_topic(topic)
    require(policy.can_choose_reach(by, topic))
    notifications.forget_object(kinds=[told.UNSOLVED], object_id=topic.pk, members=[by.pk])
    return topic


def _note(topic: Topic, what: str, by: Member) -> None:
    """What has been decided is not asked any more."""
    topic.save(update_fields=["reach"])
    record_event(topic, what, by)
    notifications.forget_object(kinds=[told.UNSOLVED], object_id=topic.pk)
    touch_topic(topic)
    signals.topic_changed.send(Topic, topic=topic)
