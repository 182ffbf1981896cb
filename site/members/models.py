"""Members: the people of the community, whether they came by the web, by mail or by an import."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from .handles import free_handle

HANDLE_MAX = 40
NAME_MAX = 80
BIO_MAX = 1_000  # a paragraph or two; a longer story belongs in an introduction
HUES = 12  # how many avatar colours base.css knows

handle_validator = RegexValidator(
    r"\A[a-z0-9](?:[a-z0-9_.-]{0,38}[a-z0-9_])?\Z",
    _("A handle has letters a to z, digits, dots, dashes and underscores, and starts with a letter or digit."),
)
one_line = RegexValidator(
    r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]",
    _("This may not hold line breaks or invisible control characters."),
    inverse_match=True,
)


def known_time_zone(name: str) -> None:
    """Refuse a time zone that the IANA database does not have."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Unknown time zone."))


class Reading(models.TextChoices):
    """The two readings of one topic."""

    CONVERSATION = "conversation", _("Conversation: in order")
    THREADS = "threads", _("Threads: replies under what they answer")


class MemberQuerySet(models.QuerySet["Member"]):
    """Which people somebody may know of, and which are waiting."""

    def visible_to(self, visitor: Visitor) -> MemberQuerySet:
        """Whose profile this visitor may open: members see who is active and approved, staff everybody."""
        if not visitor.is_authenticated:
            return self.none()
        return self if visitor.is_staff else self.filter(is_active=True, is_approved=True)

    def taking_part(self) -> MemberQuerySet:
        """Who is active, approved and not suspended: those who are told anything."""
        free = Q(suspended_until=None) | Q(suspended_until__lte=timezone.now())
        return self.filter(free, is_active=True, is_approved=True)

    def waiting(self) -> MemberQuerySet:
        """People who verified their address and whom nobody has let in or declined yet."""
        return self.filter(claimed=True, is_active=True, is_approved=False)

    def with_address(self, email: str) -> MemberQuerySet:
        """The one whose address this is, compared without case."""
        return self.filter(email__iexact=email)


class MemberManager(BaseUserManager["Member"]):
    """Makes members; the e-mail address is compared without case."""

    def get_queryset(self) -> MemberQuerySet:
        return MemberQuerySet(self.model, using=self._db)

    def visible_to(self, visitor: Visitor) -> MemberQuerySet:
        return self.get_queryset().visible_to(visitor)

    def waiting(self) -> MemberQuerySet:
        return self.get_queryset().waiting()

    def taking_part(self) -> MemberQuerySet:
        return self.get_queryset().taking_part()

    def with_address(self, email: str) -> MemberQuerySet:
        return self.get_queryset().with_address(email)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Member:
        member = self.model(email=self.normalize_email(email).lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Member:
        """Made at a terminal by whoever runs the site, so the address is taken as verified."""
        fields.setdefault("handle", free_handle(email.partition("@")[0], among=self.get_queryset()))
        fields.setdefault("name", fields["handle"])
        member = self.create_user(email, password, is_superuser=True, **fields)
        addresses = apps.get_model("account", "EmailAddress").objects
        addresses.create(user=member, email=member.email, verified=True, primary=True)
        return member

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(email__iexact=username)


class Member(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]
    """A person who has joined, or whose words were imported and who has not claimed them yet (`claimed` is False)."""

    email = models.EmailField(_("e-mail address"), null=True, blank=True)
    handle = models.CharField(
        _("handle"), max_length=HANDLE_MAX, validators=[handle_validator], help_text=_("For @mentions.")
    )
    name = models.CharField(_("name"), max_length=NAME_MAX, validators=[one_line], help_text=_("As others see it."))
    trade = models.CharField(_("what you do"), max_length=80, blank=True, validators=[one_line])
    place = models.CharField(_("where you are"), max_length=80, blank=True, validators=[one_line])
    bio = models.TextField(_("about you"), blank=True, validators=[MaxLengthValidator(BIO_MAX)])
    avatar = models.ImageField(_("picture"), upload_to="avatars/", blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[known_time_zone])
    language = models.CharField(_("language"), max_length=12, default="en")
    reading = models.CharField(_("reading"), max_length=12, choices=Reading.choices, default=Reading.CONVERSATION)

    claimed = models.BooleanField(
        _("claimed"), default=True, help_text=_("False for imported people who never signed in.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_approved = models.BooleanField(
        _("approved"), default=True, help_text=_("May sign in, where sign-up is by approval.")
    )
    is_moderator = models.BooleanField(_("moderator"), default=False, help_text=_("May moderate everywhere."))
    # Written by the forum's sanctions alone: only where they are set need anybody look for more.
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True, editable=False)
    silenced_until = models.DateTimeField(_("silenced until"), null=True, blank=True, editable=False)
    may_create_groups = models.BooleanField(_("may create groups"), default=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    # "New" topics are those since this moment: joining, or the last time the member cleared the list.
    new_since = models.DateTimeField(default=timezone.now)

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        indexes = [models.Index(fields=["handle"], name="member_handle")]  # pages and mentions ask for it as it is
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="member_email_without_case",
                violation_error_message=_("A member with this address exists."),
            ),
            models.UniqueConstraint(
                Lower("handle"), name="member_handle_without_case", violation_error_message=_("This handle is taken.")
            ),
            models.CheckConstraint(
                condition=Q(claimed=False) | Q(email__isnull=False), name="member_claimed_has_email"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether this member looks after the whole community."""
        return self.is_superuser or self.is_moderator

    @property
    def is_suspended(self) -> bool:
        """Whether they may not sign in for now, nor take part by mail."""
        return self.suspended_until is not None and self.suspended_until > timezone.now()

    @property
    def initials(self) -> str:
        """One or two letters for the generated avatar."""
        words = [word for word in self.name.split() if word[0].isalnum()] or [self.handle]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    @property
    def hue(self) -> int:
        """Which of the avatar colours is this member's."""
        return (self.pk or 0) * 7 % HUES

    def get_absolute_url(self) -> str:
        return reverse("profile", args=[self.handle])

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def avatar_digest(self) -> str:
        """What names the uploaded picture in addresses, so that a new picture has a new address; "" without one."""
        return self.avatar.name.split("-")[1] if self.avatar and self.avatar.name else ""


Visitor = Member | AnonymousUser


class Invitation(models.Model):
    """Somebody was asked to join by mail. The signed link in it names this row, which says if it still counts."""

    email = models.EmailField(_("e-mail address"))
    note = models.CharField(_("a line from you"), max_length=300, blank=True, validators=[one_line])
    created_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "members.Member", models.CASCADE, related_name="invitations", verbose_name=_("invited by"), editable=False
    )
    expires_at = models.DateTimeField(_("good until"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey("members.Member", models.SET_NULL, null=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [models.Index(fields=["created_by", "-created_at"], name="invitation_newest")]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        """Whether its link still lets somebody in."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()


@register_setting(icon="group")
class JoiningSettings(BaseGenericSetting):  # type: ignore[misc]
    """How people become members."""

    class Joining(models.TextChoices):
        OPEN = "open", _("Open: whoever verifies an e-mail address is a member")
        APPROVAL = "approval", _("By approval: staff let each new member in")
        INVITATION = "invitation", _("By invitation: only who was invited can sign up")

    joining = models.CharField(
        _("joining"),
        max_length=10,
        choices=Joining.choices,
        default=Joining.OPEN,
        help_text=_("Of whoever comes from now on; who is a member stays one."),
    )
    welcome = models.TextField(
        _("on the sign-up page"), max_length=400, blank=True, help_text=_("Who this is for, in a sentence or two.")
    )
    waiting = models.TextField(
        _("while waiting for approval"), max_length=400, blank=True, help_text=_("Who decides, and how long it takes.")
    )
    closed = models.TextField(
        _("where sign-up is by invitation"), max_length=400, blank=True, help_text=_("Whom to ask for an invitation.")
    )

    panels: ClassVar[list[object]] = [
        FieldPanel("joining"),
        FieldPanel("welcome"),
        FieldPanel("waiting"),
        FieldPanel("closed"),
    ]

    class Meta:
        verbose_name = _("joining")
