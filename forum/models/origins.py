"""Where imported things came from, so that an import run twice doubles nothing and old addresses lead on."""

from __future__ import annotations

from django.db import models

from .posts import Post
from .topics import Topic


class ImportedItem(models.Model):
    """What something was called where it was imported from.

    `source` names the import ("discourse:meta.example.org", "mbox:linux-man"), `kind` is "member", "group", "topic"
    or "post", `key` the id it had there, `object_id` the id it has here.
    """

    source = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=250)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "key"], name="imported_item_once")]


class OldAddress(models.Model):
    """A path of the former site (without its host) and the topic or post that now answers there."""

    path = models.CharField(max_length=250, unique=True)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="old_addresses")
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="old_addresses")


class PostOriginal(models.Model):
    """A mail as it came, where the post shows only its words: what was cut is kept."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="original")
    text = models.TextField()
