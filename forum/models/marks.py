"""What members mark on posts: reactions for all to see, bookmarks for themselves."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .posts import Post

LIKE = "like"  # the code of the reaction that stands under every post as a heart


class ReactionKind(models.Model):
    """One of the few reactions a site offers, in their order; the first is "like"."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    label = models.CharField(_("label"), max_length=40)
    emoji = models.CharField(_("emoji"), max_length=8)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.emoji} {self.label}"


class Reaction(models.Model):
    """A member's one reaction to a post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reaction_rows", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions", db_index=False)
    code = models.CharField(max_length=20, validators=[RegexValidator(r"\A[a-z0-9_-]+\Z")])
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "member"], name="reaction_once")]
        indexes = [models.Index(fields=["member", "-created_at"], name="reaction_of_member")]


class Bookmark(models.Model):
    """A post a member wants to find again, perhaps with a date to be reminded."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="bookmarks")
    note = models.CharField(_("note"), max_length=200, blank=True)
    remind_at = models.DateTimeField(_("remind me"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "post"], name="bookmark_once")]
        indexes = [
            models.Index(fields=["member", "-created_at"], name="bookmark_newest"),
            models.Index(
                fields=["remind_at"], name="bookmark_due", condition=Q(reminded_at=None, remind_at__isnull=False)
            ),
        ]
