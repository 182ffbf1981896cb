"""What the floors below announce, heard inside the transaction of the change: the entries are true with it or not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_delete
from django.utils import timezone
from wagtail.models import get_page_models
from wagtail.signals import page_published, page_unpublished

from forum import signals as forum
from forum.models import Group, Post, Topic
from freshness.stamps import RELATED, bump
from jobs.once import enqueue_once
from knowledge_base.comments import signals as comments
from knowledge_base.comments.models import PageComment
from knowledge_base.models import KnowledgePage
from members import signals as members
from members.models import Member

from . import operations, tasks
from .backends.whoosh.index import index_missing
from .models import About, Kind, SearchEntry, Source
from .places import place_of_topic
from .related.looking import look_again
from .sources.posts import entries_of_loaded, marked_of


def listen() -> None:
    """Called once, when all models are there."""
    forum.topic_started.connect(topic_started)
    forum.post_written.connect(post_written)
    forum.post_revised.connect(post_revised)
    for signal in (forum.post_deleted, forum.post_restored):
        signal.connect(post_counted)
    forum.post_marked.connect(post_marked)
    forum.posts_imported.connect(posts_imported)
    forum.written_anew.connect(written_anew)
    forum.posts_moved.connect(posts_moved)
    forum.topic_changed.connect(topic_changed)
    forum.topic_deleted.connect(topic_deleted)
    forum.topic_restored.connect(topic_restored)
    forum.group_changed.connect(group_changed)
    for signal in (members.member_joined, members.member_claimed, members.member_changed):
        signal.connect(member_changed)
    forum.members_imported.connect(members_imported)
    members.words_claimed.connect(words_claimed)
    comments.comment_changed.connect(comment_changed)
    for signal in (page_published, page_unpublished):
        signal.connect(page_changed)
    for model in get_page_models():
        post_delete.connect(page_deleted, sender=model)
    index_missing.connect(models_missing)


def topic_started(topic: Topic, **_more: Any) -> None:
    operations.refresh(Source.POST, _openings_of([topic.pk]))


def post_written(post: Post, **_more: Any) -> None:
    if not post.is_opening:  # that one is written with its topic
        operations.write_new(entries_of_loaded([post]))
        opening = SearchEntry.objects.filter(topic_id=post.topic_id, kind=Kind.TOPIC)
        opening.update(active_at=post.created_at, replies=post.topic.reply_count)


def post_revised(post: Post, **_more: Any) -> None:
    operations.refresh(Source.POST, [post.pk])
    if post.is_opening:
        look_again(About.TOPIC, post.topic_id)


def post_counted(post: Post, **_more: Any) -> None:
    """The first post of a topic says how many replies there are."""
    operations.refresh(Source.POST, [*{post.pk, *_openings_of([post.topic_id])}])


def _openings_of(topics: Iterable[int]) -> list[int]:
    return list(Post.objects.filter(topic__in=topics, number=1).values_list("pk", flat=True))


def post_marked(post: Post, **_more: Any) -> None:
    operations.mark(SearchEntry.objects.filter(source=Source.POST, source_id=post.pk), likes=post.like_count)


def posts_imported(posts: list[Post], words: dict[int, str], **_more: Any) -> None:
    operations.write_new(entries_of_loaded(posts, words))
    grown = {post.topic_id for post in posts} - {post.topic_id for post in posts if post.is_opening}
    operations.refresh(Source.POST, _openings_of(grown))


def written_anew(**_more: Any) -> None:
    operations.refresh_everything()


def posts_moved(posts: list[int], **_more: Any) -> None:
    operations.refresh(Source.POST, posts)


def topic_changed(topic: Topic, **_more: Any) -> None:
    """Its title, tags or state stand with its first post and its solution; its place with every post."""
    entries = SearchEntry.objects.filter(topic_id=topic.pk)
    operations.move(entries, place=place_of_topic(topic), group_id=topic.group_id)
    concerned = set(marked_of(topic))
    concerned |= set(entries.filter(source=Source.POST).solutions().values_list("source_id", flat=True))
    operations.refresh(Source.POST, sorted(concerned))
    look_again(About.TOPIC, topic.pk)
    bump(RELATED)


def topic_deleted(topic: Topic, **_more: Any) -> None:
    operations.forget(SearchEntry.objects.filter(topic_id=topic.pk))
    bump(RELATED)


def topic_restored(topic: Topic, **_more: Any) -> None:
    operations.refresh(Source.POST, list(Post.objects.filter(topic=topic).values_list("pk", flat=True)))


def group_changed(group: Group, **_more: Any) -> None:
    operations.refresh(Source.GROUP, [group.pk])


def member_changed(member: Member, **_more: Any) -> None:
    operations.refresh(Source.MEMBER, [member.pk])


def members_imported(members: list[int], **_more: Any) -> None:
    operations.refresh(Source.MEMBER, members)


def words_claimed(member: Member, unclaimed: Member, **_more: Any) -> None:
    """What an imported person wrote is the member's now."""
    written = SearchEntry.objects.filter(author_id=unclaimed.pk).exclude(source=Source.MEMBER)
    operations.mark(written, author_id=member.pk)


def comment_changed(comment: PageComment, **_more: Any) -> None:
    operations.refresh(Source.COMMENT, [comment.pk])


def page_changed(instance: Any, **_more: Any) -> None:
    if isinstance(instance, KnowledgePage):
        operations.refresh(Source.PAGE, [instance.pk])
        look_again(About.PAGE, instance.pk)


def page_deleted(instance: Any, **_more: Any) -> None:
    """Its comments went with it, without a word."""
    if isinstance(instance, KnowledgePage):
        operations.forget(SearchEntry.objects.about_page(instance.pk))


def models_missing(**_more: Any) -> None:
    enqueue_once(tasks.rebuild_models, run_after=timezone.now())
