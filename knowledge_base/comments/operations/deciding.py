"""Operations on whether a comment is shown: delete, restore, hide, show, approve."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django_comments.models import CommentFlag

from forum.operations.access import require
from knowledge_base.comments import policy, signals, tasks, told
from knowledge_base.comments.models import FlagReason, PageComment
from knowledge_base.comments.words import checked_reason
from members.models import Member
from notifications import operations as notifications

from .access import change, current_comment, recount


@transaction.atomic
def delete_comment(*, comment: PageComment, by: Member) -> PageComment:
    """Take a comment out of sight; it can be restored. Its replies stay."""
    comment = current_comment(comment, by)
    require(policy.can_delete_comment(by, comment))
    return _out_of_sight(change(comment, is_removed=True, deleted_by=by))


@transaction.atomic
def restore_comment(*, comment: PageComment, by: Member) -> PageComment:
    """Bring a deleted comment back to its place. Nobody is told a second time; one that waited waits again."""
    comment = current_comment(comment, by)
    require(policy.can_restore_comment(by, comment))
    return _in_sight(change(comment, is_removed=False, deleted_by=None))


@transaction.atomic
def hide_comment(*, comment: PageComment, by: Member, reason: str) -> PageComment:
    """Keep a comment from its readers, and say why to who looks after the comments. Raises ValidationError for no
    reason."""
    comment = current_comment(comment, by)
    require(policy.can_hide_comment(by, comment))
    reason = checked_reason(reason)
    return _out_of_sight(change(comment, hidden_at=timezone.now(), hidden_by=by, hidden_reason=reason))


@transaction.atomic
def show_comment(*, comment: PageComment, by: Member) -> PageComment:
    """Let a hidden comment be read again."""
    comment = current_comment(comment, by)
    require(policy.can_show_comment(by, comment))
    return _in_sight(change(comment, hidden_at=None, hidden_by=None, hidden_reason=""))


@transaction.atomic
def approve_comment(*, comment: PageComment, by: Member) -> PageComment:
    """Show a comment that waited; tells its author, and who would have been told when it was written."""
    comment = current_comment(comment, by)
    require(policy.can_approve_comment(by, comment))
    change(comment, is_public=True)
    approval = CommentFlag(
        comment_id=comment.pk, user=by, flag=CommentFlag.MODERATOR_APPROVAL, flag_date=timezone.now()
    )
    CommentFlag.objects.bulk_create([approval], ignore_conflicts=True)
    notifications.forget_object(kinds=[told.WAITS], object_id=comment.pk)
    tasks.tell_of_comment.enqueue(comment.pk)
    tasks.tell_of_approval.enqueue(comment.pk, by.pk)
    return _in_sight(comment)


@transaction.atomic
def keep_comment(*, comment: PageComment, by: Member) -> PageComment:
    """Let a comment be that was flagged: its flags are answered. One that somebody else makes later is not."""
    comment = current_comment(comment, by)
    require(policy.can_keep_comment(by, comment))
    FlagReason.objects.filter(flag__comment=comment.pk, answered_at=None).update(answered_at=timezone.now())
    notifications.forget_object(kinds=[told.FLAGGED], object_id=comment.pk)
    return comment


def _out_of_sight(comment: PageComment) -> PageComment:
    notifications.forget_object(kinds=told.ALL_KINDS, object_id=comment.pk)
    return _in_sight(comment)


def _in_sight(comment: PageComment) -> PageComment:
    recount(comment.page)
    signals.comment_changed.send(PageComment, comment=comment)
    return comment
