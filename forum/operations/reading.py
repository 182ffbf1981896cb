"""Operations: what a member has been shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Post, ReadState, Topic
from forum.reading import Range, merged, ranges_of, without
from freshness.prepared import Prepared, PreparedGet
from freshness.stamps import bump
from members.models import Member, Reading
from notifications import operations as notifications
from notifications.queries import has_unread


def read_key(member_id: int) -> str:
    """The stamp of what a member has read: their own counts hang on it."""
    return f"read:{member_id}"


_READING = Prepared(
    lambda topic, member: ReadState.objects.filter(topic=topic, member=member).values_list(
        "upto", "beyond", "read_count"
    )
)


_STATE = PreparedGet(ReadState, "topic", "member")


def reading_of(topic_id: int, member_id: int) -> ReadState | None:
    """What a member has read of a topic, to look at and not to save."""
    rows = _READING(topic_id, member_id)
    if not rows:
        return None
    upto, beyond, read_count = rows[0]
    beyond = json.loads(beyond) if isinstance(beyond, str) else beyond
    return ReadState(topic_id=topic_id, member_id=member_id, upto=upto, beyond=beyond, read_count=read_count)


def mark_shown(*, topic: Topic, member: Member, numbers: Sequence[int], span: Range | None = None) -> ReadState:
    """Remember that these posts of a topic were shown, and read the notifications about them.

    `numbers` are posts that could be read; `span` is the stretch of numbers the page stood for, deleted ones and gaps
    included. Writes nothing where all of it was read before: opening a page again is free.
    """
    state = reading_of(topic.pk, member.pk)
    upto = max(numbers, default=0)
    if state is not None and all(state.has_read(number) for number in numbers):
        # A like of what was read long ago is read with the page as well.
        if has_unread(member, f"topic:{topic.pk}"):
            notifications.mark_thread_read(member=member, thread=f"topic:{topic.pk}", upto=upto)
        return state
    with transaction.atomic():
        ReadState.objects.get_or_create(topic=topic, member=member)
        state = ReadState.objects.select_for_update().get(topic=topic, member=member)
        _add(state, topic, numbers, span)
        notifications.mark_thread_read(member=member, thread=f"topic:{topic.pk}", upto=upto)
        bump(read_key(member.pk))
    return state


def _add(state: ReadState, topic: Topic, numbers: Sequence[int], span: Range | None) -> None:
    state.read_count += sum(1 for number in set(numbers) if not state.has_read(number))
    state.upto, state.beyond = merged(state.upto, state.beyond, [span] if span else ranges_of(numbers))
    if state.read_count >= topic.post_count:
        # Everything readable is read: what is left between are deleted numbers.
        state.upto, state.beyond = max(state.upto, topic.last_number), []
    state.seen_at = timezone.now()
    state.save()


def count_views(*, topic_id: int, count: int) -> None:
    """Add so many looks to a topic, or to the one it was merged into meanwhile. No page is made anew for it: each shows
    what was counted when it was made.

    One row in a statement of its own, so that whoever writes in two topics at once never waits for this in a circle.
    """
    merged_into = Topic.objects.filter(pk=topic_id).values("merged_into")[:1]
    Topic.objects.filter(pk=Coalesce(merged_into, topic_id)).update(view_count=F("view_count") + count)


def read_own_post(*, topic: Topic, member: Member, number: int) -> None:
    """One has read what one wrote. Part of the writer's transaction."""
    state = _STATE(topic.pk, member.pk) or ReadState.objects.get_or_create(topic=topic, member=member)[0]
    _add(state, topic, [number], None)
    bump(read_key(member.pk))


def uncount_read(post: Post) -> None:
    """A post went away: whoever has read it has one post fewer to their count."""
    _count(ReadState.objects.filter(topic_id=post.topic_id), post, -1)


def count_read_again(post: Post, gone_since: datetime) -> None:
    """A post came back: whoever had read it has one post more to their count. To who was here meanwhile it is new: on
    their page it may have been missing."""
    states = ReadState.objects.filter(topic_id=post.topic_id)
    before = Q(seen_at__lt=gone_since) | Q(member=post.author_id)
    _count(states.filter(before), post, 1)
    meanwhile = [state for state in states.exclude(before) if state.has_read(post.number)]
    for state in meanwhile:
        state.upto, state.beyond = without(post.number, state.upto, state.beyond)
    ReadState.objects.bulk_update(meanwhile, ["upto", "beyond"], batch_size=200)


def _count(states: QuerySet[ReadState], post: Post, change: int) -> None:
    states.filter(upto__gte=post.number).update(read_count=F("read_count") + change)
    for state in states.filter(upto__lt=post.number).exclude(beyond=[]):
        if state.has_read(post.number):
            state.read_count += change
            state.save(update_fields=["read_count"])


def clear_new(*, member: Member) -> None:
    """Empty the list of new topics: "new" begins now."""
    with transaction.atomic():
        Member.objects.filter(pk=member.pk).update(new_since=timezone.now())
        bump(read_key(member.pk))


def choose_reading(*, member: Member, reading: str) -> None:
    """Remember in which of the two readings a member wants topics."""
    if reading not in Reading.values:
        raise ValidationError(_("There is no such reading."))
    Member.objects.filter(pk=member.pk).update(reading=reading)
