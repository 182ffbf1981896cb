"""Writes a planned and rendered batch, whole, in one transaction.

This is the importers' own way of writing, beside the operations: the same rows, many at a time, and nobody told. What
it counts is what `forum.operations.writing` counts post by post.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from taggit.models import Tag

from forum import signals
from forum.freshness import group_key, topic_key
from forum.models import (
    LIKE,
    Group,
    ImportedItem,
    Kind,
    OldAddress,
    Participation,
    Post,
    PostOriginal,
    PostUpload,
    TaggedTopic,
    Topic,
    Via,
)
from forum.models.topics import FACES_MAX, TITLE_MAX, slug_for
from forum.operations.writing import recount_topic
from freshness.stamps import LISTS, SITE, bump
from members.models import Member

from .attachments import Attachments
from .found import FoundTopic
from .groups import Groups
from .people import People
from .plain_line import plain_line
from .planning import Plan, PlannedPost, PlannedTopic
from .rendering import Made
from .reports import Report

ROWS = 1_000  # of one INSERT
TAG_MAX = 100
PATH_MAX = 250  # characters of an old address


class Writer:
    """Writes the batches of one source."""

    def __init__(
        self,
        *,
        source: str,
        people: People,
        groups: Groups,
        tags: dict[str, Tag],
        report: Report,
        attachments: Attachments,
    ) -> None:
        self.source, self.people, self.groups, self.tags = source, people, groups, tags
        self.report, self.attachments = report, attachments

    def write(self, plan: Plan, made: Sequence[Made]) -> None:
        """One transaction: a topic is never here without its posts, nor a post without its counts."""
        if not plan.topics:
            return
        by_post = dict(zip((post.id for post in plan.posts), made, strict=True))
        with transaction.atomic():
            new = [topic for topic in plan.topics if topic.is_new]
            topics = {topic.id: self._topic(topic, by_post) for topic in new}
            Topic.objects.bulk_create(topics.values(), batch_size=ROWS)
            posts = [self._post(topic, post, by_post[post.id]) for topic in plan.topics for post in topic.posts]
            hanging = self.attachments.store(plan, {post.pk: post for post in posts})
            Post.objects.bulk_create(posts, batch_size=ROWS)
            PostUpload.objects.bulk_create(hanging, batch_size=ROWS)
            self._write_origins(plan)
            self._write_parts(new)
            self._write_tags(new)
            for topic in plan.topics:
                if not topic.is_new:
                    topics[topic.id] = Topic.objects.select_for_update().get(pk=topic.id)
                    recount_topic(topics[topic.id])
            self._count_groups(plan)
            self._bump(plan)
            _announce(posts, topics, {pk: one.plain for pk, one in by_post.items()})
        self.report.count("topics written", len(new))
        self.report.count("posts written", len(posts))

    def _topic(self, topic: PlannedTopic, made: dict[int, Made]) -> Topic:
        found, posts = topic.found, topic.posts
        counts = self._parts(posts)
        opening, last = posts[0], max(posts, key=lambda post: post.number)
        author = self.people.known[opening.found.person].id
        others = [member for member in counts if member != author]
        solution = next((post.id for post in posts if post.found.key == found.solution and post is not opening), None)
        title = title_of(found)
        return Topic(
            pk=topic.id,
            group_id=self.groups.known[found.group],
            kind=Kind.QUESTION if solution else Kind.DISCUSSION,
            title=title,
            slug=slug_for(title),
            author_id=author,
            excerpt=made[opening.id].excerpt,
            created_at=opening.found.created_at,
            bumped_at=last.found.created_at,
            last_author_id=self.people.known[last.found.person].id,
            last_number=last.number,
            post_count=len(posts),
            like_count=sum(post.found.likes for post in posts),
            view_count=found.views,
            faces=[author, *others[-(FACES_MAX - 1) :]],
            solution_id=solution,
            closed_at=found.closed_at,
            archived_at=found.archived_at,
        )

    def _parts(self, posts: Sequence[PlannedPost]) -> Counter[int]:
        """How many posts each member wrote; who wrote last comes last."""
        counts: Counter[int] = Counter()
        for post in sorted(posts, key=lambda post: post.number):
            member = self.people.known[post.found.person].id
            counts[member] = counts.pop(member, 0) + 1
        return counts

    def _post(self, topic: PlannedTopic, post: PlannedPost, made: Made) -> Post:
        found = post.found
        return Post(
            pk=post.id,
            topic_id=topic.id,
            number=post.number,
            parent_id=post.parent,
            path=post.path,
            author_id=self.people.known[found.person].id,
            markdown=made.markdown,
            html=made.html,
            via=Via.IMPORT,
            message_id=found.message_id,
            created_at=found.created_at,
            reactions={LIKE: found.likes} if found.likes else {},
            like_count=found.likes,
        )

    def _write_origins(self, plan: Plan) -> None:
        ImportedItem.objects.bulk_create(
            (
                ImportedItem(source=self.source, kind="post", key=post.found.key, object_id=post.id)
                for post in plan.posts
            ),
            batch_size=ROWS,
            # A post that was removed for good and comes again leaves its item behind.
            update_conflicts=True,
            unique_fields=["source", "kind", "key"],
            update_fields=["object_id"],
        )
        addresses = [address for topic in plan.topics for address in _old_addresses(topic)]
        OldAddress.objects.bulk_create(addresses, batch_size=ROWS, ignore_conflicts=True)
        originals = [
            PostOriginal(post_id=post.id, text=post.found.original)
            for post in plan.posts
            if post.found.original is not None
        ]
        PostOriginal.objects.bulk_create(originals, batch_size=ROWS)

    def _write_parts(self, new: Sequence[PlannedTopic]) -> None:
        Participation.objects.bulk_create(
            (
                Participation(topic_id=topic.id, member_id=member, posts=posts)
                for topic in new
                for member, posts in self._parts(topic.posts).items()
            ),
            batch_size=ROWS,
        )

    def _write_tags(self, new: Sequence[PlannedTopic]) -> None:
        rows = {
            (topic.id, self.tags[name].pk)
            for topic in new
            for tag in topic.found.tags
            if (name := tag_name(tag)) in self.tags
        }
        TaggedTopic.objects.bulk_create(
            (TaggedTopic(content_object_id=topic, tag_id=tag) for topic, tag in sorted(rows)), batch_size=ROWS
        )

    def _count_groups(self, plan: Plan) -> None:
        started = Counter(self.groups.known[topic.found.group] for topic in plan.topics if topic.is_new)
        latest: dict[int, datetime] = {}
        for topic in plan.topics:
            group = self.groups.known[topic.found.group]
            dates = [post.found.created_at for post in topic.posts]
            latest[group] = max(dates + ([latest[group]] if group in latest else []))
        for pk in sorted(latest):
            Group.objects.filter(pk=pk).update(topic_count=F("topic_count") + started[pk])
            Group.objects.filter(pk=pk, bumped_at__lt=latest[pk]).update(bumped_at=latest[pk])

    def _bump(self, plan: Plan) -> None:
        groups = {self.groups.known[topic.found.group] for topic in plan.topics}
        grown = [topic_key(topic.id) for topic in plan.topics if not topic.is_new]
        bump(LISTS, SITE, *(group_key(pk) for pk in groups), *grown)


def _announce(posts: Sequence[Post], topics: dict[int, Topic], words: dict[int, str]) -> None:
    authors = Member.objects.in_bulk({post.author_id for post in posts})
    for post in posts:
        post.topic, post.author = topics[post.topic_id], authors[post.author_id]
    signals.posts_imported.send(Post, posts=posts, words=words)


def title_of(found: FoundTopic) -> str:
    """The title on one line, cut to what a title may be."""
    return plain_line(found.title, limit=TITLE_MAX) or "…"


def slug_of_title(found: FoundTopic) -> str:
    """The readable part of the address the topic will have."""
    return slug_for(title_of(found))


def tag_name(tag: str) -> str:
    """A tag as it is kept: in lower case, on one line."""
    return plain_line(tag.replace("#", " "), limit=TAG_MAX).lower()


def add_tags(names: set[str]) -> dict[str, Tag]:
    """The tags of these names, made where there are none."""
    wanted = sorted({name for tag in names if (name := tag_name(tag))})
    tags = {tag.name.lower(): tag for tag in Tag.objects.filter(name__in=wanted)}
    for name in wanted:
        if name not in tags:
            tags[name] = Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
    return tags


def _old_addresses(topic: PlannedTopic) -> list[OldAddress]:
    paths: list[tuple[str, int | None]] = []
    if topic.is_new:
        paths += [(path, None) for path in topic.found.paths]
    if topic.found.post_path:
        paths += [(topic.found.post_path.format(number=post.found.number), post.id) for post in topic.posts]
    return [OldAddress(path=path, topic_id=topic.id, post_id=post) for path, post in paths if len(path) <= PATH_MAX]
