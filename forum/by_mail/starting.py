"""What comes to a group's address: a new topic there, or a reply where the mail answers a post."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import operations, policy
from forum.models import Audience, Group, Kind, Post, Topic, Via
from forum.models.topics import TITLE_MAX
from mail.addresses import Address
from mail.arriving.commands import command_in
from mail.arriving.delivery import Delivery, Door
from mail.arriving.notes import explain
from mail.arriving.outcomes import Outcome, ignored, rejected, silently_rejected
from mail.keys import Key
from mail.our_addresses import Recipient, key_in
from mail.subjects import topic_title
from markup import excerpt
from members import operations as members

from .identity import is_known, kept_id, post_answered
from .replying import posted, reply_to, run
from .written import Written, written_in

TITLE_FROM_WORDS = 80  # characters of the words that stand for a missing subject
STRANGERS_A_WEEK = 50  # topics that nobody has let through, of one group: more would bury its review
explain("group_closed", gettext_lazy("You may not start a topic in this group."))


class GroupAddress(NamedTuple):
    """A group that was written to, and the member's key that was in the address, if any."""

    group: Group
    key: Key | None


def _target(found: Recipient) -> GroupAddress | None:
    group = Group.objects.filter(slug=found.name).first()
    return GroupAddress(group, key_in(found) if found.key else None) if group is not None else None


def _is_public(target: GroupAddress) -> bool:
    """Strangers on the network may learn of public groups only; a member's own address is taken for any."""
    key = target.key
    return target.group.audience == Audience.PUBLIC or (key is not None and key.thing == target.group.pk)


def _takes_strangers(target: GroupAddress) -> bool:
    return target.key is None and policy.takes_strangers(target.group)


def _enter(found: Delivery) -> Outcome:
    group: Group = found.target.group
    if found.stranger is not None:
        return _enter_as_stranger(found, found.stranger, group)
    if not _seen(found).filter(pk=group.pk).exists():
        return silently_rejected("unknown_recipient")  # as for a name that no group has
    if is_known(found.message):
        return ignored("duplicate")
    answered = post_answered(found.message, found.sender)
    if answered is not None and answered.topic.group_id == group.pk:
        return reply_to(found, answered)
    found.target = group
    return _start(found, group)


def _enter_as_stranger(found: Delivery, stranger: Address, group: Group) -> Outcome:
    """A topic by somebody who is no member, which waits until somebody has read it. Nobody answers them."""
    if is_known(found.message):
        return ignored("duplicate")
    if post_answered(found.message, AnonymousUser()) is not None:
        return silently_rejected("unknown_sender")  # conversations are members'
    lately = timezone.now() - timedelta(days=7)
    hidden = Topic.objects.filter(group=group, author__claimed=False, hidden_at__isnull=False, created_at__gte=lately)
    if hidden.count() >= STRANGERS_A_WEEK:
        return silently_rejected("too_many_strangers")
    found.member = members.note_stranger(email=stranger.address, name=stranger.name)
    if found.member is None:
        return silently_rejected("unknown_sender")
    return _topic(found, group, written_in(found.message))


def _seen(found: Delivery) -> QuerySet[Group]:
    return Group.objects.visible_to(found.sender)


def _start(found: Delivery, group: Group) -> Outcome:
    written = written_in(found.message)
    called = command_in(written.markdown) if not written.files else None
    if called is not None:
        return run(found, called)
    return _topic(found, group, written)


def _topic(found: Delivery, group: Group, written: Written) -> Outcome:
    title = _title(found, group, written)
    kind = Kind.QUESTION if title.endswith(("?", "؟", "？")) else Kind.DISCUSSION
    if not policy.can_start_topic(found.sender, group, kind):
        return rejected("silenced" if policy.is_silenced(found.sender, group) else "group_closed")

    def write(markdown: str) -> Post:
        topic = operations.start_topic(
            group=group,
            author=found.sender,
            title=title,
            markdown=markdown,
            kind=kind,
            via=Via.EMAIL,
            message_id=kept_id(found.message),
        )
        return topic.posts.get(number=1)

    return posted(found, written, write)


def _title(found: Delivery, group: Group, written: Written) -> str:
    """The subject without the marks of programs and the group's name; the first words where there is none."""
    title = topic_title(found.message.subject, list_id=f"{group.slug}.")
    title = title.removeprefix(f"[{group.name}]").strip()
    return title[:TITLE_MAX].strip() or excerpt(written.markdown, length=TITLE_FROM_WORDS) or _("Without a subject")


DOOR = Door("group", target_of=_target, enter=_enter, is_public=_is_public, takes_strangers=_takes_strangers)
