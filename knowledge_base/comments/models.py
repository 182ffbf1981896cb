"""Comments under pages. django-comments-xtd keeps the words, the threads, and who liked or flagged what; what a page of
ours needs beside that stands in a table of its own.

A comment that is kept already is changed by `update()`, never by `save()`: django-comments-xtd listens to that, and
counts a thread's replies once more each time. `is_removed` is what the library calls deleted, and `is_public` is false
while a comment waits for approval.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_comments.models import CommentFlag
from django_comments_xtd.models import LIKEDIT_FLAG, XtdComment
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from forum.models import Group, GroupRole
from forum.policy import POWERS, Power
from knowledge_base.models import KnowledgePage
from members.models import Member, Visitor

REASON_MAX = 500
NEW_GROUP_DAYS_MAX = 365
NAME_MAX = 50  # what the library's column for the name of somebody without an account holds
# Whoever may delete others' words in the group of a page looks after its comments.
HANDS = tuple(role for role, powers in POWERS.items() if Power.DELETE in powers)
SHOWN = Q(is_public=True, is_removed=False, hidden_at=None)
WAITING = Q(is_public=False, is_removed=False)


class PageCommentQuerySet(models.QuerySet["PageComment"]):
    """Seeing is a queryset: every list, count and door asks `visible_to`."""

    def shown(self) -> PageCommentQuerySet:
        """What everybody reads who reads the page."""
        return self.filter(SHOWN)

    def waiting(self) -> PageCommentQuerySet:
        """What nobody has approved yet."""
        return self.filter(WAITING)

    def flagged(self) -> PageCommentQuerySet:
        """What is shown and was flagged, where nobody has answered that."""
        return self.shown().filter(Exists(FlagReason.objects.filter(flag__comment=OuterRef("pk"), answered_at=None)))

    def visible_to(self, visitor: Visitor) -> PageCommentQuerySet:
        """Comments on pages this visitor reads: those that are shown, one's own while they wait, and for who looks
        after the comments of a page all of them, deleted and hidden ones too."""
        there = self.filter(page__in=KnowledgePage.objects.visible_to(visitor))
        if not visitor.is_authenticated:
            return there.filter(SHOWN)
        if visitor.is_staff:
            return there
        hands = GroupRole.objects.filter(group=OuterRef("page__discussion_group"), member=visitor, role__in=HANDS)
        return there.filter(SHOWN | (WAITING & Q(user=visitor)) | Q(Exists(hands)))


class PageComment(XtdComment):  # type: ignore[misc]
    """A remark under a page, or a reply to one. `comment` is the Markdown, `html` what was made of it.

    Threads are two deep: `parent_id` is the remark a reply hangs from, `reply_to` the very comment it replies to.
    `request_key` is drawn for each mail that asks somebody without an account to confirm, so that it writes once, and
    `followup` is what the library calls it that such a person wants mail of further comments on the page.
    """

    page = models.ForeignKey(KnowledgePage, models.CASCADE, related_name="comments")
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replies")
    html = models.TextField()
    like_count = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_reason = models.CharField(max_length=REASON_MAX, blank=True)
    request_key = models.CharField(max_length=32, null=True, blank=True, unique=True)

    objects: ClassVar = PageCommentQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("comment")
        verbose_name_plural = gettext_lazy("comments")

    def __str__(self) -> str:
        return f"{self.page_id}/{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("comment", args=[self.pk])

    @property
    def is_shown(self) -> bool:
        """Whether everybody reads it who reads the page."""
        return self.is_public and not self.is_removed and self.hidden_at is None

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for approval."""
        return not self.is_public and not self.is_removed

    def is_liked_by(self, member_id: int) -> bool:
        return bool(CommentFlag.objects.filter(comment=self.pk, user=member_id, flag=LIKEDIT_FLAG).exists())

    @property
    def author_name(self) -> str:
        """Who wrote it, as others see the name."""
        if self.user is not None:
            return str(self.user.name)
        return self.user_name or _("A former member")


class FlagReason(models.Model):
    """Why a member flagged a comment; answered once somebody has looked and let it be."""

    flag = models.OneToOneField(CommentFlag, models.CASCADE, primary_key=True, related_name="why")
    reason = models.CharField(max_length=REASON_MAX)
    answered_at = models.DateTimeField(null=True, blank=True)


class CommentFollow(models.Model):
    """A member wants to be told of every comment on a page, perhaps by e-mail too."""

    page = models.ForeignKey(KnowledgePage, models.CASCADE, related_name="comment_follows", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="comment_follows")
    by_mail = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "member"], name="comment_follow_once")]


class CommentMail(models.Model):
    """That a comment goes by e-mail to a member; or to somebody without an account, who asked for it with a comment of
    their own (`asked_by`). The row comes before the mail, so that no second one is asked for."""

    comment = models.ForeignKey(PageComment, models.CASCADE, related_name="mails", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    asked_by = models.ForeignKey(PageComment, models.CASCADE, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "member"], name="comment_mail_once"),
            models.UniqueConstraint(fields=["comment", "asked_by"], name="comment_mail_to_asker_once"),
            models.CheckConstraint(
                condition=Q(member=None, asked_by__isnull=False) | Q(member__isnull=False, asked_by=None),
                name="comment_mail_to_one",
            ),
        ]


@register_setting(icon="comment")
class CommentSetting(BaseGenericSetting):  # type: ignore[misc]
    """Who may comment, and whose comments wait until somebody has read them."""

    class Who(models.TextChoices):
        MEMBERS = "members", gettext_lazy("Members")
        OPEN = "open", gettext_lazy("Everybody, after confirming an e-mail address; the first one waits for approval")

    who_may_comment = models.CharField(
        gettext_lazy("who may comment"),
        max_length=8,
        choices=Who.choices,
        default=Who.MEMBERS,
        help_text=gettext_lazy("Under all pages of the knowledge base and all guides."),
    )
    new_members_wait = models.BooleanField(
        gettext_lazy("new members wait"),
        default=False,
        help_text=gettext_lazy("A member's first comment waits for approval, unless they have posted in the forum."),
    )
    careful_groups = models.ManyToManyField(
        Group,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("groups where new members wait"),
        help_text=gettext_lazy("The same, only under pages that are discussed in these groups."),
    )
    new_group_days = models.PositiveSmallIntegerField(
        gettext_lazy("days in which a group is new"),
        default=0,
        validators=[MaxValueValidator(NEW_GROUP_DAYS_MAX)],
        help_text=gettext_lazy(
            "Under pages that are discussed in a new group every comment waits for approval, but those of its mentors. "
            "0: no group is new."
        ),
    )

    panels: ClassVar[list[object]] = [
        FieldPanel("who_may_comment"),
        FieldPanel("new_members_wait"),
        FieldPanel("careful_groups"),
        FieldPanel("new_group_days"),
    ]

    class Meta:
        verbose_name = gettext_lazy("comments")

    @classmethod
    def current(cls) -> CommentSetting:
        """What the site has chosen, or the defaults; reading it writes nothing."""
        found: CommentSetting | None = cls.objects.first()
        return found if found is not None else cls()
