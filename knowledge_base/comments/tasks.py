"""What happens after a comment was written or decided on, as jobs. Each may run twice and then tells nobody a second
time."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from members.tasks import patiently
from notifications import operations as notifications
from notifications.models import Notification

from . import mails, policy, told
from .models import SHOWN, WAITING, CommentFollow, CommentMail, PageComment
from .telling import askers_of, authors_of, followers_of, hands_of, replied_to, those_who_see


@task()
def tell_of_comment(comment_id: int) -> None:
    """Tell whom a comment replies to, who wrote the page and who follows it: each once, for the nearest reason; and
    ask for the mails that followers want."""
    comment = _comments().filter(SHOWN, pk=comment_id).first()
    if comment is None:
        return
    before = Notification.objects.filter(kind__in=(told.REPLIED, told.COMMENTED), object_id=comment.pk)
    done = {comment.user_id, *before.values_list("member", flat=True)}
    page = comment.page
    for kind, members in (
        (told.REPLIED, replied_to(comment)),
        (told.COMMENTED, authors_of(page) | followers_of(page)),
    ):
        members = those_who_see(page, members - done)
        done |= members
        _tell(comment, kind, members, comment.user_id)
    _ask_for_mails(comment)


def _ask_for_mails(comment: PageComment) -> None:
    """A row and a job for each follower who wants mail: both or none, and never a second time."""
    following = CommentFollow.objects.filter(page=comment.page_id, by_mail=True).exclude(member=comment.user_id)
    wanting = dict(following.values_list("member", "member__email"))
    for member_id in wanting:
        _ask_for_mail(comment=comment, member_id=member_id)
    if not policy.may_mail_asker(comment.page):
        return
    author = comment.user.email if comment.user is not None else comment.user_email
    reached = {(address or "").lower() for address in (author, *wanting.values())}
    for address, asked_by in askers_of(comment.page).items():
        if address not in reached:
            _ask_for_mail(comment=comment, asked_by_id=asked_by)


def _ask_for_mail(**whom: Any) -> None:
    with transaction.atomic():
        mail, is_new = CommentMail.objects.get_or_create(**whom)
        if is_new:
            send_comment.enqueue(mail.pk)


@patiently
@task(queue_name="mail")
def send_comment(mail_id: int) -> None:
    """Mail a comment to who may still read it and still wants it so. Where a worker dies between the mail
    and the note that it is sent, it goes out again under the same Message-ID, by which mailboxes know it."""
    waiting = CommentMail.objects.filter(pk=mail_id, sent_at=None)
    mail = waiting.select_related("member", "asked_by", "comment__page", "comment__user").first()
    if mail is not None and mails.is_wanted(mail):
        mails.letter_of(mail).send()
        CommentMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())


@task()
def tell_of_waiting(comment_id: int) -> None:
    """Tell who looks after the comments of a page that one waits for them."""
    comment = _comments().filter(WAITING, pk=comment_id).first()
    if comment is not None:
        _tell(comment, told.WAITS, hands_of(comment.page), comment.user_id)


@task()
def tell_of_approval(comment_id: int, by_id: int) -> None:
    """Tell a member that their comment is shown now."""
    comment = _comments().filter(SHOWN, pk=comment_id, user__isnull=False).first()
    if comment is not None:
        _tell(comment, told.APPROVED, those_who_see(comment.page, {comment.user_id}), by_id)


@task()
def tell_of_like(comment_id: int, member_id: int) -> None:
    """Tell an author that somebody likes their comment, if the like is still there."""
    comment = _comments().filter(SHOWN, pk=comment_id, user__isnull=False).first()
    if comment is not None and comment.is_liked_by(member_id):
        _tell(comment, told.LIKED, those_who_see(comment.page, {comment.user_id}), member_id)


@task()
def tell_of_flag(comment_id: int, member_id: int) -> None:
    """Tell who looks after the comments of a page that a member flagged one of them."""
    comment = _comments().filter(SHOWN, pk=comment_id).first()
    if comment is not None:
        _tell(comment, told.FLAGGED, hands_of(comment.page) - {comment.user_id}, member_id)


def _comments() -> QuerySet[PageComment]:
    return PageComment.objects.select_related("page", "reply_to", "user")


def _tell(comment: PageComment, kind: str, members: set[int], actor: int | None) -> None:
    notifications.notify(
        members=members, kind=kind, thread=told.thread_of(comment.page_id), object_id=comment.pk, actor=actor
    )
