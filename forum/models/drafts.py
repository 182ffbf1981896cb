"""Drafts: unpublished text, kept on the server so that it can go on from another device."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Draft(models.Model):
    """What a member has begun to write, by what it is for.

    `purpose` is "topic", "topic:<eight hex digits>", "message", "mentors:<group>", "reply:<topic>" or
    "revise:<post>".
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", db_index=False)
    purpose = models.CharField(max_length=60)
    title = models.CharField(max_length=200, blank=True)
    markdown = models.TextField(blank=True)
    fields = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "purpose"], name="draft_once")]
        indexes = [models.Index(fields=["member", "-updated_at"], name="draft_newest")]

    @property
    def what(self) -> str:
        """The first word of the purpose."""
        return self.purpose.partition(":")[0]

    @property
    def object_id(self) -> int:
        """The topic, post or group that the purpose names; 0 where it names none."""
        number = self.purpose.partition(":")[2]
        return int(number) if self.what in ("reply", "revise", "mentors") else 0
