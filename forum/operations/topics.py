"""Operations on topics: start, revise, delete, restore."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, signals, tasks
from forum.freshness import touch_topic
from forum.models import Group, Kind, Post, Topic, TopicEvent, Via
from forum.models.topics import slug_for
from markup import excerpt
from members.models import Member
from notifications import operations as notifications

from .access import locked_topic, require, require_rules
from .noting import note_on_topic
from .posts import EXCERPT_LENGTH, keep_revision
from .words import checked_markdown, checked_tags, checked_title, set_tags
from .writing import add_post, rebump_group

STARTABLE = (Kind.DISCUSSION, Kind.QUESTION, Kind.ANNOUNCEMENT, Kind.INTRODUCTION)


@transaction.atomic
def start_topic(
    *,
    group: Group,
    author: Member,
    title: str,
    markdown: str,
    kind: str = Kind.DISCUSSION,
    tags: Sequence[str] = (),
    via: str = Via.WEB,
    message_id: str | None = None,
) -> Topic:
    """Open a conversation in a group; tells who follows the group.

    One transaction, so that there is never a topic without its first post.
    Raises PermissionDenied (RulesNotAccepted among them) and ValidationError.
    """
    _check_kind(kind)
    require(policy.can_start_topic(author, group, kind))
    require_rules(author, group)
    topic = open_topic(
        group=group,
        author=author,
        title=checked_title(title),
        markdown=checked_markdown(markdown),
        kind=kind,
        tags=checked_tags(tags),
        via=via,
        message_id=message_id,
    )
    Group.objects.filter(pk=group.pk).update(topic_count=F("topic_count") + 1)
    announce(topic)
    return topic


def _check_kind(kind: str) -> None:
    if kind not in STARTABLE:
        raise ValidationError({"kind": _("Please choose what kind of topic this is.")})


def open_topic(
    *,
    group: Group | None,
    author: Member,
    title: str,
    markdown: str,
    kind: str,
    via: str,
    tags: Sequence[str] = (),
    message_id: str | None = None,
) -> Topic:
    """A new topic with its first post; the caller has asked policy and holds the transaction."""
    topic = Topic.objects.create(
        group=group,
        kind=kind,
        title=title,
        slug=slug_for(title),
        author=author,
        excerpt=excerpt(markdown, length=EXCERPT_LENGTH),
        faces=[author.pk],
    )
    if tags:
        set_tags(topic, tags)  # before the words that may name them
    add_post(topic=topic, author=author, markdown=markdown, parent=None, via=via, message_id=message_id)
    return topic


def announce(topic: Topic) -> None:
    """Offer a topic that was just opened, then tell of it if it stands; part of the caller's transaction."""
    opening = topic.posts.select_related("author").get(number=1)
    signals.post_offered.send(Post, post=opening, editor=opening.author, is_new=True)
    if topic.deleted_at is None:
        tasks.tell_of_post.enqueue(opening.pk)
        signals.topic_started.send(Topic, topic=topic)
        signals.post_written.send(Post, post=opening)


@transaction.atomic
def revise_topic(*, topic: Topic, editor: Member, title: str, kind: str, tags: Sequence[str]) -> Topic:
    """Change a topic's title, kind and tags; the former title is kept with the opening's revisions."""
    topic = locked_topic(topic)
    require(policy.can_revise_topic(editor, topic))
    title, tags = checked_title(title), checked_tags(tags)
    if not topic.is_message:
        _check_kind(kind)
        if kind != topic.kind and kind == Kind.ANNOUNCEMENT:
            require(policy.has_power(editor, policy.Power.ANNOUNCE, topic.group))
        topic.kind = kind
        set_tags(topic, tags)
    renamed = title != topic.title
    if renamed:
        opening = Post.objects.get(topic=topic, number=1)
        keep_revision(opening, editor, "", title=topic.title)
        opening.save(update_fields=["edited_at"])
        topic.title, topic.slug = title, slug_for(title)
    if topic.kind != Kind.QUESTION:
        topic.solution, topic.solved_by = None, None
    topic.save(update_fields=["title", "slug", "kind", "solution", "solved_by"])
    touch_topic(topic)
    if renamed:
        opening.topic = topic
        signals.post_offered.send(Post, post=opening, editor=editor, is_new=False)
    signals.topic_changed.send(Topic, topic=topic)
    return topic


@transaction.atomic
def delete_topic(*, topic: Topic, by: Member) -> Topic:
    """Take a topic and all in it out of sight; it can be restored."""
    topic = locked_topic(topic)
    require(policy.can_delete_topic(by, topic))
    if topic.deleted_at is not None:
        return topic
    take_topic_out_of_sight(topic, by)
    note_on_topic(topic, "deleted", by)
    return topic


def take_topic_out_of_sight(topic: Topic, by: Member | None) -> None:
    """A topic that could be seen is seen no more. Part of the caller's transaction, which has asked whether it may."""
    topic.deleted_at, topic.deleted_by = timezone.now(), by
    topic.save(update_fields=["deleted_at", "deleted_by", "hidden_at"])
    Group.objects.filter(topics=topic).update(topic_count=F("topic_count") - 1)
    rebump_group(topic.group_id)
    notifications.forget(thread=f"topic:{topic.pk}")
    touch_topic(topic)
    signals.topic_deleted.send(Topic, topic=topic)


@transaction.atomic
def restore_topic(*, topic: Topic, by: Member) -> Topic:
    """Bring a deleted or hidden topic back. Nobody is told a second time. One that was merged has no posts to come
    back with."""
    topic = locked_topic(topic)
    require(policy.can_restore_topic(by, topic))
    if topic.deleted_at is None:
        return topic
    if topic.merged_into_id is not None:
        raise ValidationError(_("This topic was merged into another one: its posts are there."))
    topic.deleted_at, topic.deleted_by, topic.hidden_at = None, None, None
    topic.save(update_fields=["deleted_at", "deleted_by", "hidden_at"])
    Group.objects.filter(topics=topic).update(topic_count=F("topic_count") + 1)
    rebump_group(topic.group_id)
    record_event(topic, TopicEvent.What.RESTORED, by)
    touch_topic(topic)
    signals.topic_restored.send(Topic, topic=topic)
    return topic


def record_event(topic: Topic, what: str, actor: Member) -> None:
    """Note what was done to a topic, after its newest post; and in the log, where it is another's."""
    note_on_topic(topic, what, actor)
    TopicEvent.objects.create(topic=topic, what=what, actor=actor, after_number=topic.last_number)
