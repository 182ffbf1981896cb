"""Pictures of people: whatever a phone sends becomes two small WebP squares."""

from __future__ import annotations

import hashlib
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .heif import know_heif
from .true_colours import in_srgb

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "HEIF", "AVIF")
SIZES = (256, 64)  # a profile, and beside a name; the first is the one the member's row names
QUALITY = 82


def path_of(pk: int, digest: str, size: int) -> str:
    """Where a picture lies in the storage. A new picture has a new digest, so nothing is ever overwritten."""
    return f"avatars/{pk}-{digest}-{size}.webp"


def store(pk: int, picture: UploadedFile[bytes]) -> str:
    """Re-encode and keep a picture in all sizes; returns the path of the largest.

    Raises ValidationError for what is too large or no picture. Files kept for a change that is rolled back stay
    behind unnamed, which harms nobody.
    """
    square = decode(picture)
    encoded = {size: _encode(square, size) for size in SIZES}
    digest = hashlib.blake2b(encoded[SIZES[0]], digest_size=12).hexdigest()
    for size, data in encoded.items():
        path = path_of(pk, digest, size)
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(data))
    return path_of(pk, digest, SIZES[0])


def discard(pk: int, digest: str) -> None:
    """Delete all sizes of a picture."""
    for size in SIZES:
        default_storage.delete(path_of(pk, digest, size))


def decode(picture: UploadedFile[bytes]) -> Image.Image:
    """The middle square of a picture, upright, without its metadata.

    Bytes are counted before anything is read, pixels before anything is decoded.
    """
    if (picture.size or 0) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        raise ValidationError(_("This picture is larger than %(limit)s MB.") % {"limit": limit}, code="too_many_bytes")
    try:
        return _square(_opened(picture))
    except ValidationError:
        raise
    except Exception as error:  # hostile files make decoders raise nearly anything
        raise ValidationError(_("This file is no picture that we can read."), code="unreadable") from error


def _opened(picture: UploadedFile[bytes]) -> Image.Image:
    try:
        know_heif()
        image = Image.open(picture, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    if image.width * image.height > settings.UPLOAD_MAX_PIXELS:
        raise _too_many_pixels()
    return image


def _square(image: Image.Image) -> Image.Image:
    largest = SIZES[0]
    image.draft("RGB", (largest * 2, largest * 2))  # a JPEG is then decoded at a fraction of its size
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    # Cut and scaled in one step: what follows works on few pixels, however large the photo was.
    small = image.resize(
        (min(side, largest * 2),) * 2,
        Image.Resampling.LANCZOS,
        box=(left, top, left + side, top + side),
        reducing_gap=2.0,
    )
    upright = in_srgb(ImageOps.exif_transpose(small))
    if upright.has_transparency_data:
        layered = upright.convert("RGBA")
        upright = Image.new("RGB", layered.size, "white")
        upright.paste(layered, mask=layered.getchannel("A"))
    plain = upright.convert("RGB")
    plain.info.clear()
    return plain


def _encode(square: Image.Image, size: int) -> bytes:
    buffer = BytesIO()
    square.resize((size, size), Image.Resampling.LANCZOS).save(buffer, "WEBP", quality=QUALITY, method=6)
    return buffer.getvalue()


def _too_many_pixels() -> ValidationError:
    limit = settings.UPLOAD_MAX_PIXELS // 1_000_000
    return ValidationError(
        _("This picture has more than %(limit)s million pixels.") % {"limit": limit}, code="too_many_pixels"
    )
