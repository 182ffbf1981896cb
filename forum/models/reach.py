"""How far a question goes: whom its author was asked about, and who was asked by name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .topics import Topic


class AuthorAsked(models.Model):
    """That the author of a question without a solution was asked how far it should go: once, whatever came of it."""

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="author_asked")
    asked_at = models.DateTimeField(default=timezone.now)


class AskedByName(models.Model):
    """An advisor who was asked by name to look at a question."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="asked_by_name", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "member"], name="asked_by_name_once")]
