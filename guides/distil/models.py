"""Which page grew out of which conversation, whose words it is made of, and what they said to that."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Post, Topic
from knowledge_base.models import KnowledgePage
from members.models import Member

ANSWER = "answer"  # the kind of what joins a page there is


class DistillationQuerySet(models.QuerySet["Distillation"]):
    def published(self) -> DistillationQuerySet:
        """What readers meet: a published page of its own, or words in the published page that they join."""
        standing = Quote.objects.filter(distillation=OuterRef("pk")).exclude(live_as="")
        return self.filter(~Q(kind=ANSWER) | Exists(standing), page__live=True)


class Distillation(models.Model):
    """A page, or a part of one, that grew out of a topic."""

    page = models.ForeignKey(KnowledgePage, models.CASCADE, related_name="distillations")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="distillations")
    kind = models.CharField(max_length=10)  # a key of `kinds.KINDS`
    title = models.CharField(max_length=200)  # as chosen: of the page, or of the question on it
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)  # when everybody concerned was told that it is published

    objects = DistillationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]


class Consent(models.TextChoices):
    """What an author says to their words being used."""

    OPEN = "open", _("not asked for: everybody can read them where they stand")
    ASKED = "asked", _("asked, no answer yet")
    NAMED = "named", _("yes, with their name")
    NAMELESS = "nameless", _("yes, as told by a member")
    DECLINED = "declined", _("no")


class QuoteQuerySet(models.QuerySet["Quote"]):
    def leaving(self) -> QuoteQuerySet:
        """Words that must go from the live page, or from the draft where they were not found."""
        return self.filter(leaving())


def leaving(prefix: str = "") -> Q:
    """True of words, and of their names, that readers see against their author's answer, or that an editor has to look
    for. `prefix` leads to the quotes."""
    declined = Q(**{f"{prefix}consent": Consent.DECLINED, f"{prefix}live_as__gt": ""})
    named = Q(**{f"{prefix}consent": Consent.NAMELESS, f"{prefix}live_as": Consent.NAMED})
    live = Q(**{f"{prefix}distillation__page__live": True})
    return Q(**{f"{prefix}is_unsettled": True}) | (live & (declined | named))


class Quote(models.Model):
    """A post whose words were chosen for a page."""

    distillation = models.ForeignKey(Distillation, models.CASCADE, related_name="quotes", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    consent = models.CharField(max_length=8, choices=Consent.choices)
    said_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)  # when the author was asked by mail
    # How the words are found in the page from when they are first put in: a block has the mark as its id, paragraphs of
    # a text have it in their keys, and `words` are theirs as they were put in, a paragraph a line.
    mark = models.TextField(blank=True)
    words = models.TextField(blank=True)
    # Whether they were put in and not taken out again for their author. What an editor took out counts as in, so that
    # it is not put back.
    is_in = models.BooleanField(default=False)
    # They, or the name on them, had to go and not all was found: nobody publishes the page before an editor has looked.
    is_unsettled = models.BooleanField(default=False)
    live_as = models.CharField(max_length=8, blank=True)  # the answer with which they came to stand in the live page

    objects = QuoteQuerySet.as_manager()

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
