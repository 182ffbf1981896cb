"""Read state: which posts of a topic a member has been shown, exactly."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .topics import Topic


class ReadState(models.Model):
    """The numbers of the posts a member has read in a topic.

    All of 1 to `upto` are read, and so are the ranges in `beyond` ([[41, 60], [81, 100]], ascending, never touching):
    somebody who jumps to the end has still not read the middle. `read_count` is how many posts that is, leaving out
    deleted ones, so that "unread" is the topic's `post_count` less this.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="read_states", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="read_states", db_index=False)
    upto = models.PositiveIntegerField(default=0)
    beyond = models.JSONField(default=list)
    read_count = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "topic"], name="read_state_once")]
        indexes = [models.Index(fields=["topic", "upto"], name="read_state_upto")]

    @property
    def first_unread(self) -> int:
        """The lowest number not read; it may not exist yet."""
        return self.upto + 1

    def has_read(self, number: int) -> bool:
        return number <= self.upto or any(first <= number <= last for first, last in self.beyond)
