"""What came by mail, what became of it, and how well a member can be written to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .headers import MESSAGE_ID_LIMIT


class Reachability(models.Model):
    """What is known of writing to a member by mail. No row: nothing but the best.

    `key_generation` counts how often the member's addresses with keys were revoked. `score` grows with each mail that
    comes back and fades with time; at a limit mails stop (`stopped_at`) until the member says that they arrive again.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="reachability"
    )
    key_generation = models.PositiveIntegerField(default=0)
    score = models.FloatField(default=0)
    scored_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=300, blank=True)


class Status(models.TextChoices):
    """What became of a mail that came in."""

    WAITING = "waiting", _("waiting")
    POSTED = "posted", _("posted")
    LIKED = "liked", _("liked")
    COMMAND = "command", _("command")
    HELD = "held", _("held")
    REJECTED = "rejected", _("rejected")
    IGNORED = "ignored", _("ignored")
    BOUNCE = "bounce", _("bounce")


class Way(models.TextChoices):
    """How a mail reached us."""

    SMTP = "smtp", _("SMTP")
    LMTP = "lmtp", _("LMTP")
    IMAP = "imap", _("IMAP")
    PIPE = "pipe", _("pipe")
    WEBHOOK = "webhook", _("webhook")


class ReceivedMail(models.Model):
    """One mail as it came, whole, stored before anybody was told that we have it; then the record of its path.

    `raw` is emptied after MAIL_KEPT_DAYS; the row stays as long again, so that the same Message-ID posts nothing twice.
    `path` lists the steps it went through: [step, what was found]. `post_id` is the post it became, if any.
    """

    raw = models.BinaryField(null=True)
    size = models.PositiveIntegerField()
    envelope_sender = models.CharField(max_length=320, blank=True)
    recipients = models.JSONField(default=list)
    way = models.CharField(max_length=8, choices=Way.choices)
    peer = models.GenericIPAddressField(null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    message_id = models.CharField(max_length=MESSAGE_ID_LIMIT)
    from_address = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    path = models.JSONField(default=list)
    processed_at = models.DateTimeField(null=True, blank=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="mails_received"
    )
    post_id = models.BigIntegerField(null=True, blank=True)
    # How often acting on it failed (trouble with the database, a mistake of ours), and from when it is tried again.
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(default=timezone.now)
    # When the member was asked whether it is theirs, and when they said so.
    asked_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("received mail")
        verbose_name_plural = _("received mails")
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes = [
            models.Index(fields=["message_id"], name="received_message_id"),
            models.Index(fields=["received_at"], name="received_at"),
            models.Index(fields=["try_at"], name="received_waiting", condition=Q(status="waiting")),
            models.Index(fields=["member", "status"], name="received_of_member"),
        ]

    def __str__(self) -> str:
        return self.subject or self.message_id


class RefusalSent(models.Model):
    """That somebody was told why a mail of theirs was not taken: once an address, reason and day."""

    address = models.CharField(max_length=320)
    reason = models.CharField(max_length=40)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "reason", "day"], name="refusal_once_a_day")]
