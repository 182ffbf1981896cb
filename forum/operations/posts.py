"""Operations on posts."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from forum import policy, signals, tasks, told
from forum.freshness import touch_topic
from forum.models import Post, PostRevision, PostUpload, Topic, Via
from forum.rendering import render_post
from markup import excerpt
from members.models import Member
from notifications import operations as notifications

from .access import current_post, locked_topic, require, require_rules
from .noting import note_on_post
from .reading import count_read_again, uncount_read
from .words import checked_markdown
from .writing import add_post, forget_draft, greet_by_reply, rebump_group, recount_topic

# A writer who mends a slip at once leaves no earlier version for all to compare.
GRACE = timedelta(minutes=5)
EXCERPT_LENGTH = 220


@transaction.atomic
def reply(
    *,
    topic: Topic,
    author: Member,
    markdown: str,
    parent: Post | None = None,
    via: str = Via.WEB,
    message_id: str | None = None,
) -> Post:
    """Answer a topic, or a post in it; tells who wants to hear.

    One transaction, so that number, counts, read state and the job that tells are true together or not at all.
    Raises PermissionDenied (RulesNotAccepted among them) and ValidationError.
    """
    topic = locked_topic(topic)
    require(policy.can_reply(author, topic))
    require_rules(author, topic.group)
    markdown = checked_markdown(markdown)
    post, _written = add_post(
        topic=topic, author=author, markdown=markdown, parent=parent, via=via, message_id=message_id
    )
    greet_by_reply(topic, author)
    forget_draft(author, f"reply:{topic.pk}")
    signals.post_offered.send(Post, post=post, editor=author, is_new=True)
    if post.deleted_at is None:
        tasks.tell_of_post.enqueue(post.pk)
        signals.post_written.send(Post, post=post)
    return post


@transaction.atomic
def revise_post(*, post: Post, editor: Member, markdown: str, reason: str = "") -> Post:
    """Change the words of a post; what it said before is kept, but for a writer's own change within minutes."""
    post = current_post(post)
    require(policy.can_revise_post(editor, post))
    markdown = checked_markdown(markdown)
    if markdown == post.markdown:
        return post
    slip = editor.pk == post.author_id and timezone.now() - post.created_at < GRACE and post.edited_at is None
    if not slip:
        keep_revision(post, editor, reason)
    # Rendered as the editor's: whoever improves a wiki post may hang in what they brought, not what its author did.
    written = render_post(markdown, topic=post.topic, author=editor)
    post.markdown, post.html = markdown, written.html
    post.save(update_fields=["markdown", "html", "edited_at"])
    PostUpload.objects.bulk_create(
        [PostUpload(post=post, upload_id=pk) for pk in written.uploads], ignore_conflicts=True
    )
    PostUpload.objects.filter(post=post).exclude(upload__in=written.uploads).delete()
    if post.is_opening:
        Topic.objects.filter(pk=post.topic_id).update(excerpt=excerpt(markdown, length=EXCERPT_LENGTH))
    forget_draft(editor, f"revise:{post.pk}")
    touch_topic(post.topic)
    signals.post_offered.send(Post, post=post, editor=editor, is_new=False)
    tasks.tell_of_revision.enqueue(post.pk)
    signals.post_revised.send(Post, post=post)
    return post


def keep_revision(post: Post, editor: Member, reason: str, title: str = "") -> None:
    """Keep the words a post has now as a revision, before they are changed."""
    number = PostRevision.objects.filter(post=post).count() + 1
    PostRevision.objects.create(
        post=post, number=number, markdown=post.markdown, title=title, editor=editor, reason=reason[:200]
    )
    post.edited_at = timezone.now()


@transaction.atomic
def delete_post(*, post: Post, by: Member) -> Post:
    """Take a post out of sight; it can be restored. Its replies stay."""
    post = current_post(post)
    require(policy.can_delete_post(by, post))
    take_out_of_sight(post, by)
    note_on_post(post, "deleted", by)
    return post


def take_out_of_sight(post: Post, by: Member | None) -> None:
    """A post that everybody saw is seen no more, in its topic, the counts, the search and what was told. Part of the
    caller's transaction, which has asked whether it may."""
    post.deleted_at, post.deleted_by = timezone.now(), by
    post.save(update_fields=["deleted_at", "deleted_by", "hidden_at"])
    if post.topic.solution_id == post.pk:
        Topic.objects.filter(pk=post.topic_id).update(solution=None, solved_by=None)
    _count_again(post)
    uncount_read(post)
    notifications.forget_object(kinds=told.KINDS_ABOUT_POSTS, object_id=post.pk)
    signals.post_deleted.send(Post, post=post)


@transaction.atomic
def restore_post(*, post: Post, by: Member) -> Post:
    """Bring a deleted or hidden post back to its place. Nobody is told a second time."""
    post = current_post(post)
    require(policy.can_restore_post(by, post))
    gone_since = post.deleted_at or timezone.now()
    post.deleted_at, post.deleted_by, post.hidden_at = None, None, None
    post.save(update_fields=["deleted_at", "deleted_by", "hidden_at"])
    _count_again(post)
    count_read_again(post, gone_since)
    note_on_post(post, "restored", by)
    signals.post_restored.send(Post, post=post)
    return post


def _count_again(post: Post) -> None:
    """The topic is as it would be with what there is to read in it now, its last word too."""
    recount_topic(locked_topic(post.topic))
    rebump_group(post.topic.group_id)
    touch_topic(post.topic)


@transaction.atomic
def make_wiki(*, post: Post, by: Member) -> Post:
    """Let everybody who may reply improve this post."""
    return _set_wiki(post, by, True)


@transaction.atomic
def unmake_wiki(*, post: Post, by: Member) -> Post:
    """Leave this post to its author again."""
    return _set_wiki(post, by, False)


def _set_wiki(post: Post, by: Member, is_wiki: bool) -> Post:
    post = current_post(post)
    require(policy.can_make_wiki(by, post))
    post.is_wiki = is_wiki
    post.save(update_fields=["is_wiki"])
    touch_topic(post.topic)
    return post
