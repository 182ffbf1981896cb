"""How a post gets into a topic: the one place that numbers posts and keeps a topic's counts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import F, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.freshness import touch_group, touch_topic
from forum.models import Draft, Follow, Group, Kind, Membership, Participation, Post, PostUpload, Topic, TopicFollow
from forum.models.posts import path_under
from forum.models.topics import FACES_MAX
from forum.rendering import Written, render_post
from freshness.prepared import Prepared
from members.models import Member

from .reading import read_own_post

# Most who write follow already, and most of what is written leaves no draft: asking costs less than writing.
_FOLLOWS = Prepared(lambda member, topic: TopicFollow.objects.filter(member=member, topic=topic).values_list("pk"))
_DRAFT = Prepared(lambda member, purpose: Draft.objects.filter(member=member, purpose=purpose).values_list("pk"))


def add_post(
    *,
    topic: Topic,
    author: Member,
    markdown: str,
    parent: Post | None,
    via: str,
    message_id: str | None = None,
) -> tuple[Post, Written]:
    """Write the next post of a locked topic, and everything that must be true with it."""
    parent = _answered(topic, parent)
    number = topic.last_number + 1
    written = render_post(markdown, topic=topic, author=author)
    post = Post.objects.create(
        topic=topic,
        number=number,
        parent=parent,
        path=path_under(parent.path if parent else "", number),
        author=author,
        markdown=markdown,
        html=written.html,
        via=via,
        message_id=message_id,
    )
    PostUpload.objects.bulk_create([PostUpload(post=post, upload_id=pk) for pk in written.uploads])
    count_post(topic, post)
    read_own_post(topic=topic, member=author, number=number)
    if not _FOLLOWS(author.pk, topic.pk):
        TopicFollow.objects.get_or_create(member=author, topic=topic, defaults={"level": Follow.TRACKING})
    touch_topic(topic)
    return post, written


def _answered(topic: Topic, parent: Post | None) -> Post | None:
    """The post that is answered; None means the topic, and to answer its opening is to answer the topic."""
    if parent is not None and (parent.topic_id != topic.pk or parent.deleted_at is not None):
        raise ValidationError({"parent": _("The post you answer is not here any more. Your text is still here.")})
    return None if parent is None or parent.is_opening else parent


def count_post(topic: Topic, post: Post) -> None:
    """Take a new post into the counts of its topic, its author's part in it, and its group."""
    now = post.created_at
    topic.last_number = post.number
    topic.post_count += 1
    topic.bumped_at = now
    topic.last_author_id = post.author_id
    others = [face for face in topic.faces[1:] if face != post.author_id]
    if post.author_id != topic.author_id:
        others.append(post.author_id)
    topic.faces = [topic.author_id, *others[-(FACES_MAX - 1) :]]
    topic.save(update_fields=["last_number", "post_count", "bumped_at", "last_author", "faces"])
    count_participation(topic_id=topic.pk, member_id=post.author_id, change=1)
    if topic.group_id is not None:
        Group.objects.filter(pk=topic.group_id).update(bumped_at=now)


def count_participation(*, topic_id: int, member_id: int, change: int) -> None:
    """Change how many posts a member has in a topic; nobody stays with none."""
    rows = Participation.objects.filter(topic_id=topic_id, member_id=member_id)
    if not rows.update(posts=F("posts") + change) and change > 0:
        Participation.objects.create(topic_id=topic_id, member_id=member_id, posts=change)
    if change < 0:
        rows.filter(posts__lte=0).delete()


def recount_topic(topic: Topic) -> None:
    """Count a topic's posts, people and last word anew, after posts came from or went to another topic."""
    posts = Post.objects.filter(topic=topic)
    readable = posts.filter(deleted_at=None)
    counts: dict[int, int] = {}
    for author_id in readable.order_by("number").values_list("author_id", flat=True):
        counts[author_id] = counts.pop(author_id, 0) + 1  # the latest to write comes last
    last = readable.order_by("-number").first()
    topic.last_number = posts.order_by("-number").values_list("number", flat=True).first() or 0
    topic.post_count = sum(counts.values())
    topic.like_count = sum(readable.values_list("like_count", flat=True))
    if last is not None:
        topic.bumped_at, topic.last_author_id = last.created_at, last.author_id
    others = [author_id for author_id in counts if author_id != topic.author_id]
    topic.faces = [topic.author_id, *others[-(FACES_MAX - 1) :]]
    topic.save(update_fields=["last_number", "post_count", "like_count", "bumped_at", "last_author", "faces"])
    Participation.objects.filter(topic=topic).delete()
    Participation.objects.bulk_create(
        [Participation(topic=topic, member_id=author_id, posts=posts) for author_id, posts in counts.items()]
    )


def rebump_group(group_id: int | None) -> None:
    """A group was last active when the last post that can be read in it was written; it keeps its date without any."""
    if group_id is None:
        return
    last = Topic.objects.filter(group=group_id, deleted_at=None).order_by("-bumped_at").values("bumped_at")[:1]
    Group.objects.filter(pk=group_id, topics__deleted_at=None).update(bumped_at=Subquery(last))


def forget_draft(member: Member, purpose: str) -> None:
    if _DRAFT(member.pk, purpose):
        Draft.objects.filter(member=member, purpose=purpose).delete()


def greet_by_reply(topic: Topic, author: Member) -> None:
    """Who answers an introduction has greeted its author."""
    if topic.kind == Kind.INTRODUCTION and topic.group is not None and topic.author_id != author.pk:
        waiting = Membership.objects.filter(group=topic.group, member_id=topic.author_id, greeted_at=None)
        if waiting.update(greeted_at=timezone.now(), greeted_by=author):
            touch_group(topic.group)
