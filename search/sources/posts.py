"""Posts: the first of a topic with its title and tags, the others with their words alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from forum.models import Kind as TopicKind
from forum.models import Post, PostUpload, TaggedTopic, Topic
from markup import to_plain
from search.models import TAGS_MAX, Flag, Kind, SearchEntry, Source
from search.places import place_of_topic

BATCH = 500  # posts whose tags and files are asked for at once


def entries_of(posts: QuerySet[Post]) -> Iterator[SearchEntry]:
    """The entries of those of these posts that are there, with a bounded number of them in memory."""
    found = posts.filter(deleted_at=None, topic__deleted_at=None).select_related("topic", "author")
    batch: list[Post] = []
    for post in found.order_by("pk").iterator(chunk_size=BATCH):
        batch.append(post)
        if len(batch) == BATCH:
            yield from entries_of_loaded(batch)
            batch = []
    yield from entries_of_loaded(batch)


def entries_of_loaded(posts: list[Post], words: dict[int, str] | None = None) -> Iterator[SearchEntry]:
    """The entries of posts that are loaded with their topics and authors, in two queries at most. What the posts say is
    read from their HTML where `words` does not have it."""
    words = words or {}
    tags = _tags_of({post.topic_id for post in posts if post.is_opening})
    files = _files_of([post.pk for post in posts if "upload:" in post.markdown.lower()])
    for post in posts:
        text = words[post.pk] if post.pk in words else to_plain(post.html)
        yield _entry(post, text, tags.get(post.topic_id, ""), files.get(post.pk, 0))


def _entry(post: Post, text: str, tags: str, files: int) -> SearchEntry:
    topic, opening = post.topic, post.is_opening
    kind = Kind.MESSAGE if topic.is_message else Kind.TOPIC if opening else Kind.REPLY
    return SearchEntry(
        source=Source.POST,
        source_id=post.pk,
        kind=kind,
        place=place_of_topic(topic),
        topic_id=topic.pk,
        group_id=topic.group_id,
        title=topic.title if opening else "",
        text=text,
        tags=tags if opening else "",
        author_id=post.author_id,
        language=post.author.language,
        created_at=post.created_at,
        active_at=topic.bumped_at if opening else post.created_at,
        likes=post.like_count,
        replies=topic.reply_count if opening else 0,
        flags=files | flags_of(topic, post),
    )


def flags_of(topic: Topic, post: Post) -> int:
    """What is true of a post by the state of its topic."""
    flags = 0
    if post.is_opening:
        flags |= Flag.QUESTION if topic.kind == TopicKind.QUESTION else 0
        flags |= Flag.SOLVED if topic.solution_id else 0
        flags |= Flag.CLOSED if topic.closed_at or topic.archived_at else 0
    elif topic.solution_id == post.pk:
        flags |= Flag.SOLUTION
    return flags


def marked_of(topic: Topic) -> list[int]:
    """The posts that say something of their topic's state: the first, and the solution."""
    opening = Post.objects.filter(topic=topic, number=1).values_list("pk", flat=True)
    return [*opening, *([topic.solution_id] if topic.solution_id else [])]


def _tags_of(topics: Collection[int]) -> dict[int, str]:
    names: dict[int, list[str]] = {}
    if not topics:  # as with every reply
        return {}
    rows = TaggedTopic.objects.filter(content_object__in=topics).order_by("pk")
    for topic_id, name in rows.values_list("content_object", "tag__name"):
        names.setdefault(topic_id, []).append(name)
    return {topic_id: "\n".join(found)[:TAGS_MAX] for topic_id, found in names.items()}


def _files_of(posts: Collection[int]) -> dict[int, int]:
    flags: dict[int, int] = {}
    if not posts:
        return flags
    for post_id, width in PostUpload.objects.filter(post__in=posts).values_list("post", "upload__width"):
        flags[post_id] = flags.get(post_id, 0) | (Flag.FILE if width is None else Flag.IMAGE)
    return flags
