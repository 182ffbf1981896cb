"""What every guide, article, lesson, template and module is: a page that was learned, with readers of its own.

One table holds it for all kinds, so that a list, a comment or a favourite need not know which kind it is about.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase, Tag
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.admin.panels import CommentPanel, FieldPanel, InlinePanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PagePermissionTester, Revision

from knowledge_base import guards
from knowledge_base.blocks import BODY
from knowledge_base.page_form import KnowledgePageForm
from members.models import Member

from .audience import Audience, KnowledgePageManager
from .choices import Sector, Stage

SUMMARY_MAX = 240  # characters: it stands under the title in every list


class TaggedPage(ItemBase):  # type: ignore[misc]
    """A tag on a page: the same tags that topics have."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_pages")
    content_object = ParentalKey("knowledge_base.KnowledgePage", on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="tagged_page_once")]


class KnowledgePagePermissions(PagePermissionTester):  # type: ignore[misc]
    """Wagtail's rights; a page that is held is published by nobody. The admin asks this before it publishes."""

    def can_publish(self) -> bool:
        return bool(super().can_publish()) and not guards.is_held(self.page.pk)


class KnowledgePage(Page):  # type: ignore[misc]
    """The common part of every kind; pages are of one of the kinds below it, never of this one."""

    summary = models.CharField(
        _("promise"),
        max_length=SUMMARY_MAX,
        blank=True,
        help_text=_("In one sentence: what the reader can do afterwards. It stands under the title and in lists."),
    )
    cover = models.ForeignKey(
        "pages.Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("At the top of the page and where it is shared. Wide pictures suit best."),
    )
    audience = models.CharField(
        _("who reads it"),
        max_length=8,
        choices=Audience.choices,
        default=Audience.PUBLIC,
        help_text=_("Holds for all pages below this one as well."),
    )
    audience_groups = ParentalManyToManyField(
        "forum.Group",
        blank=True,
        related_name="+",
        verbose_name=_("groups who read it"),
        help_text=_("Where chosen groups read it. Who leaves a group can no longer open the page."),
    )
    discussion_group = models.ForeignKey(
        "forum.Group",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("group to discuss it in"),
        help_text=_("“Discuss this” opens a topic there."),
    )
    tags = ClusterTaggableManager(
        through=TaggedPage, blank=True, help_text=_("The same as topics have: they bring the two together.")
    )
    sectors = ParentalManyToManyField(
        Sector,
        blank=True,
        related_name="+",
        verbose_name=_("sectors"),
        help_text=_("For which trades it was written. None: for all."),
    )
    stages = ParentalManyToManyField(
        Stage,
        blank=True,
        related_name="+",
        verbose_name=_("stages of business"),
        help_text=_("For whom it comes at the right time. None: at any time."),
    )
    language = models.CharField(
        _("language"),
        max_length=8,
        choices=settings.MEMBER_LANGUAGES,
        default="en",
        help_text=_("In which it is written: screens are read aloud and searches understood by it."),
    )
    reviewed_on = models.DateField(
        _("reviewed on"), null=True, blank=True, help_text=_("When somebody last made sure that it is still right.")
    )
    review_on = models.DateField(
        _("review it again on"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("After this day it stands among the pages that are due, on the editors' first page."),
    )

    objects = KnowledgePageManager()
    base_form_class = KnowledgePageForm

    is_creatable = False
    is_shelf = False  # whether it only leads to other pages
    is_part = False  # whether it is a part of a larger page, and stands in no list by itself
    compared_too: ClassVar[tuple[str, ...]] = ()  # short fields that are read beside the texts
    not_compared: ClassVar[frozenset[str]] = frozenset()  # texts that are not simply read: no comparison shows them
    private_page_options: ClassVar[list[str]] = []
    panels_of_kind: ClassVar[list[object]] = []
    promote_panels: ClassVar[list[object]] = [
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("audience_groups")], _("Who reads it")),
        FieldPanel("discussion_group"),
        MultiFieldPanel(
            [FieldPanel("tags"), FieldPanel("sectors"), FieldPanel("stages"), FieldPanel("language")],
            _("What it is about"),
        ),
        MultiFieldPanel([FieldPanel("reviewed_on"), FieldPanel("review_on")], _("Keeping it right")),
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], _("For search engines")
        ),
    ]
    settings_panels: ClassVar[list[object]] = [PublishingPanel(), CommentPanel()]

    class Meta:
        verbose_name = _("page of knowledge")
        verbose_name_plural = _("pages of knowledge")

    def has_block(self, *kinds: str) -> bool:
        """Whether a block of one of these kinds stands in its text, if it has one."""
        body = getattr(self, "body", None)
        return body is not None and any(block["type"] in kinds for block in body.raw_data)

    def with_content_json(self, content: dict[str, Any]) -> KnowledgePage:
        """The page as a revision has it, without what may not stand there any more."""
        page: KnowledgePage = super().with_content_json(content)
        guards.take_out(page)
        return page

    def permissions_for_user(self, user: Any) -> KnowledgePagePermissions:
        return KnowledgePagePermissions(user, self)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision, now or at its time; also where no member asks for it, and so no rights are asked.
        Raises PermissionDenied while the page is held, and where it is not complete: drafts need not be."""
        if guards.is_held(self.pk):
            raise PublishPagePermissionError(_("Somebody has to look at this page before it can be published."))
        try:
            revision.as_object().full_clean()
        except ValidationError as error:
            raise PublishPagePermissionError(self._what_is_missing(error)) from error
        return super().publish(revision, *args, **kwargs)

    def _what_is_missing(self, error: ValidationError) -> str:
        """What somebody has to look at before the page is complete: its fields by their names in the editor."""
        said = [gettext("This page is not complete yet.")]
        fields = [name for name in error.error_dict if name != NON_FIELD_ERRORS] if hasattr(error, "error_dict") else []
        if fields:
            names = ", ".join(f"“{self._meta.get_field(name).verbose_name}”" for name in fields)
            said.append(gettext("Please look at %(fields)s.") % {"fields": names})
        whole = error.error_dict.get(NON_FIELD_ERRORS, []) if hasattr(error, "error_dict") else error.error_list
        return " ".join([*said, *(message for each in whole for message in each.messages)])

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page as its reader sees it; also what Wagtail's preview of a live page calls."""
        from knowledge_base.views.reading import read

        return read(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from knowledge_base.views.reading import preview

        return preview(request, self)


class Contribution(Orderable):  # type: ignore[misc]
    """Somebody who made a page: wrote it, or said what it is made of."""

    class Part(models.TextChoices):
        AUTHOR = "author", _("Wrote it")
        CONTRIBUTOR = "contributor", _("Contributed to it")

    page = ParentalKey(KnowledgePage, on_delete=models.CASCADE, related_name="contributions")
    member = models.ForeignKey(
        Member,
        models.CASCADE,
        related_name="contributions",
        verbose_name=_("member"),
        help_text=_("Found by name or handle."),
    )
    part = models.CharField(
        _("part"),
        max_length=12,
        choices=Part.choices,
        default=Part.AUTHOR,
        help_text=_("Who wrote it is named first."),
    )

    panels: ClassVar[list[object]] = [FieldPanel("member"), FieldPanel("part")]

    class Meta(Orderable.Meta):  # type: ignore[misc]
        constraints = [models.UniqueConstraint(fields=["page", "member"], name="contribution_once")]


HEAD_PANELS = [FieldPanel("summary"), FieldPanel("cover")]
PEOPLE_PANEL = InlinePanel(
    "contributions",
    heading=_("Who made it"),
    label=_("Person"),
    help_text=_("Their names stand under the title."),
)


class WrittenPage(KnowledgePage):
    """A kind whose content is one stream of blocks."""

    body = StreamField(
        BODY,
        blank=True,
        verbose_name=_("text"),
        help_text=_("Begin with what helps most. Headings make the list of contents beside the page."),
    )

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        *HEAD_PANELS,
        FieldPanel("body"),
        PEOPLE_PANEL,
    ]

    class Meta:
        abstract = True


class Shelf(KnowledgePage):
    """A page that leads to the pages below it."""

    is_shelf = True
    content_panels: ClassVar[list[object]] = [*Page.content_panels, *HEAD_PANELS]

    class Meta:
        abstract = True
