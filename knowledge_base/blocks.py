"""Blocks that need the forum: a member's words with credit, topics that belong beside a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from forum.models import Post, Topic
from pages.blocks import RICH, WORDS

NAMELESS = _("A member")


class QuotationBlock(blocks.StructBlock):  # type: ignore[misc]
    """A member's words. They stand here as they were taken, whatever becomes of the post; the way to it is shown to
    those who may see it."""

    text = blocks.RichTextBlock(
        label=_("Words"), features=RICH, help_text=_("As they were said; leave out, but change nothing.")
    )
    name = blocks.CharBlock(label=_("Whose"), max_length=80, help_text=_("As credited: a name, or “A member”."))
    handle = blocks.CharBlock(
        label=_("Handle"),
        required=False,
        max_length=40,
        help_text=_("Leads to their profile; empty for who is not to be named."),
    )
    post_id = blocks.IntegerBlock(
        label=_("Number of the post"),
        required=False,
        min_value=1,
        help_text=_("Stands in its address, after /p/. Who may read it finds the way there."),
    )

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for the number of no post."""
        cleaned = super().clean(value)
        if cleaned["post_id"] and not Post.objects.filter(pk=cleaned["post_id"]).exists():
            error = ValidationError(_("There is no post with this number."))
            raise blocks.StructBlockValidationError(block_errors={"post_id": error})
        return cleaned

    def extract_references(self, value: Any) -> Iterator[tuple[type[Post], str, str, str]]:
        """Notes in Wagtail's reference index which post a page quotes."""
        yield from super().extract_references(value)
        if value["post_id"]:
            yield Post, str(value["post_id"]), "post_id", "post_id"

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "knowledge_base/blocks/quotation.html"


class TopicChoiceBlock(blocks.ChooserBlock):  # type: ignore[misc]
    """A topic that everybody may read."""

    target_model = Topic

    @cached_property
    def widget(self) -> Any:
        from knowledge_base.choosers import topic_chooser

        return topic_chooser.widget_class()


class TopicsBlock(blocks.StructBlock):  # type: ignore[misc]
    """Conversations that belong beside this page."""

    title = blocks.CharBlock(
        label=_("Title"),
        required=False,
        max_length=80,
        help_text=_("Where they belong together by more than the page."),
    )
    topics = blocks.ListBlock(
        TopicChoiceBlock(),
        label=_("Topics"),
        min_num=1,
        max_num=6,
        help_text=_("Those that everybody may read; find them by their titles."),
    )

    class Meta:
        icon = "comment"
        label = _("Topics")
        template = "knowledge_base/blocks/topics.html"


BODY = [*WORDS, ("quotation", QuotationBlock()), ("topics", TopicsBlock())]
