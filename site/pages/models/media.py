"""Pictures and files of the editors. Each is given to who may see something that shows it (`pages.seeing`)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Picture(AbstractImage):  # type: ignore[misc]
    """A picture; what it shows is said in words for who cannot see it or does not load it."""

    description = models.CharField(
        _("what it shows"),
        max_length=255,
        help_text=_("In one sentence, for those who hear the page, and on lines where pictures do not load."),
    )

    admin_form_fields = (*Image.admin_form_fields,)

    class Meta(AbstractImage.Meta):  # type: ignore[misc]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions: ClassVar[list[tuple[str, str]]] = [("choose_image", "Can choose image")]


class Rendition(AbstractRendition):  # type: ignore[misc]
    """A picture in one size and format, at an address that asks who may see it."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="rendition_once_a_picture_and_filter"
            )
        ]

    @property
    def url(self) -> str:
        return reverse("picture", args=[self.image_id, self.file.name.rpartition("/")[2]])


class File(AbstractDocument):  # type: ignore[misc]
    """A file to take along."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):  # type: ignore[misc]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        permissions: ClassVar[list[tuple[str, str]]] = [("choose_document", "Can choose document")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Notes size and hash of a new file, wherever it comes from: else Wagtail writes them as it is looked at."""
        if self.file and self.file_size is None:
            self._set_document_file_metadata()
        super().save(*args, **kwargs)
