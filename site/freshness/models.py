from django.db import models


class Stamp(models.Model):
    """How often something changed. The key says what: "site", "lists", "group:3", "topic:12"."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}={self.number}"
