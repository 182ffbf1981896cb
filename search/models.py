"""What can be found: one row for each thing, written in the transaction that writes the thing.

The row is the truth of what is searched. An index is fed from it, and what an index answers is asked of the rows again
before anybody sees it. Beside them stands what people look for: in vain, or again and again.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelsearch import index

from .places import Sort, place

TITLE_MAX = 255
TAGS_MAX = 500
MISS_MAX = 100  # characters
SAVED_MAX = 500  # characters: what a line of a list shows, and an index of PostgreSQL takes in any script
FIELDS_ELSEWHERE = [
    *(index.SearchField("title", boost=2), index.SearchField("tags", boost=1.5), index.SearchField("text")),
    *(index.AutocompleteField("title"), index.AutocompleteField("tags")),
    *(index.FilterField("place"), index.FilterField("kind")),
]


class Kind(models.TextChoices):
    """What sort of thing was found."""

    GUIDE = "guide", _("Guide")
    TRAINING = "training", _("Training")
    MODULE = "module", _("Module")
    TEMPLATE = "template", _("Template")
    ARTICLE = "article", _("Article")
    LESSON = "lesson", _("Lesson learned")
    FAQ = "faq", _("Questions")
    TOPIC = "topic", _("Topic")  # its opening post
    REPLY = "reply", _("Reply")
    COMMENT = "comment", _("Comment")
    MEMBER = "member", _("Member")
    GROUP = "group", _("Group")
    MESSAGE = "message", _("Message")  # any post of one


class Source(models.TextChoices):
    """The table a thing is kept in."""

    POST = "post"
    PAGE = "page"
    COMMENT = "comment"
    MEMBER = "member"
    GROUP = "group"


class Fed(models.IntegerChoices):
    """What the index has of an entry."""

    YES = 0  # just this
    NOT_YET = 1  # nothing
    OLDER = 2  # other words or another place: until it is fed, it is not found through the index
    MARKS = 3  # the same words with other marks (likes, solved): it may be found meanwhile
    GONE = 4  # something that is not there any more: the row goes when the index knows


class Flag(models.IntegerChoices):
    """Yes-or-no facts that searches filter by, as bits of one number."""

    QUESTION = 1
    SOLVED = 2
    CLOSED = 4
    SOLUTION = 8
    IMAGE = 16
    FILE = 32


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def there(self) -> SearchEntryQuerySet:
        """What is still there to be found."""
        return self.exclude(fed=Fed.GONE)

    def to_feed(self) -> SearchEntryQuerySet:
        """What the index does not have as it is."""
        return self.filter(fed__gt=Fed.YES)

    def solutions(self) -> SearchEntryQuerySet:
        """What was accepted as a solution."""
        return self.annotate(solution=F("flags").bitand(Flag.SOLUTION)).filter(solution=Flag.SOLUTION)

    def about_page(self, page_id: int) -> SearchEntryQuerySet:
        """A page and the comments under it."""
        return self.filter(place=place(Sort.PAGE, page_id))

    def not_as_indexed(self) -> SearchEntryQuerySet:
        """What must not be found through an index that has not been fed with it again."""
        return self.filter(fed__in=(Fed.OLDER, Fed.GONE))


class SearchEntry(index.Indexed, models.Model):  # type: ignore[misc]
    """A thing that can be found. `topic_id` is what posts fold into; `place` says who sees it (`search.places`).

    Nothing here is a foreign key: a row that vanished with what it points to would stay in the index for ever.
    """

    source = models.CharField(max_length=8, choices=Source.choices)
    source_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    place = models.BigIntegerField()
    topic_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=TITLE_MAX, blank=True)
    text = models.TextField(blank=True)
    tags = models.CharField(max_length=TAGS_MAX, blank=True)  # names, a line each
    author_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField()
    active_at = models.DateTimeField()
    likes = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)
    flags = models.PositiveSmallIntegerField(default=0)
    fed = models.PositiveSmallIntegerField(choices=Fed.choices, default=Fed.NOT_YET)
    # Changes with every write, so that who fed an older one does not take the row for fed.
    stamp = models.BigIntegerField()

    objects: ClassVar = SearchEntryQuerySet.as_manager()

    # What another engine than Whoosh is told of an entry; Whoosh is fed by `search.index`, and is told nothing here.
    search_fields = FIELDS_ELSEWHERE if settings.SEARCH_URL else []

    class Meta:
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="search_entry_once")]
        indexes = [
            models.Index(fields=["fed"], name="search_entry_fed"),
            models.Index(fields=["topic_id"], name="search_entry_of_topic", condition=Q(topic_id__isnull=False)),
            models.Index(fields=["topic_id"], name="search_entry_opening", condition=Q(kind="topic")),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.source_id}"

    @property
    def tag_names(self) -> list[str]:
        return self.tags.split("\n") if self.tags else []


class Miss(models.Model):
    """Words that members looked for and did not find, folded; how often, and when last."""

    words = models.CharField(max_length=MISS_MAX, unique=True)
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("words not found")
        verbose_name_plural = _("words not found")
        default_permissions = ()

    def __str__(self) -> str:
        return self.words


class About(models.TextChoices):
    """What has others about the same beside it."""

    TOPIC = "topic"
    PAGE = "page"


class Related(models.Model):
    """What is about the same as a topic or a page, the nearest first, as it was when it was looked for last.

    Whoever reads it is shown what they may see of it. `looked_at` is None where the words have changed since.
    """

    about = models.CharField(max_length=5, choices=About.choices)
    thing_id = models.BigIntegerField()
    others = models.JSONField(default=list)  # pairs: about, thing_id
    looked_at = models.DateTimeField(null=True, default=timezone.now)

    class Meta:
        verbose_name = _("related things")
        verbose_name_plural = _("related things")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["about", "thing_id"], name="search_related_once")]

    def __str__(self) -> str:
        return f"{self.about}/{self.thing_id}"


class Helped(models.Model):
    """That something answered a question of a member before they asked it; which question is kept nowhere."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    about = models.CharField(max_length=5, choices=About.choices)
    thing_id = models.BigIntegerField()
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer that helped")
        verbose_name_plural = _("answers that helped")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["member", "about", "thing_id"], name="search_helped_once")]

    def __str__(self) -> str:
        return f"{self.about}/{self.thing_id}"


class MailEvery(models.TextChoices):
    """How often a member gets mail of what is new for a saved search."""

    OFF = "off", _("No mail")
    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")


class SavedSearch(models.Model):
    """A search that a member keeps, as text of the search's language; only they know of it.

    `seen_upto` is the entry up to which it has been looked at for news. `due_at` is when that is done next; None where
    no mail is wanted.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches", db_index=False)
    text = models.CharField(max_length=SAVED_MAX)
    mail = models.CharField(max_length=6, choices=MailEvery.choices, default=MailEvery.DAILY)
    created_at = models.DateTimeField(default=timezone.now)
    seen_upto = models.BigIntegerField(default=0)
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["member", "text"], name="saved_search_once")]
        indexes = [models.Index(fields=["due_at"], name="saved_search_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return self.text

    @property
    def address(self) -> str:
        """The page of its results."""
        return f"/search/?{urlencode({'q': self.text})}"
