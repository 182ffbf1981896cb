"""What happens after a write, as jobs. Each may run twice and then tells nobody a second time."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from notifications import operations as notifications
from notifications.models import Notification
from notifications.tasks import forget_unseen

from . import told
from .models import Bookmark, GroupRole, MembershipRequest, Post, Reaction, Topic
from .policy import POWERS, Power
from .rendering import render_post
from .telling import allowed, answered, in_message, mentioned, seeing, those_with_power, trackers, watchers

ADMITTING = [role for role, powers in POWERS.items() if Power.ADMIT in powers]


def _thread(topic: Topic) -> str:
    return f"topic:{topic.pk}"


@task()
def tell_of_post(post_id: int) -> None:
    """Tell who is mentioned, quoted, answered, written to, or follows: each once, for the nearest reason."""
    post = _post(post_id)
    if post is None:
        return
    topic = post.topic
    written = render_post(post.markdown, topic=topic, author=post.author)
    reasons = [
        (told.MENTIONED, mentioned(written.mentioned, written.mentioned_groups)),
        (told.QUOTED, set(written.quoted)),
        (told.MESSAGE, in_message(topic) if topic.is_message else set()),
        (told.REPLIED, answered(post)),
        (told.FOLLOWED, watchers(topic)),
        (told.STARTED, trackers(topic) if post.is_opening else set()),
    ]
    _tell(post, reasons)


@task()
def tell_of_revision(post_id: int) -> None:
    """Tell whom a revision mentions for the first time; whoever was told of this post before hears nothing."""
    post = _post(post_id)
    if post is not None:
        written = render_post(post.markdown, topic=post.topic, author=post.author)
        _tell(post, [(told.MENTIONED, mentioned(written.mentioned, written.mentioned_groups))])


def _post(post_id: int) -> Post | None:
    posts = Post.objects.select_related("topic__group", "author", "parent")
    return posts.filter(pk=post_id, deleted_at=None, topic__deleted_at=None).first()


def _tell(post: Post, reasons: list[tuple[str, set[int]]]) -> None:
    told_before = Notification.objects.filter(kind__in=told.POST_KINDS, object_id=post.pk)
    done = {post.author_id, *told_before.values_list("member", flat=True)}
    for kind, members in reasons:
        members = allowed(post.topic, members - done)
        done |= members
        notifications.notify(
            members=members,
            kind=kind,
            thread=_thread(post.topic),
            object_id=post.pk,
            number=post.number,
            actor=post.author_id,
            place=post.topic.group_id or 0,
        )


@task()
def tell_of_reaction(post_id: int, member_id: int) -> None:
    """Tell an author that somebody marked their post, if the mark is still there."""
    post = _post(post_id)
    if post is None or not Reaction.objects.filter(post=post, member=member_id).exists():
        return
    notifications.notify(
        members=allowed(post.topic, {post.author_id}),
        kind=told.LIKED,
        thread=_thread(post.topic),
        object_id=post.pk,
        number=post.number,
        actor=member_id,
    )


def untell_reaction(post_id: int, member_id: int) -> None:
    """Take back what told of a reaction that is gone; part of the caller's transaction."""
    notifications.withdraw(kind=told.LIKED, object_id=post_id, actor=member_id)


@task()
def tell_of_solution(post_id: int, by_id: int) -> None:
    """Tell the author of a solution, and who follows the question."""
    post = _post(post_id)
    if post is None or post.topic.solution_id != post.pk:
        return
    notifications.notify(
        members=allowed(post.topic, {post.author_id, post.topic.author_id} | watchers(post.topic)),
        kind=told.SOLVED,
        thread=_thread(post.topic),
        object_id=post.pk,
        number=post.number,
        actor=by_id,
        place=post.topic.group_id or 0,
    )


@task()
def tell_of_message_invitation(topic_id: int, member_id: int, by_id: int) -> None:
    """Tell somebody that they were brought into a message."""
    topic = Topic.objects.filter(pk=topic_id, deleted_at=None).first()
    opening = topic and Post.objects.filter(topic=topic, number=1).first()
    if topic is not None and opening is not None:
        notifications.notify(
            members=allowed(topic, {member_id}),
            kind=told.MESSAGE,
            thread=_thread(topic),
            object_id=opening.pk,
            number=1,
            actor=by_id,
        )


@task()
def tell_of_request(request_id: int) -> None:
    """Tell who decides that somebody asks to join."""
    request = MembershipRequest.objects.filter(pk=request_id, decided_at=None).first()
    if request is not None:
        notifications.notify(
            members=those_with_power(request.group_id, ADMITTING),
            kind=told.REQUESTED,
            thread="",
            object_id=request.pk,
            actor=request.member_id,
        )


@task()
def tell_of_admission(request_id: int) -> None:
    """Tell a member that they were let in."""
    request = MembershipRequest.objects.filter(pk=request_id, outcome=MembershipRequest.Outcome.ACCEPTED).first()
    if request is not None:
        notifications.notify(
            members={request.member_id},
            kind=told.ADMITTED,
            thread="",
            object_id=request.pk,
            actor=request.decided_by_id,
        )


@task()
def tell_of_invitation(request_id: int) -> None:
    """Tell a member that they are invited to a group, while the invitation stands."""
    request = MembershipRequest.objects.filter(pk=request_id, decided_at=None).first()
    if request is not None:
        notifications.notify(
            members={request.member_id}, kind=told.INVITED, thread="", object_id=request.pk, actor=request.created_by_id
        )


@task()
def tell_of_role(role_id: int, by_id: int) -> None:
    """Tell a member of their new role, if they still have it."""
    role = GroupRole.objects.filter(pk=role_id).first()
    if role is not None:
        notifications.notify(members={role.member_id}, kind=told.ROLE_GIVEN, thread="", object_id=role.pk, actor=by_id)


@task()
def remind_of_bookmarks() -> None:
    """Remind of the bookmarks that are due, of posts that can still be seen; who mutes a topic asked for this one."""
    due = Bookmark.objects.filter(reminded_at=None, remind_at__lte=timezone.now()).select_related("post__topic__group")
    for mark in due[:500]:
        topic = mark.post.topic
        if mark.post.deleted_at is None and seeing(topic, {mark.member_id}):
            notifications.notify(
                members={mark.member_id},
                kind=told.REMINDED,
                thread=_thread(topic),
                object_id=mark.post_id,
                number=mark.post.number,
                actor=None,
            )
        Bookmark.objects.filter(pk=mark.pk).update(reminded_at=timezone.now())


@task()
def forget_out_of_sight(group_id: int) -> None:
    """A group's audience has changed: withdraw what was told of its topics from those who do not see them now."""
    threads = [f"topic:{pk}" for pk in Topic.objects.filter(group=group_id).values_list("pk", flat=True).iterator()]
    told_to: set[int] = set()
    for start in range(0, len(threads), 500):
        rows = Notification.objects.filter(thread__in=threads[start : start + 500])
        told_to |= set(rows.order_by().values_list("member", flat=True).distinct())
    for member_id in told_to:
        forget_unseen.enqueue(member_id)
