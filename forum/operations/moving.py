"""Operations that carry posts from one topic to another, and topics from one group to another."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, signals
from forum.freshness import touch_topic
from forum.models import (
    Follow,
    Group,
    Kind,
    OldAddress,
    Post,
    ReadState,
    Topic,
    TopicEvent,
    TopicFollow,
    members_who_see,
)
from forum.models.posts import path_under
from forum.models.topics import slug_for
from forum.reading import merged, ranges_of
from forum.told import KINDS_ABOUT_POSTS
from markup import excerpt
from members.models import Member
from notifications import operations as notifications
from notifications.models import Notification

from .access import locked_topic, require
from .posts import EXCERPT_LENGTH
from .reading import uncount_read
from .topics import record_event
from .words import checked_title
from .writing import recount_topic

MOVED_MAX = 500  # posts carried in one transaction; a longer topic is split in steps


@transaction.atomic
def move_topic(*, topic: Topic, by: Member, group: Group) -> Topic:
    """Move a topic to another group, whose audience holds from now on."""
    topic = locked_topic(topic)
    require(policy.can_move_to(by, topic, group))
    if topic.group_id == group.pk:
        return topic
    touch_topic(topic)
    Group.objects.filter(topics=topic).update(topic_count=F("topic_count") - 1)
    Group.objects.filter(pk=group.pk).update(topic_count=F("topic_count") + 1, bumped_at=timezone.now())
    topic.group, topic.pinned_until = group, None
    topic.save(update_fields=["group", "pinned_until"])
    record_event(topic, TopicEvent.What.MOVED, by)
    _forget_out_of_sight(topic)
    touch_topic(topic)
    signals.topic_changed.send(Topic, topic=topic)
    return topic


def _forget_out_of_sight(topic: Topic) -> None:
    """Withdraw what was told of a topic from those who do not see it where it is now."""
    thread = f"topic:{topic.pk}"
    told = set(Notification.objects.filter(thread=thread).values_list("member", flat=True))
    seeing = set(members_who_see(topic).filter(pk__in=told).values_list("pk", flat=True))
    if told - seeing:
        notifications.forget(thread=thread, members=told - seeing)


@transaction.atomic
def split_topic(*, topic: Topic, by: Member, posts: Sequence[Post], title: str) -> Topic:
    """Give some replies a topic of their own, opened by the first of them. What is left keeps its numbers."""
    topic = locked_topic(topic)
    require(policy.can_move(by, topic))
    moving = _chosen(topic, posts)
    new = _opened_by(moving[0], of=topic, title=checked_title(title))
    if topic.solution_id in {post.pk for post in moving}:
        topic.solution, topic.solved_by = None, None
        topic.save(update_fields=["solution", "solved_by"])
    for post in moving:
        uncount_read(post)
    _follow_alike(new, topic)
    _have_read_alike(new, topic, [post.number for post in moving])
    _carry(moving, new, after=0)
    Group.objects.filter(topics=topic).update(topic_count=F("topic_count") + 1)
    _mend_paths(topic)
    for changed in (topic, new):
        recount_topic(changed)
        touch_topic(changed)
    record_event(topic, TopicEvent.What.SPLIT, by)
    signals.topic_changed.send(Topic, topic=topic)
    signals.topic_started.send(Topic, topic=new)
    return new


def _chosen(topic: Topic, posts: Sequence[Post]) -> list[Post]:
    """The replies to move, in order. Raises ValidationError where one is no live reply of the topic."""
    moving = list(
        Post.objects.filter(topic=topic, pk__in=[post.pk for post in posts], number__gt=1, deleted_at=None)
        .select_related("author")
        .order_by("number")
    )
    if not moving or len(moving) != len(set(posts)) or len(moving) > MOVED_MAX:
        raise ValidationError(_("Please choose replies of this topic, at most %(limit)d.") % {"limit": MOVED_MAX})
    return moving


def _opened_by(post: Post, *, of: Topic, title: str) -> Topic:
    """A topic beside another one, still without its posts."""
    return Topic.objects.create(
        group=of.group,
        kind=Kind.DISCUSSION if of.kind == Kind.INTRODUCTION else of.kind,
        title=title,
        slug=slug_for(title),
        author=post.author,
        excerpt=excerpt(post.markdown, length=EXCERPT_LENGTH),
        created_at=post.created_at,
    )


def _follow_alike(new: Topic, topic: Topic) -> None:
    """Whoever hears of a topic hears of what was split off it; so does its author, unless they chose not to."""
    chosen = dict(TopicFollow.objects.filter(topic=topic).values_list("member", "level"))
    levels = {member: level for member, level in chosen.items() if level >= Follow.TRACKING}
    levels[new.author_id] = chosen.get(new.author_id, Follow.TRACKING)
    TopicFollow.objects.bulk_create(
        [TopicFollow(topic=new, member_id=member, level=level) for member, level in levels.items()]
    )


def _have_read_alike(new: Topic, topic: Topic, numbers: Sequence[int]) -> None:
    """Whoever had read posts of a topic has read them where they are numbered anew, from 1 in this order."""
    states = []
    for state in ReadState.objects.filter(topic=topic):
        read = [place for place, number in enumerate(numbers, 1) if state.has_read(number)]
        if read:
            upto, beyond = merged(0, [], ranges_of(read))
            states.append(
                ReadState(
                    topic=new,
                    member_id=state.member_id,
                    upto=upto,
                    beyond=beyond,
                    read_count=len(read),
                    seen_at=state.seen_at,
                )
            )
    ReadState.objects.bulk_create(states, batch_size=200)


@transaction.atomic
def merge_topics(*, topic: Topic, into: Topic, by: Member) -> Topic:
    """Append a topic's posts to another one; the emptied topic leads there."""
    first, second = sorted([topic, into], key=lambda each: each.pk)  # one order of locks, whatever the direction
    locked = {each.pk: locked_topic(each) for each in (first, second)}
    topic, into = locked[topic.pk], locked[into.pk]
    require(policy.can_move(by, topic) and policy.can_move(by, into))
    if topic.pk == into.pk or topic.deleted_at is not None or into.deleted_at is not None:
        raise ValidationError(_("Please choose another topic to merge this one into."))
    if topic.last_number > MOVED_MAX:
        raise ValidationError(_("A topic of more than %(limit)d posts cannot be merged.") % {"limit": MOVED_MAX})
    posts = list(Post.objects.filter(topic=topic).order_by("number"))
    shift = into.last_number
    states = list(ReadState.objects.filter(topic=topic))
    _carry(posts, into, after=shift)
    recount_topic(into)
    _carry_read_states(states, topic, into, shift)
    _carry_follows(topic, into)
    _carry_views(topic, into)
    OldAddress.objects.filter(topic=topic).update(topic=into)
    topic.deleted_at, topic.deleted_by, topic.merged_into = timezone.now(), by, into
    topic.solution, topic.solved_by = None, None
    recount_topic(topic)
    topic.save(update_fields=["deleted_at", "deleted_by", "merged_into", "solution", "solved_by"])
    Topic.objects.filter(merged_into=topic).update(merged_into=into)
    Group.objects.filter(topics=topic).update(topic_count=F("topic_count") - 1)
    notifications.forget(thread=f"topic:{topic.pk}")
    record_event(into, TopicEvent.What.MERGED, by)
    for changed in (topic, into):
        touch_topic(changed)
        signals.topic_changed.send(Topic, topic=changed)
    return into


def _carry(posts: Sequence[Post], into: Topic, *, after: int) -> None:
    """Number posts anew behind the posts of another topic; replies to what stays behind answer the topic."""
    paths: dict[int, str] = {}
    top = Post.objects.filter(topic=into).aggregate(top=Max("number"))["top"] or 0
    number = max(after, top)
    for post in posts:
        number += 1
        parent_path = paths.get(post.parent_id or 0, "")
        if post.parent_id not in paths:
            post.parent_id = None
        post.topic, post.number, post.path = into, number, path_under(parent_path, number)
        paths[post.pk] = post.path
    Post.objects.bulk_update(posts, ["topic", "number", "path", "parent"], batch_size=200)
    _carry_notifications(posts, into)
    OldAddress.objects.filter(post__in=posts).update(topic=into)
    signals.posts_moved.send(Post, posts=[post.pk for post in posts])


def _carry_notifications(posts: Sequence[Post], into: Topic) -> None:
    """What was told of these posts is read with the topic they are in now, and withdrawn from who does not see it."""
    told = Notification.objects.filter(kind__in=KINDS_ABOUT_POSTS, object_id__in=[post.pk for post in posts])
    concerned = set(told.order_by().values_list("object_id", flat=True))
    for post in posts:
        if post.pk in concerned:
            thread = f"topic:{into.pk}"
            notifications.carry(kinds=KINDS_ABOUT_POSTS, object_id=post.pk, thread=thread, number=post.number)
    _forget_out_of_sight(into)


def _mend_paths(topic: Topic) -> None:
    """Replies whose parent has left answer the topic now."""
    paths: dict[int, str] = {}
    changed = []
    for post in Post.objects.filter(topic=topic).order_by("number"):
        parent_id = post.parent_id if post.parent_id in paths else None
        path = path_under(paths[parent_id] if parent_id else "", post.number)
        if path != post.path or parent_id != post.parent_id:
            post.path, post.parent_id = path, parent_id
            changed.append(post)
        paths[post.pk] = path
    Post.objects.bulk_update(changed, ["path", "parent"], batch_size=200)


def _carry_follows(topic: Topic, into: Topic) -> None:
    """Whoever follows a merged topic follows the other one, by the closer of the two levels; who only muted the merged
    one has chosen nothing about the other."""
    theirs = dict(TopicFollow.objects.filter(topic=into).values_list("member", "level"))
    closer = [
        TopicFollow(topic=into, member_id=follow.member_id, level=follow.level)
        for follow in TopicFollow.objects.filter(topic=topic)
        if follow.level > theirs.get(follow.member_id, Follow.MUTED)
    ]
    TopicFollow.objects.bulk_create(
        closer, update_conflicts=True, unique_fields=["member", "topic"], update_fields=["level"]
    )
    TopicFollow.objects.filter(topic=topic).delete()


def _carry_views(topic: Topic, into: Topic) -> None:
    """Looks at a merged topic count for the other one. Both are locked, so that none is written in between."""
    into.view_count += topic.view_count
    topic.view_count = 0
    for changed in (into, topic):
        changed.save(update_fields=["view_count"])


def _carry_read_states(states: Sequence[ReadState], topic: Topic, into: Topic, shift: int) -> None:
    """What somebody had read before the merge they have read after it."""
    alive = set(Post.objects.filter(topic=into, deleted_at=None).values_list("number", flat=True))
    theirs = {state.member_id: state for state in ReadState.objects.filter(topic=into)}
    for state in states:
        ranges = [(1 + shift, state.upto + shift), *((a + shift, b + shift) for a, b in state.beyond)]
        target = theirs.get(state.member_id) or ReadState(member_id=state.member_id, topic=into, seen_at=state.seen_at)
        target.upto, target.beyond = merged(target.upto, target.beyond, ranges)
        target.read_count = sum(1 for number in alive if target.has_read(number))
        target.save()
    ReadState.objects.filter(topic=topic).delete()
