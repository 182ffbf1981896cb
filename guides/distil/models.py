"""Which page grew out of which conversation, whose words it is made of, and what they said to that."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Audience as GroupAudience
from forum.models import Post, Topic
from knowledge_base.models import KnowledgePage
from members.models import Member

CLOSED = (GroupAudience.PRIVATE, GroupAudience.SECRET)  # words leave such a group with their author's consent only


class Distillation(models.Model):
    """A page, or a part of one, that grew out of a topic."""

    page = models.ForeignKey(KnowledgePage, models.CASCADE, related_name="distillations")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="distillations")
    kind = models.CharField(max_length=10)  # a key of `kinds.KINDS`
    title = models.CharField(max_length=200)  # as chosen: of the page, or of the question on it
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)  # when everybody concerned was told that it is published

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]


class Consent(models.TextChoices):
    """What an author says to their words being used."""

    OPEN = "open", _("not asked for: everybody can read them where they stand")
    ASKED = "asked", _("asked, no answer yet")
    NAMED = "named", _("yes, with their name")
    NAMELESS = "nameless", _("yes, as told by a member")
    DECLINED = "declined", _("no")


class Quote(models.Model):
    """A post whose words were chosen for a page."""

    distillation = models.ForeignKey(Distillation, models.CASCADE, related_name="quotes", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    consent = models.CharField(max_length=8, choices=Consent.choices)
    said_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)  # when the author was asked by mail
    # Where the words stand in the page while they do: the id of a block, or the words themselves as they were put in.
    mark = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["place"]
        constraints = [models.UniqueConstraint(fields=["distillation", "post"], name="quote_once")]

    @property
    def may_stand(self) -> bool:
        return self.consent in (Consent.OPEN, Consent.NAMED, Consent.NAMELESS)

    def grants_more_than(self, consent: str) -> bool:
        """Whether what its author said before lets more be told than this answer does."""
        order = (Consent.DECLINED, Consent.NAMELESS, Consent.NAMED)
        return self.consent in order and order.index(Consent(self.consent)) > order.index(Consent(consent))
