"""Who may do what with comments. Seeing is `PageComment.objects.visible_to`.

As in `forum.policy`, all of them assume that the visitor reads the page: a door looks it up through `visible_to` before
it asks, and so does every operation.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forum.models import Audience, Group, Post
from forum.policy import Power, has_power, is_silenced
from knowledge_base.models import KnowledgePage
from members.models import Member, Visitor

from .models import CommentSetting, PageComment

REVISABLE_FOR = timedelta(days=30)  # afterwards others have answered it, and rely on what it said


def takes_comments(page: KnowledgePage) -> bool:
    """Whether there are comments under pages of this kind: under all but those that only lead to others."""
    kind = page.specific_class
    return kind is not None and not kind.is_shelf


def looks_after(visitor: Visitor, page: KnowledgePage) -> bool:
    """Moderators everywhere; mentors and custodians of the group in which the page is discussed."""
    if not visitor.is_authenticated:
        return False
    return visitor.is_staff or has_power(visitor, Power.DELETE, page.discussion_group)


def is_author(visitor: Visitor, comment: PageComment) -> bool:
    return visitor.is_authenticated and comment.user_id == visitor.pk


# Pages ----------------------------------------------------------------------------------------------------------


def can_comment(visitor: Visitor, page: KnowledgePage) -> bool:
    """Comment on a page, and reply to comments."""
    return visitor.is_authenticated and takes_comments(page) and not is_silenced(visitor, page.discussion_group)


def can_request_comment(visitor: Visitor, page: KnowledgePage) -> bool:
    """Comment without an account, where the site allows it."""
    open_to_all = CommentSetting.current().who_may_comment == CommentSetting.Who.OPEN
    return open_to_all and not visitor.is_authenticated and takes_comments(page)


def may_mail_asker(page: KnowledgePage) -> bool:
    """Whether comments on a page go by e-mail to people without an account: while they may read it, and comment."""
    nobody = AnonymousUser()
    sees = KnowledgePage.objects.visible_to(nobody).filter(pk=page.pk).exists()
    return bool(sees) and can_request_comment(nobody, page)


def can_follow_comments(visitor: Visitor, page: KnowledgePage) -> bool:
    return visitor.is_authenticated and takes_comments(page)


def rules_group(member: Member, page: KnowledgePage) -> Group | None:
    """Whose rules hold here beside the community's: those of the group the page is discussed in, for who reads it.

    Rules that somebody may not read are not theirs to accept.
    """
    group = page.discussion_group
    if group is None or group.audience in (Audience.PUBLIC, Audience.MEMBERS):
        return group
    return group if Group.objects.readable_by(member).filter(pk=group.pk).exists() else None


def needs_approval(member: Member, page: KnowledgePage) -> bool:
    """Whether a comment by this member waits: where the page's group is new, or where the site or the group wants to
    read new members first."""
    if looks_after(member, page):
        return False
    setting = CommentSetting.current()
    group = page.discussion_group
    if _is_discussed_in_new_group(page, setting):
        return True
    wanted = setting.new_members_wait or (
        setting.pk is not None and group is not None and setting.careful_groups.filter(pk=group.pk).exists()
    )
    return wanted and _is_new(member)


def _is_discussed_in_new_group(page: KnowledgePage, setting: CommentSetting) -> bool:
    group = page.discussion_group
    return group is not None and timezone.now() - group.created_at < timedelta(days=setting.new_group_days)


def request_needs_approval(email: str, page: KnowledgePage) -> bool:
    """Whether a comment from this address waits: until one from there has been accepted, and where the page's group is
    new."""
    if _is_discussed_in_new_group(page, CommentSetting.current()):
        return True
    return not PageComment.objects.shown().filter(user=None, user_email=email).exists()


def _is_new(member: Member) -> bool:
    """Whether nothing that this member wrote is there for all to read."""
    return not (
        PageComment.objects.shown().filter(user=member).exists()
        or Post.objects.filter(author=member, deleted_at=None, topic__group__isnull=False).exists()
    )


# Comments -------------------------------------------------------------------------------------------------------


def can_revise_comment(visitor: Visitor, comment: PageComment) -> bool:
    """One's own, for a month, while nobody has deleted or hidden it. Nobody rewrites another's words."""
    is_young = timezone.now() - comment.submit_date < REVISABLE_FOR
    if not is_author(visitor, comment) or is_silenced(visitor, comment.page.discussion_group):
        return False
    return is_young and not comment.is_removed and comment.hidden_at is None


def can_delete_comment(visitor: Visitor, comment: PageComment) -> bool:
    """One's own, and others' for who looks after them."""
    if comment.is_removed:
        return False
    return is_author(visitor, comment) or looks_after(visitor, comment.page)


def can_restore_comment(visitor: Visitor, comment: PageComment) -> bool:
    """Who deleted their own may bring it back; what somebody else deleted, only who looks after the comments."""
    if not comment.is_removed:
        return False
    own = is_author(visitor, comment) and comment.deleted_by_id == visitor.pk
    return own or looks_after(visitor, comment.page)


def can_hide_comment(visitor: Visitor, comment: PageComment) -> bool:
    return comment.is_shown and looks_after(visitor, comment.page)


def can_show_comment(visitor: Visitor, comment: PageComment) -> bool:
    """Take back that it was hidden."""
    return comment.hidden_at is not None and not comment.is_removed and looks_after(visitor, comment.page)


def can_approve_comment(visitor: Visitor, comment: PageComment) -> bool:
    return comment.is_waiting and looks_after(visitor, comment.page)


def can_keep_comment(visitor: Visitor, comment: PageComment) -> bool:
    """Say that nothing is wrong with one that was flagged."""
    return comment.is_shown and looks_after(visitor, comment.page)


def can_like_comment(visitor: Visitor, comment: PageComment) -> bool:
    """Others' comments, by any member."""
    return visitor.is_authenticated and comment.is_shown and not is_author(visitor, comment)


def can_flag_comment(visitor: Visitor, comment: PageComment) -> bool:
    """Others' comments, by any member."""
    return visitor.is_authenticated and comment.is_shown and not is_author(visitor, comment)


def can_reply_to_comment(visitor: Visitor, comment: PageComment) -> bool:
    return comment.is_shown and can_comment(visitor, comment.page)


def comment_acts(visitor: Visitor, comment: PageComment) -> dict[str, bool]:
    """Everything that can be done with a comment, and whether this visitor may."""
    return {
        "reply": can_reply_to_comment(visitor, comment),
        "revise": can_revise_comment(visitor, comment),
        "delete": can_delete_comment(visitor, comment),
        "restore": can_restore_comment(visitor, comment),
        "hide": can_hide_comment(visitor, comment),
        "show": can_show_comment(visitor, comment),
        "approve": can_approve_comment(visitor, comment),
        "keep": can_keep_comment(visitor, comment),
        "like": can_like_comment(visitor, comment),
        "flag": can_flag_comment(visitor, comment),
        "look_after": looks_after(visitor, comment.page),
    }
