"""Letters: what of what a member is told goes to them by mail, when, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.by_mail.reasons import words_of

from .told import Notification

MOST_A_DAY = 50


class Rhythm(models.TextChoices):
    """How soon a mail tells of something, from the soonest to never."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, together")
    WEEKLY = "weekly", _("once a week, together")
    NEVER = "never", _("never")


class Pictures(models.TextChoices):
    """What a mail shows of the pictures in a post."""

    LINKS = "links", _("as links")
    SMALL = "small", _("small")


class MailSettings(models.Model):
    """How a member wants mail in all; no row: at once, at any hour.

    `rhythm` is the soonest: what would come sooner waits for it. `only_notices` leaves nothing but messages,
    invitations, roles, and what has to be decided.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="mail_settings"
    )
    rhythm = models.CharField(
        _("mail comes at the soonest"), max_length=8, choices=Rhythm.choices, default=Rhythm.AT_ONCE
    )
    only_notices = models.BooleanField(
        _("only notices"), default=False, help_text=_("Messages to you, invitations, roles, what you have to decide.")
    )
    quiet_from = models.TimeField(_("no mail from"), null=True, blank=True)
    quiet_to = models.TimeField(_("until"), null=True, blank=True)
    paused_until = models.DateField(
        _("no mail until the day"), null=True, blank=True, help_text=_("What comes meanwhile waits for then.")
    )
    most_a_day = models.PositiveSmallIntegerField(
        _("mails a day, at most"),
        default=MOST_A_DAY,
        validators=[MinValueValidator(1)],
        help_text=_("What is more comes together the next morning."),
    )
    pictures = models.CharField(_("pictures"), max_length=6, choices=Pictures.choices, default=Pictures.LINKS)


class MailChoice(models.Model):
    """How soon a member wants to hear of one kind (`kind`), of one group (`place`), or of one kind in one group; `""`
    and 0 stand for all."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choices", db_index=False)
    place = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=30, blank=True)
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "place", "kind"], name="mail_choice_once")]


class State(models.TextChoices):
    """Where a letter is."""

    WAITING = "waiting", _("waits")
    DIGEST = "digest", _("waits for the others")
    SENDING = "sending", _("is being sent")
    SENT = "sent", _("sent")
    SKIPPED = "skipped", _("not sent")
    FAILED = "failed", _("could not be sent")
    BOUNCED = "bounced", _("came back")


class Letter(models.Model):
    """That a member is to be told something by mail, from when that is decided to when it is known what became of it.

    The rows answer "why did I (not) get this mail?"; `reason` is a code that `by_mail.reasons` has words for. Letters
    of one member that are due together and have one thread, or that wait for a digest, leave as one mail.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters", db_index=False)
    # A notification that is taken back leaves its number here, and no row that it leads to.
    notification = models.ForeignKey(
        Notification, models.DO_NOTHING, null=True, related_name="letters", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=30)
    thread = models.CharField(max_length=40, blank=True)
    place = models.BigIntegerField(default=0)
    object_id = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.CharField(max_length=30, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], name="letter_due", condition=Q(state__in=["waiting", "digest"])),
            models.Index(fields=["claimed_at"], name="letter_claimed", condition=Q(state="sending")),
            models.Index(fields=["member", "-created_at"], name="letter_of_member"),
            models.Index(fields=["created_at"], name="letter_old"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @property
    def why(self) -> str:
        """The reason in words, in the language that is set."""
        return words_of(self.reason)
