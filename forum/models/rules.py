"""The community's rules and each group's own, by version, and who accepted which."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from .groups import Group


class RulesVersion(ClusterableModel):  # type: ignore[misc]
    """A set of rules as it stood at one time. Without a group it is the community's."""

    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="rules_versions", verbose_name=_("group")
    )
    number = models.PositiveIntegerField(editable=False)
    is_material = models.BooleanField(
        _("ask everybody again"),
        default=True,
        help_text=_("Tick this where the meaning changed. Leave it where only words did."),
    )
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("version of the rules")
        verbose_name_plural = _("versions of the rules")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="rules_version_of_group_once"),
            models.UniqueConstraint(fields=["number"], condition=Q(group=None), name="rules_version_once"),
        ]

    def __str__(self) -> str:
        return _("Version %(number)d") % {"number": self.number}


class Rule(models.Model):
    """One short rule."""

    version = ParentalKey(RulesVersion, on_delete=models.CASCADE, related_name="rules")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    title = models.CharField(_("title"), max_length=100)
    text = models.CharField(_("text"), max_length=500)

    class Meta:
        ordering: ClassVar[list[str]] = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.title


class RulesAcceptance(models.Model):
    """That a member accepted a version of the rules, and when."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rules_accepted", db_index=False)
    version = models.ForeignKey(RulesVersion, models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "version"], name="rules_acceptance_once")]
