"""Groups: a place and the people who meet in it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Visitor, one_line

NAME_MAX = 80
ASK_AUTHOR_MAX = 90  # days; after a season nobody waits for an answer any more
PURPOSE_MAX = 240  # one sentence: it stands under the name in every list


class Audience(models.TextChoices):
    """Who reads what is written in a group."""

    PUBLIC = "public", _("Public: everyone reads")
    MEMBERS = "members", _("Members: every signed-in member reads")
    PRIVATE = "private", _("Private: listed, read by its own members")
    SECRET = "secret", _("Secret: not even listed")


class Joining(models.TextChoices):
    """How one becomes a member of a group."""

    OPEN = "open", _("Open to all members")
    REQUEST = "request", _("By request")
    INVITATION = "invitation", _("By invitation")


class Role(models.TextChoices):
    """The helping hands of a group; what each may do is a table in `forum.policy`."""

    MENTOR = "mentor", _("Group mentor")
    FACILITATOR = "facilitator", _("Facilitator")
    CUSTODIAN = "custodian", _("Custodian")
    ADVISOR = "advisor", _("Advisor")


class Follow(models.IntegerChoices):
    """How closely a member wants to hear of something."""

    MUTED = 0, _("Muted: tell me nothing")
    NORMAL = 1, _("Normal: tell me when I am mentioned or answered")
    TRACKING = 2, _("Tracking: also count what is new")
    WATCHING = 3, _("Watching: tell me of every post")


class GroupQuerySet(models.QuerySet["Group"]):
    """Who sees that a group exists, and who reads it: the two are not the same for private groups."""

    def _of(self, visitor: Visitor) -> Q:
        return Q(Exists(Membership.objects.filter(group=OuterRef("pk"), member_id=visitor.pk or 0)))

    def visible_to(self, visitor: Visitor) -> GroupQuerySet:
        """Groups whose name and purpose this visitor may know of."""
        if not visitor.is_authenticated:
            return self.filter(audience=Audience.PUBLIC)
        if visitor.is_superuser:
            return self
        listed = [Audience.PUBLIC, Audience.MEMBERS, Audience.PRIVATE]
        invited = Exists(
            MembershipRequest.objects.filter(
                group=OuterRef("pk"), member_id=visitor.pk, way=MembershipRequest.Way.INVITATION, decided_at=None
            )
        )
        return self.filter(Q(audience__in=listed) | self._of(visitor) | Q(invited))

    def readable_by(self, visitor: Visitor) -> GroupQuerySet:
        """Groups whose topics this visitor may read."""
        if not visitor.is_authenticated:
            return self.filter(audience=Audience.PUBLIC)
        if visitor.is_superuser:
            return self
        audiences = [Audience.PUBLIC, Audience.MEMBERS]
        if visitor.is_moderator:
            audiences.append(Audience.PRIVATE)
        return self.filter(Q(audience__in=audiences) | self._of(visitor))


class Group(models.Model):  # type: ignore[django-manager-missing]
    """A place with a purpose, members and roles; perhaps with a start and an end."""

    name = models.CharField(_("name"), max_length=NAME_MAX, unique=True, validators=[one_line])
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    purpose = models.CharField(
        _("purpose"), max_length=PURPOSE_MAX, validators=[one_line], help_text=_("One sentence.")
    )
    description = models.TextField(_("description"), blank=True, validators=[MaxLengthValidator(8_000)])
    description_html = models.TextField(editable=False, blank=True)
    audience = models.CharField(_("who reads"), max_length=10, choices=Audience.choices, default=Audience.PUBLIC)
    joining = models.CharField(_("how to join"), max_length=10, choices=Joining.choices, default=Joining.OPEN)
    picture = models.ImageField(_("picture"), upload_to="groups/", blank=True)
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#14594a",
        validators=[RegexValidator(r"\A#[0-9a-f]{6}\Z", _("Like #14594a."))],
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    is_introductions = models.BooleanField(_("where new members introduce themselves"), default=False)
    default_follow = models.PositiveSmallIntegerField(
        _("members follow it"), choices=Follow.choices, default=Follow.TRACKING
    )
    ask_author_after = models.PositiveSmallIntegerField(
        _("days until who asked is asked"),
        default=3,
        validators=[MaxValueValidator(ASK_AUTHOR_MAX)],
        help_text=_(
            "A question that has no solution after so many days asks its author whether to ask more people. 0 is never."
        ),
    )
    takes_strangers = models.BooleanField(
        _("takes topics from people who are no members"),
        default=False,
        help_text=_(
            "Where everybody reads: whoever writes to the group's address begins a topic, which waits in the review "
            "until somebody who looks after the group has read it. Only mail that proves where it comes from."
        ),
    )

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    member_count = models.PositiveIntegerField(default=0, editable=False)
    topic_count = models.PositiveIntegerField(default=0, editable=False)
    bumped_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering: ClassVar[list[str]] = ["name"]
        constraints = [
            models.UniqueConstraint(
                models.F("is_introductions"), condition=Q(is_introductions=True), name="group_one_for_introductions"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="group_ends_after_it_starts",
                violation_error_message=_("The end is before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.slug])

    @property
    def is_over(self) -> bool:
        """Whether its time is up: what was written stays, nothing is added."""
        return self.archived_at is not None or (self.ends_on is not None and self.ends_on < timezone.localdate())


class Membership(models.Model):
    """A member of a group, since when, and whether somebody has greeted them there."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(default=timezone.now)
    greeted_at = models.DateTimeField(null=True, blank=True)
    greeted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "member"], name="membership_once")]
        indexes = [models.Index(fields=["group", "-joined_at"], name="membership_newest")]


class MembershipRequest(models.Model):
    """Somebody asked to join, or was asked to: waits until it is decided, then stays as the record."""

    class Way(models.TextChoices):
        REQUEST = "request", _("asked to join")
        INVITATION = "invitation", _("was invited")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    group = models.ForeignKey(Group, models.CASCADE, related_name="requests")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership_requests")
    way = models.CharField(max_length=10, choices=Way.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"], condition=Q(decided_at=None), name="membership_request_one_waiting"
            )
        ]


class GroupRole(models.Model):
    """A role somebody has in one group; roles add up."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="roles", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="group_roles")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "member", "role"], name="group_role_once")]


class GroupFollow(models.Model):
    """How closely a member follows a group, where it differs from the group's default."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="group_follows", db_index=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="follows")
    level = models.PositiveSmallIntegerField(choices=Follow.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "group"], name="group_follow_once")]
