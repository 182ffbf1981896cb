"""What waits for a decision, who flagged it and why, what was decided, and what its author said to that."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from forum.models import Audience, Group, GroupRole, Rule, Sanction
from forum.models.sanctions import WORDS_MAX
from forum.policy import POWERS, Power
from members.models import Member, Visitor

WATCHED_MAX = 100  # characters
NOTE_MAX = 1_000  # a flag says what is wrong; the post itself says the rest
CLAIMED_FOR = timedelta(minutes=15)  # long enough to read and decide, short enough that nothing is held overnight
REVIEWERS = tuple(role for role, powers in POWERS.items() if Power.REVIEW in powers)


class Reason(models.TextChoices):
    """Why something is flagged."""

    OFF_TOPIC = "off_topic", _("It does not belong here")
    INAPPROPRIATE = "inappropriate", _("It is rude or hurtful")
    SPAM = "spam", _("It is advertising or a scam")
    BREAKS_RULE = "breaks_rule", _("It breaks a rule")
    ILLEGAL = "illegal", _("It is against the law")
    OTHER = "other", _("Something else")


class Held(models.TextChoices):
    """Why something is held before anybody reads it."""

    WORDS = "words", _("Watched words")
    FIRST = "first", _("A first post")
    GUEST = "guest", _("By somebody who is no member")


class CaseQuerySet(models.QuerySet["Case"]):
    """Which cases somebody may see: whoever reviews in their group; those of no group are staff's."""

    def visible_to(self, visitor: Visitor) -> CaseQuerySet:
        """Never one about oneself: it names who flagged."""
        if not visitor.is_authenticated:
            return self.none()
        others = self.exclude(author_id=visitor.pk)
        if visitor.is_superuser:
            return others
        hands = GroupRole.objects.filter(group=OuterRef("group"), member=visitor, role__in=REVIEWERS)
        mine = Q(Exists(hands))
        if visitor.is_moderator:
            mine |= Q(group=None) | ~Q(group__audience=Audience.SECRET)
        return others.filter(mine)

    def waiting(self) -> CaseQuerySet:
        return self.filter(waiting_since__isnull=False)


class Case(models.Model):
    """A thing about which somebody must decide: one undecided case for each thing. `waiting_since` is set while it
    stands in the queue: from the first flag to the decision, and again from an appeal to what comes of it."""

    kind = models.CharField(max_length=12)  # a name in `kinds`
    object_id = models.BigIntegerField()
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="cases")
    author = models.ForeignKey(Member, models.CASCADE, related_name="cases")  # whom it is about
    held_for = models.CharField(max_length=5, choices=Held.choices, blank=True)
    held_words = models.CharField(max_length=WATCHED_MAX, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(null=True, blank=True, default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["waiting_since"], name="case_waiting", condition=Q(waiting_since__isnull=False)),
            models.Index(fields=["author", "-opened_at"], name="case_about"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"], condition=Q(decided_at=None), name="case_undecided_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.object_id}"

    def get_absolute_url(self) -> str:
        return f"/review/{self.pk}/"

    @property
    def held_in_words(self) -> str:
        """Why it is held; empty where it is not."""
        why = str(Held(self.held_for).label) if self.held_for else ""
        return f"{why}: {self.held_words}" if self.held_words else why

    @property
    def is_claimed(self) -> bool:
        return self.claimed_by_id is not None and self.claimed_until is not None and self.claimed_until > timezone.now()

    def is_held_from(self, member: Member) -> bool:
        """Whether somebody else has it in hand."""
        return self.is_claimed and self.claimed_by_id != member.pk

    def is_claimed_by(self, member: Member) -> bool:
        return self.is_claimed and self.claimed_by_id == member.pk


class Flag(models.Model):
    """That a member says something is wrong with a thing. `upheld` says what came of it, None where nothing did."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="flags", db_index=False)
    reporter = models.ForeignKey(Member, models.CASCADE, related_name="flags")
    reason = models.CharField(_("reason"), max_length=14, choices=Reason.choices)
    rule = models.ForeignKey(Rule, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("rule"))
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(NOTE_MAX)])
    made_at = models.DateTimeField(default=timezone.now)
    upheld = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["made_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="flag_once")]


class Act(models.TextChoices):
    """What can be decided."""

    APPROVE = "approve", _("Nothing is wrong with it")
    IGNORE = "ignore", _("Leave it be")
    HIDE = "hide", _("Hide it")
    DELETE = "delete", _("Delete it")
    WARN = "warn", _("Warn its author")
    SILENCE = "silence", _("Silence its author")
    SUSPEND = "suspend", _("Suspend its author")


AGAINST = frozenset({Act.HIDE, Act.DELETE, Act.WARN, Act.SILENCE, Act.SUSPEND})  # what can be appealed
SANCTIONS = frozenset({Act.WARN, Act.SILENCE, Act.SUSPEND})


class Decision(models.Model):
    """What somebody decided about a case. It stays when it is undone."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    act = models.CharField(max_length=8, choices=Act.choices)
    rule = models.ForeignKey(Rule, models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField(blank=True, validators=[MaxLengthValidator(WORDS_MAX)])  # to the member
    sanction = models.OneToOneField(Sanction, models.SET_NULL, null=True, blank=True, related_name="decision")
    was_hidden = models.BooleanField()  # before it: what undoing goes back to
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        default_permissions = ("view",)
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act}/{self.pk}"

    def get_absolute_url(self) -> str:
        return f"/decisions/{self.pk}/"


class Appeal(models.Model):
    """What a member says to a decision about them: once, and somebody else looks."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("Taken back")
        DECLINED = "declined", _("It stays")

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="appeal")
    words = models.TextField(validators=[MaxLengthValidator(WORDS_MAX)])
    made_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True, validators=[MaxLengthValidator(WORDS_MAX)])

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.decision_id}"


class WatchedWord(models.Model):
    """Words, or the address of a link, that are looked for in what members write (`matching`)."""

    class Act(models.TextChoices):
        HOLD = "hold", _("Hold the post until somebody has looked")
        REFUSE = "refuse", _("Refuse it, and say why")

    words = models.CharField(
        _("words"),
        max_length=WATCHED_MAX,
        help_text=_("Words that follow one another, or a link. With * at the end, longer words that begin so, too."),
    )
    key = models.CharField(max_length=WATCHED_MAX * 4, unique=True, editable=False)  # as it is looked for
    act = models.CharField(
        _("what happens"),
        max_length=6,
        choices=Act.choices,
        default=Act.HOLD,
        help_text=_("To what members write. Staff and those who look after a group write as they like."),
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("watched words")
        verbose_name_plural = _("watched words")
        ordering: ClassVar[list[str]] = ["key"]

    def __str__(self) -> str:
        return self.words


@register_setting(icon="warning")
class ReviewSetting(BaseGenericSetting):  # type: ignore[misc]
    """How much flags weigh, and when hands are reminded."""

    hide_at = models.PositiveSmallIntegerField(
        _("flags that hide"),
        default=3,
        help_text=_(
            "A post is hidden until somebody looks once flags of this weight are on it. A member's flag weighs 1 at"
            " first, up to 2 where flags of theirs were right, down to 0 where they were not. 0: flags hide nothing."
        ),
    )
    remind_after = models.PositiveSmallIntegerField(
        _("hours until a reminder"),
        default=24,
        help_text=_("What has waited longer is told once more to who may decide on it."),
    )
    legal_contact = models.TextField(
        _("legal contact"),
        max_length=400,
        blank=True,
        help_text=_("Shown to who flags something: whom to write to where something is against the law."),
    )
    flags_a_day = models.PositiveSmallIntegerField(
        _("flags a day"), default=20, help_text=_("How many things one member can flag in a day.")
    )

    hold_first = models.PositiveSmallIntegerField(
        _("first posts held"),
        default=0,
        validators=[MaxValueValidator(10)],
        help_text=_("So many posts of a new member are read by others only once somebody has looked. 0: none."),
    )

    panels: ClassVar[list[object]] = [
        FieldPanel("hold_first"),
        FieldPanel("hide_at"),
        FieldPanel("remind_after"),
        FieldPanel("flags_a_day"),
        FieldPanel("legal_contact"),
    ]

    class Meta:
        verbose_name = _("review")

    @classmethod
    def current(cls) -> ReviewSetting:
        """What the site has chosen, or the defaults; reading it writes nothing."""
        found: ReviewSetting | None = cls.objects.first()
        return found if found is not None else cls()
