"""Sanctions: what a member was told, and what they may not do for a while, in one group or everywhere."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member

from .groups import Group
from .rules import Rule

WORDS_MAX = 2_000  # what a member is told: a few plain paragraphs


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def in_force(self) -> SanctionQuerySet:
        """What holds now: begun, not over, not lifted."""
        now = timezone.now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now, lifted_at=None)


class Sanction(models.Model):
    """A warning, a silence (may not write) or a suspension (may not sign in). Without a group it holds everywhere."""

    class Kind(models.TextChoices):
        WARNING = "warning", _("Warning")
        SILENCE = "silence", _("Silence")
        SUSPENSION = "suspension", _("Suspension")

    member = models.ForeignKey(Member, models.CASCADE, related_name="sanctions", db_index=False)
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="sanctions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    words = models.TextField(_("what the member is told"), blank=True, validators=[MaxLengthValidator(WORDS_MAX)])
    rule = models.ForeignKey(Rule, models.SET_NULL, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        ordering: ClassVar[list[str]] = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["member", "-starts_at"], name="sanction_of_member")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="suspension") | Q(group=None), name="sanction_suspension_is_everywhere"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="sanction_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.pk}"

    @property
    def is_in_force(self) -> bool:
        """Whether it holds now."""
        now = timezone.now()
        return self.lifted_at is None and self.starts_at <= now and (self.ends_at is None or self.ends_at > now)
