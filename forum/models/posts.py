"""Posts: one contribution each; the first opens the topic."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Visitor

from .groups import Group, GroupRole, Role
from .topics import POSTS_A_PAGE, Invitee, Topic

# A place in the tree is a row of numbers in base 36, four digits each: sorting them as text sorts the tree.
PLACE_WIDTH = 4
DEPTH_MAX = 4  # deeper replies stand, in order, under the fourth
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Via(models.TextChoices):
    """The way a post came."""

    WEB = "web", _("on the web")
    EMAIL = "email", _("by e-mail")
    API = "api", _("by the API")
    IMPORT = "import", _("imported")


def place_of(number: int) -> str:
    """One step of a path: `number` in base 36, padded. At most 1,679,615 posts fit in a topic."""
    digits = ""
    for _position in range(PLACE_WIDTH):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def path_under(parent_path: str, number: int) -> str:
    """The path of post `number` answering the post at `parent_path` ("" for the topic itself)."""
    return parent_path[: PLACE_WIDTH * DEPTH_MAX] + place_of(number)


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, visitor: Visitor) -> PostQuerySet:
        """Posts this visitor may read."""
        seen = Topic.objects.visible_to(visitor).filter(pk=OuterRef("topic"))
        return self.filter(Exists(seen), deleted_at=None)

    def hidden_for(self, visitor: Visitor) -> PostQuerySet:
        """Hidden posts this visitor may still read: their author, and hands who may bring them back. A hidden opening
        hides its topic."""
        if not visitor.is_authenticated:
            return self.none()
        hidden = Q(hidden_at__isnull=False, topic__deleted_at=None) | Q(number=1, topic__hidden_at__isnull=False)
        readable = Q(topic__group__in=Group.objects.readable_by(visitor))
        invited = Exists(Invitee.objects.including(visitor).filter(topic=OuterRef("topic")))
        hands = GroupRole.objects.filter(
            group=OuterRef("topic__group"), member=visitor, role__in=[Role.CUSTODIAN, Role.MENTOR]
        )
        own = Q(author=visitor)
        looking_after = readable if visitor.is_staff else readable & Q(Exists(hands))
        return self.filter(hidden, (own & (readable | Q(invited))) | looking_after)


class Post(models.Model):
    """A contribution: Markdown as written, and the HTML made of it when it was written."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="posts", db_index=False)
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replies")
    path = models.CharField(max_length=PLACE_WIDTH * (DEPTH_MAX + 1))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    markdown = models.TextField()
    html = models.TextField()
    via = models.CharField(max_length=8, choices=Via.choices, default=Via.WEB)
    message_id = models.CharField(max_length=250, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    is_wiki = models.BooleanField(default=False)
    # How often each reaction was given, by its code; the rows are in Reaction.
    reactions = models.JSONField(default=dict)
    like_count = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Out of sight as if deleted, so that no list, search or feed needs to know; but its author and hands still read it.
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_once"),
            models.UniqueConstraint(fields=["topic", "path"], name="post_place_once"),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | Q(deleted_at__isnull=False), name="post_hidden_is_out_of_sight"
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-created_at"], name="post_of_author", condition=Q(deleted_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("post", args=[self.pk])

    @property
    def depth(self) -> int:
        """0 for what answers the topic, at most DEPTH_MAX."""
        return len(self.path) // PLACE_WIDTH - 1

    @property
    def is_opening(self) -> bool:
        return self.number == 1

    @property
    def page(self) -> int:
        """Its page in the conversation reading, from 1."""
        return (self.number - 1) // POSTS_A_PAGE + 1


class PostRevision(models.Model):
    """The text a post had before somebody changed it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    markdown = models.TextField()
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="post_revision_once")]
