"""Notifications: what happened that a member wants to know of, shown in the app; mail is another channel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

ACTORS_SHOWN = 3  # names and faces that fit one line of a phone; the others are a number


def trail_of(actors: Iterable[int]) -> str:
    """Members as the text that `Notification.trail` keeps: ",3,7,12,"; "," for nobody."""
    return "".join([",", *(f"{actor}," for actor in actors)])


class NotificationQuerySet(models.QuerySet["Notification"]):
    """The questions asked of notifications. Whether a member may still see what one is about, its kind says."""

    def unread_by(self, member_pk: int) -> NotificationQuerySet:
        return self.filter(member=member_pk, read_at=None)

    def in_thread(self, thread: str) -> NotificationQuerySet:
        """Those of one thread. Says that it has a name, or else no database would use the index of those that do."""
        return self.filter(thread=thread).exclude(thread="")

    def told_of(self, actor: int | None) -> NotificationQuerySet:
        """Those that tell what this member did; for None, those that tell what nobody in particular did."""
        return self.filter(trail=trail_of([])) if actor is None else self.filter(trail__contains=trail_of([actor]))


class Notification(models.Model):
    """One thing to tell one member. Holds no words of anybody: those are asked for when it is shown, and only then,
    so that what somebody may no longer see does not show in their list.

    `kind` is registered by the floor that tells (`notifications.kinds`). `thread` groups what is read together
    ("topic:12"); `object_id` and `number` say what in it. Notifications of a consolidated kind (likes) about the same
    object share one row while it is unread: `actors` are the latest few, `count` how many.

    `trail` holds everybody who did it, in order, as text: so that one statement adds somebody to any number of rows,
    and nobody is added twice or taken away from a row they are not in, whatever happens at the same time.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", db_index=False)
    kind = models.CharField(max_length=30)
    thread = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(default=0)
    number = models.PositiveIntegerField(default=0)
    trail = models.TextField(default=",")
    # The actor's pk where a kind tells of each on its own (0 for nobody), NULL where it is consolidated.
    only_actor = models.BigIntegerField(null=True)
    count = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = NotificationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["member", "-created_at", "-id"], name="notification_newest"),
            models.Index(fields=["member", "thread"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=["thread"], name="notification_thread", condition=~Q(thread="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "member", "only_actor"], name="notification_told_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "object_id", "member"],
                name="notification_consolidated",
                condition=Q(read_at=None, only_actor=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @property
    def actors(self) -> list[int]:
        """The latest few who did it, the latest last."""
        return [int(pk) for pk in self.trail.split(",") if pk][-ACTORS_SHOWN:]


class Preference(models.Model):
    """What a member chose about a kind of notification; where they chose nothing, the kind's own default holds."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preferences", db_index=False
    )
    kind = models.CharField(max_length=30)
    wanted = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="notification_preference_once")]

    def __str__(self) -> str:
        return f"{self.kind} {'on' if self.wanted else 'off'}"
