"""Operations on messages: topics among named members, or with a group's mentors."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from forum import policy, tasks
from forum.freshness import touch_topic
from forum.models import Group, Invitee, Kind, Topic, Via
from members.models import Member

from .access import locked_topic, require, require_rules
from .topics import announce, open_topic
from .words import checked_markdown, checked_title
from .writing import forget_draft

PEOPLE_MAX = 20  # a larger circle is a group


@transaction.atomic
def start_message(
    *, author: Member, recipients: Sequence[Member], title: str, markdown: str, via: str = Via.WEB
) -> Topic:
    """Write to named members; they are told. Raises PermissionDenied where one of them cannot be written to."""
    people = {recipient.pk: recipient for recipient in recipients if recipient.pk != author.pk}
    if not people:
        raise ValidationError({"recipients": _("Please say to whom.")})
    if len(people) > PEOPLE_MAX:
        raise ValidationError({"recipients": _("At most %(limit)d people.") % {"limit": PEOPLE_MAX}})
    for recipient in people.values():
        require(policy.can_message(author, recipient))
    forget_draft(author, "message")
    return _start(author, title, markdown, via, [Invitee(member_id=pk) for pk in [author.pk, *people]])


@transaction.atomic
def start_message_to_mentors(*, author: Member, group: Group, title: str, markdown: str, via: str = Via.WEB) -> Topic:
    """Write to the mentors of a group, whoever they are by the time it is read."""
    require(policy.can_message_mentors(author, group))
    forget_draft(author, f"mentors:{group.pk}")
    return _start(author, title, markdown, via, [Invitee(member=author), Invitee(mentors_of=group)])


def _start(author: Member, title: str, markdown: str, via: str, invitees: list[Invitee]) -> Topic:
    require_rules(author, None)
    title, markdown = checked_title(title), checked_markdown(markdown)
    topic = open_topic(group=None, author=author, title=title, markdown=markdown, kind=Kind.MESSAGE, via=via)
    for invitee in invitees:
        invitee.topic = topic
    Invitee.objects.bulk_create(invitees)
    announce(topic)
    return topic


@transaction.atomic
def add_to_message(*, topic: Topic, by: Member, member: Member) -> Topic:
    """Bring one more person into a message; they read all of it."""
    topic = locked_topic(topic)
    require(topic.is_message and policy.takes_part(by, topic) and policy.can_message(by, member))
    if topic.invitees.count() >= PEOPLE_MAX:
        raise ValidationError({"recipients": _("At most %(limit)d people.") % {"limit": PEOPLE_MAX}})
    _invitee, is_new = Invitee.objects.get_or_create(topic=topic, member=member)
    if is_new:
        touch_topic(topic)
        tasks.tell_of_message_invitation.enqueue(topic.pk, member.pk, by.pk)
    return topic
