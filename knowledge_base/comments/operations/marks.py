"""Operations on marks: likes, flags, and following the comments of a page."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_comments.models import CommentFlag
from django_comments_xtd.models import LIKEDIT_FLAG

from forum.operations.access import require
from knowledge_base.comments import policy, signals, tasks, told
from knowledge_base.comments.models import CommentFollow, FlagReason, PageComment
from knowledge_base.comments.words import checked_reason
from knowledge_base.freshness import touch_page
from knowledge_base.models import KnowledgePage
from members.models import Member
from notifications import operations as notifications

from .access import change, current_comment, locked_page


@transaction.atomic
def like_comment(*, comment: PageComment, member: Member) -> PageComment:
    """Like a comment, once; tells its author."""
    comment = current_comment(comment, member)
    require(policy.can_like_comment(member, comment))
    _flag, is_new = _own_flag(comment, member, LIKEDIT_FLAG)
    if is_new:
        tasks.tell_of_like.enqueue(comment.pk, member.pk)
        _recount_likes(comment)
    return comment


@transaction.atomic
def unlike_comment(*, comment: PageComment, member: Member) -> PageComment:
    """Take one's like back; the author is not left with a notification of nothing."""
    comment = current_comment(comment, member)
    if _flags(comment, LIKEDIT_FLAG).filter(user=member).delete()[0]:
        notifications.withdraw(kind=told.LIKED, object_id=comment.pk, actor=member.pk)
        _recount_likes(comment)
    return comment


def _recount_likes(comment: PageComment) -> None:
    change(comment, like_count=_flags(comment, LIKEDIT_FLAG).count())
    touch_page(comment.page_id)
    signals.comment_changed.send(PageComment, comment=comment)


def _flags(comment: PageComment, flag: str) -> QuerySet[CommentFlag]:
    flags: QuerySet[CommentFlag] = CommentFlag.objects.filter(comment=comment.pk, flag=flag)
    return flags


def _own_flag(comment: PageComment, member: Member, flag: str) -> tuple[CommentFlag, bool]:
    """The member's flag of this sort, and whether it is new."""
    row, is_new = CommentFlag.objects.get_or_create(
        comment_id=comment.pk, user=member, flag=flag, defaults={"flag_date": timezone.now()}
    )
    return row, is_new


@transaction.atomic
def flag_comment(*, comment: PageComment, member: Member, reason: str) -> PageComment:
    """Tell those who look after the comments that one does not belong there; once for each member, the last reason
    counts. Raises ValidationError for no reason."""
    comment = current_comment(comment, member)
    require(policy.can_flag_comment(member, comment))
    reason = checked_reason(reason)
    flag, is_new = _own_flag(comment, member, CommentFlag.SUGGEST_REMOVAL)
    FlagReason.objects.update_or_create(flag=flag, defaults={"reason": reason})
    if is_new:
        tasks.tell_of_flag.enqueue(comment.pk, member.pk)
    return comment


@transaction.atomic
def follow_comments(*, page: KnowledgePage, member: Member) -> CommentFollow:
    """Be told of every comment on a page; once is enough."""
    page = locked_page(page, member)
    require(policy.can_follow_comments(member, page))
    follow, _is_new = CommentFollow.objects.get_or_create(page=page, member=member)
    return follow


@transaction.atomic
def follow_comments_by_mail(*, page: KnowledgePage, member: Member) -> CommentFollow:
    """Be told of every comment on a page, and get each by e-mail too."""
    follow = follow_comments(page=page, member=member)
    follow.by_mail = True
    follow.save(update_fields=["by_mail"])
    return follow


@transaction.atomic
def stop_comment_mails(*, page: KnowledgePage, member: Member) -> None:
    """Get no more comments on a page by e-mail; also of one that is out of the member's sight. They are told of them
    here as before."""
    CommentFollow.objects.filter(page=page, member=member).update(by_mail=False)


@transaction.atomic
def stop_mails_to_asker(*, comment: PageComment) -> None:
    """Send no more comments on the page to the address that this comment came from, whatever else came from it."""
    of_asker = PageComment.objects.filter(pk=comment.pk, user=None).values("page", "user_email")
    for wish in of_asker:
        PageComment.objects.filter(user=None, **wish).update(followup=False)


@transaction.atomic
def unfollow_comments(*, page: KnowledgePage, member: Member) -> None:
    """Be told no longer; also of a page that is out of the member's sight."""
    CommentFollow.objects.filter(page=page, member=member).delete()
