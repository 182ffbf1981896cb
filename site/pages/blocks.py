"""Blocks that every page of words may use. Each has its template in templates/pages/blocks/."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

RICH = ["bold", "italic", "link", "document-link", "ul", "ol", "hr", "blockquote", "code", "term"]
INLINE = ["bold", "italic", "link", "code", "term"]
# Whose players may stand on a page that has a video; each page says so to browsers.
PLAYERS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
VIDEO_HOSTS = {"www.youtube.com", "youtube.com", "youtu.be", "m.youtube.com", "vimeo.com"}


class HeadingValue(blocks.StructValue):  # type: ignore[misc]
    """A heading and the anchor it has on its page."""

    anchor = ""

    @property
    def wanted_anchor(self) -> str:
        return slugify(self["text"], allow_unicode=True) or "part"


class HeadingBlock(blocks.StructBlock):  # type: ignore[misc]
    """A heading that the table of contents leads to."""

    text = blocks.CharBlock(label=_("Heading"), max_length=120, help_text=_("Stands in the list of contents."))
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("2", _("A part")), ("3", _("A part of a part"))],
        default="2",
        help_text=_("Parts of parts stand below the part before them."),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "pages/blocks/heading.html"
        value_class = HeadingValue


class PictureBlock(blocks.StructBlock):  # type: ignore[misc]
    """A picture with what it shows in words, and perhaps a line under it."""

    image = ImageBlock(
        label=_("Picture"), help_text=_("At least 800 pixels wide. Say what it shows, unless it only decorates.")
    )
    caption = blocks.CharBlock(
        label=_("Line under it"),
        required=False,
        max_length=200,
        help_text=_("What a reader would not see without being told: where, when, by whom."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "pages/blocks/picture.html"


class GalleryBlock(blocks.StructBlock):  # type: ignore[misc]
    """Several pictures that belong together."""

    pictures = blocks.ListBlock(
        PictureBlock(), label=_("Pictures"), min_num=2, max_num=8, help_text=_("Two to eight, seen side by side.")
    )
    caption = blocks.CharBlock(
        label=_("Line under all of them"), required=False, max_length=200, help_text=_("What they have in common.")
    )

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "pages/blocks/gallery.html"


class CalloutBlock(blocks.StructBlock):  # type: ignore[misc]
    """A thing to do, to beware of, or to see by example."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("tip", _("Tip")), ("warning", _("Warning")), ("example", _("Example"))],
        default="tip",
        help_text=_("Says how it looks: a thing to do, to beware of, or to see by example."),
    )
    title = blocks.CharBlock(
        label=_("Title"), required=False, max_length=100, help_text=_("In place of “Tip”, “Warning” or “Example”.")
    )
    text = blocks.RichTextBlock(
        label=_("Text"), features=RICH, help_text=_("A few sentences; what is longer is no aside.")
    )

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "pages/blocks/callout.html"


class StepBlock(blocks.StructBlock):  # type: ignore[misc]
    """One step of several."""

    title = blocks.CharBlock(label=_("What to do"), max_length=120, help_text=_("Begins with a verb."))
    text = blocks.RichTextBlock(
        label=_("How"),
        features=RICH,
        required=False,
        help_text=_("What one needs for it, and how one knows that it is done."),
    )


class StepsBlock(blocks.StructBlock):  # type: ignore[misc]
    """What to do one after the other."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120, help_text=_("What is done at the end."))
    steps = blocks.ListBlock(
        StepBlock(), label=_("Steps"), min_num=2, help_text=_("In their order; they are numbered.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "pages/blocks/steps.html"


class ChecklistBlock(blocks.StructBlock):  # type: ignore[misc]
    """Things to tick; each reader's ticks are kept for them alone."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120, help_text=_("When one goes through it."))
    items = blocks.ListBlock(
        blocks.CharBlock(max_length=300),
        label=_("Things to tick"),
        min_num=1,
        help_text=_("One thing each. Members find their ticks again."),
    )

    class Meta:
        icon = "tick"
        label = _("Checklist")
        template = "pages/blocks/checklist.html"


class TableBlock(blocks.StructBlock):  # type: ignore[misc]
    """A table of words and numbers: no markup, so that nothing in a cell can run."""

    caption = blocks.CharBlock(
        label=_("What it shows"), max_length=200, help_text=_("Stands above it, and is read out first.")
    )
    header = blocks.ListBlock(
        blocks.CharBlock(required=False, max_length=80),
        label=_("Heads of the columns"),
        min_num=1,
        help_text=_("One for each column, with its unit."),
    )
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(required=False, max_length=300), label=_("Cells")),
        label=_("Rows"),
        min_num=1,
        help_text=_("Each with as many cells as there are columns."),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "pages/blocks/table.html"

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for a row with other than as many cells as the table has columns."""
        cleaned = super().clean(value)
        width = len(cleaned["header"])
        if any(len(row) != width for row in cleaned["rows"]):
            message = _("Each row takes %(width)d cells, as many as there are columns.") % {"width": width}
            raise blocks.StructBlockValidationError(block_errors={"rows": ValidationError(message)})
        return cleaned


class VideoValue(blocks.StructValue):  # type: ignore[misc]
    @property
    def player(self) -> str:
        """Where the player is that starts when the picture is tapped; "" for an address that is no video's."""
        return player_of(self["url"])


def player_of(url: str) -> str:
    """The address of a video's player that sets no cookie before it plays; "" for what is no video."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in VIDEO_HOSTS:
        return ""
    name = parts.path.strip("/")
    if parts.hostname == "vimeo.com":
        return f"https://player.vimeo.com/video/{name}?dnt=1&autoplay=1" if name.isdecimal() else ""
    video = name if parts.hostname == "youtu.be" else parse_qs(parts.query).get("v", [""])[0]
    sound = video.replace("-", "").replace("_", "").isalnum() and len(video) == 11
    return f"https://www.youtube-nocookie.com/embed/{video}?autoplay=1" if sound else ""


class VideoBlock(blocks.StructBlock):  # type: ignore[misc]
    """A video elsewhere. Nothing of it is loaded before it is tapped."""

    url = blocks.URLBlock(label=_("Address"), help_text=_("Of a video on YouTube or Vimeo."))
    title = blocks.CharBlock(
        label=_("What it shows"), max_length=120, help_text=_("Is read before anything of it is loaded.")
    )
    minutes = blocks.IntegerBlock(
        label=_("Minutes"),
        required=False,
        min_value=1,
        max_value=300,
        help_text=_("How long it is: readers pay for each."),
    )
    picture = ImageChooserBlock(
        label=_("Picture"),
        required=False,
        help_text=_("Of our own, for the place where it starts: those of video sites tell them who looks at the page."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "pages/blocks/video.html"
        value_class = VideoValue

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for an address that is not a video's on one of the known sites."""
        cleaned = super().clean(value)
        if not player_of(cleaned["url"]):
            error = ValidationError(_("This is not the address of a video on YouTube or Vimeo."))
            raise blocks.StructBlockValidationError(block_errors={"url": error})
        return cleaned


class DownloadBlock(blocks.StructBlock):  # type: ignore[misc]
    """A file to take along."""

    file = DocumentChooserBlock(
        label=_("File"), help_text=_("One that every office program opens: ODS, XLSX, DOCX or PDF.")
    )
    words = blocks.CharBlock(
        label=_("What it is for"), required=False, max_length=200, help_text=_("Why one would take it along.")
    )

    class Meta:
        icon = "download"
        label = _("Download")
        template = "pages/blocks/download.html"


WORDS: list[tuple[str, Any]] = [
    ("heading", HeadingBlock()),
    ("text", blocks.RichTextBlock(label=_("Text"), features=RICH, template="pages/blocks/text.html", icon="pilcrow")),
    ("callout", CalloutBlock()),
    ("steps", StepsBlock()),
    ("checklist", ChecklistBlock()),
    ("table", TableBlock()),
    ("picture", PictureBlock()),
    ("gallery", GalleryBlock()),
    ("video", VideoBlock()),
    ("download", DownloadBlock()),
]
