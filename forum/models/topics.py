"""Topics: one conversation each, in a group or among named members."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from members.models import Member, Visitor, one_line

from .groups import Audience, Follow, Group, GroupRole, Membership, Role

TITLE_MAX = 200
FACES_MAX = 4  # who is shown beside a topic in a list
POSTS_A_PAGE = 20


class Kind(models.TextChoices):
    """What a topic is for."""

    DISCUSSION = "discussion", _("Discussion")
    QUESTION = "question", _("Question")
    ANNOUNCEMENT = "announcement", _("Announcement")
    INTRODUCTION = "introduction", _("Introduction")
    MESSAGE = "message", _("Message")


class Reach(models.TextChoices):
    """How far a question has gone, beyond those who follow its group."""

    GROUP = "group", _("asked in its group")
    EXPERTS = "experts", _("advisors were asked by name")
    COMMUNITY = "community", _("asked of everybody")


class TopicQuerySet(models.QuerySet["Topic"]):
    """Seeing is a queryset: every door asks `visible_to`."""

    def visible_to(self, visitor: Visitor) -> TopicQuerySet:
        """Topics this visitor may read: of groups they read, and messages they are part of."""
        in_groups = Q(group__in=Group.objects.readable_by(visitor))
        if visitor.is_authenticated:
            in_groups |= Q(Exists(Invitee.objects.including(visitor).filter(topic=OuterRef("pk"))))
        return self.filter(in_groups, deleted_at=None)

    def deleted_for(self, visitor: Visitor) -> TopicQuerySet:
        """Deleted topics this visitor may bring back: staff everywhere, custodians in their groups."""
        gone = Q(deleted_at__isnull=False, merged_into=None)
        deleted = self.filter(gone, group__in=Group.objects.readable_by(visitor))
        if not visitor.is_authenticated or visitor.is_staff:
            return deleted if visitor.is_authenticated else self.none()
        hands = GroupRole.objects.filter(
            group=OuterRef("group"), member=visitor, role__in=[Role.CUSTODIAN, Role.MENTOR]
        )
        return deleted.filter(Exists(hands))

    def messages_of(self, member: Member) -> TopicQuerySet:
        """Messages this member is part of."""
        mentored = GroupRole.objects.filter(member=member, role=Role.MENTOR).values("group")
        named = Invitee.objects.filter(member=member).values("topic")
        through = Invitee.objects.filter(mentors_of__in=mentored).values("topic")
        return self.filter(pk__in=named.union(through), kind=Kind.MESSAGE, deleted_at=None)


class Topic(models.Model):  # type: ignore[django-manager-missing]
    """One conversation. Its first post opens it. `group` is null for messages.

    A foreign key without an index of its own (`db_index=False`), here and in the models around, begins another index
    of its table: a second one costs each write, and planners choose it where the other would do.
    """

    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="topics", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.DISCUSSION)
    title = models.CharField(_("title"), max_length=TITLE_MAX, validators=[one_line])
    slug = models.SlugField(max_length=80)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="topics")
    excerpt = models.CharField(max_length=300, blank=True)
    tags = TaggableManager(through="forum.TaggedTopic", blank=True)

    created_at = models.DateTimeField(default=timezone.now)
    bumped_at = models.DateTimeField(default=timezone.now)
    last_author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    # The number of the newest post, deleted ones and gaps included; the next post gets one more.
    last_number = models.PositiveIntegerField(default=0)
    # Posts that can be read: what "replies" and "unread" count.
    post_count = models.PositiveIntegerField(default=0)
    like_count = models.PositiveIntegerField(default=0)
    view_count = models.PositiveIntegerField(default=0)
    faces = models.JSONField(default=list)

    reach = models.CharField(max_length=9, choices=Reach.choices, default=Reach.GROUP)
    solution = models.ForeignKey("forum.Post", models.SET_NULL, null=True, blank=True, related_name="solves")
    solved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    pinned_until = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Out of sight as if deleted, because its opening was hidden; its author and hands still read that.
    hidden_at = models.DateTimeField(null=True, blank=True)
    # Where the conversation went on, when this topic was merged into another.
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        indexes = [
            models.Index(fields=["-bumped_at"], name="topic_latest", condition=Q(deleted_at=None, group__isnull=False)),
            models.Index(
                fields=["-created_at"], name="topic_newest", condition=Q(deleted_at=None, group__isnull=False)
            ),
            models.Index(fields=["-like_count", "-post_count"], name="topic_top", condition=Q(deleted_at=None)),
            models.Index(fields=["group", "-bumped_at"], name="topic_group_latest", condition=Q(deleted_at=None)),
            models.Index(fields=["group", "-created_at"], name="topic_group_newest", condition=Q(deleted_at=None)),
            models.Index(
                fields=["group", "-like_count", "-post_count"], name="topic_group_top", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["-bumped_at"],
                name="topic_unanswered",
                condition=Q(deleted_at=None, post_count=1, group__isnull=False),
            ),
            models.Index(
                fields=["group", "pinned_until"], name="topic_pinned", condition=Q(pinned_until__isnull=False)
            ),
            models.Index(
                fields=["-bumped_at"],
                name="topic_asked_of_everybody",
                condition=Q(reach=Reach.COMMUNITY, solution=None, deleted_at=None),
            ),
            models.Index(
                fields=["created_at"],
                name="topic_unsolved",
                condition=Q(kind=Kind.QUESTION, solution=None, deleted_at=None, closed_at=None, archived_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.MESSAGE, group=None) | (~Q(kind=Kind.MESSAGE) & Q(group__isnull=False)),
                name="topic_in_a_group_or_a_message",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | Q(deleted_at__isnull=False), name="topic_hidden_is_out_of_sight"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug, self.pk])

    @property
    def is_message(self) -> bool:
        return self.kind == Kind.MESSAGE

    @property
    def is_open(self) -> bool:
        """Whether it still takes replies, for those who may write."""
        return self.closed_at is None and self.archived_at is None and self.deleted_at is None

    @property
    def is_pinned(self) -> bool:
        return self.pinned_until is not None and self.pinned_until > timezone.now()

    @property
    def reply_count(self) -> int:
        return max(0, self.post_count - 1)

    @property
    def page_count(self) -> int:
        """Pages of the conversation reading."""
        return max(1, -(-self.last_number // POSTS_A_PAGE))


def slug_for(title: str) -> str:
    """The readable part of a topic's address; "topic" where the title has no letter that an address may hold."""
    return slugify(title)[:80].strip("-") or "topic"


class TaggedTopic(ItemBase):  # type: ignore[misc]
    """A tag on a topic."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_topics", db_index=False)
    content_object = models.ForeignKey(Topic, models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="tagged_topic_once")]


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def including(self, member: Member) -> InviteeQuerySet:
        """Invitations that mean this member: by name, or as a mentor of an invited group."""
        mentors = GroupRole.objects.filter(group=OuterRef("mentors_of"), member=member, role=Role.MENTOR)
        return self.filter(Q(member=member) | Q(Exists(mentors)))


class Invitee(models.Model):
    """Who is part of a message: a member, or whoever are the mentors of a group."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="invitees", db_index=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="invited_to"
    )
    mentors_of = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "member"], name="invitee_member_once"),
            models.UniqueConstraint(fields=["topic", "mentors_of"], name="invitee_mentors_once"),
            models.CheckConstraint(
                condition=Q(member=None, mentors_of__isnull=False) | Q(member__isnull=False, mentors_of=None),
                name="invitee_member_or_mentors",
            ),
        ]


class Participation(models.Model):
    """Who wrote how much in a topic: its people, and every member's own topics."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="participations", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="participations")
    posts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "member"], name="participation_once")]
        indexes = [models.Index(fields=["topic", "-posts"], name="participation_most")]


class TopicFollow(models.Model):
    """How closely a member follows a topic."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="topic_follows", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="follows")
    level = models.PositiveSmallIntegerField(choices=Follow.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "topic"], name="topic_follow_once")]


class TagFollow(models.Model):
    """How closely a member follows a tag."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tag_follows", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="follows")
    level = models.PositiveSmallIntegerField(choices=Follow.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "tag"], name="tag_follow_once")]


class TopicEvent(models.Model):
    """What was done to a topic and by whom; shown between its posts. Names no other group: readers may not know it."""

    class What(models.TextChoices):
        CLOSED = "closed", _("closed this topic")
        REOPENED = "reopened", _("reopened this topic")
        PINNED = "pinned", _("pinned this topic")
        UNPINNED = "unpinned", _("unpinned this topic")
        ARCHIVED = "archived", _("archived this topic")
        UNARCHIVED = "unarchived", _("took this topic out of the archive")
        MOVED = "moved", _("moved this topic here")
        SPLIT = "split", _("moved some posts to a topic of their own")
        MERGED = "merged", _("merged another topic into this one")
        RESTORED = "restored", _("restored this topic")
        WIDENED = "widened", _("asked everybody")
        NAMED = "named", _("asked advisors by name")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="events", db_index=False)
    what = models.CharField(max_length=12, choices=What.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    after_number = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["after_number", "pk"]
        indexes = [models.Index(fields=["topic", "after_number"], name="topic_event_place")]


def members_who_see(topic: Topic) -> models.QuerySet[Member]:
    """The members to whom `visible_to` shows this topic: the third of the three questions, asked before telling."""
    active = Member.objects.taking_part()
    if topic.deleted_at is not None:
        return active.none()
    if topic.is_message:
        named = Exists(Invitee.objects.filter(topic=topic, member=OuterRef("pk")))
        groups = Invitee.objects.filter(topic=topic, mentors_of__isnull=False).values("mentors_of")
        mentor = Exists(GroupRole.objects.filter(group__in=groups, member=OuterRef("pk"), role=Role.MENTOR))
        return active.filter(Q(named) | Q(mentor))
    if topic.group is None or topic.group.audience in (Audience.PUBLIC, Audience.MEMBERS):
        return active
    inside = Q(Exists(Membership.objects.filter(group=topic.group, member=OuterRef("pk")))) | Q(is_superuser=True)
    if topic.group.audience == Audience.PRIVATE:
        inside |= Q(is_moderator=True)
    return active.filter(inside)
