"""Operations on uploads: pictures made safe and small, files kept as they are."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.db import transaction

from forum import policy
from forum.files import Prepared, prepare
from forum.models import Upload
from members.models import Member

from .access import require


def store_upload(*, member: Member, name: str, data: bytes) -> Upload:
    """Keep a file a member brought, until they post it only for their own eyes.

    Pictures are decoded within bounds, turned upright, stripped of what the camera noted, and written anew.
    Raises ValidationError for what is too large, broken, or of a kind not taken.
    """
    require(member.is_active and not policy.is_silenced(member, None))
    return _stored(member, prepare(name, data))


@transaction.atomic
def _stored(member: Member, prepared: Prepared) -> Upload:
    upload = Upload(
        member=member,
        name=prepared.name,
        content_type=prepared.content_type,
        size=len(prepared.data),
        width=prepared.width,
        height=prepared.height,
    )
    upload.file.save(prepared.stored_name, ContentFile(prepared.data), save=False)
    if prepared.thumbnail is not None:
        upload.thumbnail_width, upload.thumbnail_height = prepared.thumbnail_size
        upload.thumbnail.save("thumbnail.webp", ContentFile(prepared.thumbnail), save=False)
    upload.save()
    return upload
