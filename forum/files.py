"""Files people bring: what they really are, and pictures made safe. Nothing here trusts a name or a stated type."""

from __future__ import annotations

import io
import re
import secrets
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from members.heif import know_heif
from members.true_colours import MODES, in_srgb

PICTURE_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "HEIF", "AVIF")
PICTURE_SIDE_MAX = 2400  # pixels; a till receipt is readable, a poster is not printed from here
THUMBNAIL_SIDE_MAX = 720  # twice the width of a post on a cheap phone
FRAMES_MAX = 200  # of an animation; a longer one shows its first frame
NAME_MAX = 100

# What is taken besides pictures, by ending: the type it is served as, and how such a file begins.
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILES: dict[str, tuple[str, bytes | None]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _ZIP),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _ZIP),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", _ZIP),
    "odt": ("application/vnd.oasis.opendocument.text", _ZIP),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", _ZIP),
    "odp": ("application/vnd.oasis.opendocument.presentation", _ZIP),
    "doc": ("application/msword", _OLE),
    "xls": ("application/vnd.ms-excel", _OLE),
    "ppt": ("application/vnd.ms-powerpoint", _OLE),
    "txt": ("text/plain; charset=utf-8", None),
    "csv": ("text/csv; charset=utf-8", None),
    "md": ("text/plain; charset=utf-8", None),
    "log": ("text/plain; charset=utf-8", None),
    "patch": ("text/plain; charset=utf-8", None),
    "diff": ("text/plain; charset=utf-8", None),
}


@dataclass(frozen=True)
class Prepared:
    """A file ready to be kept."""

    name: str
    stored_name: str
    content_type: str
    data: bytes
    width: int | None = None
    height: int | None = None
    thumbnail: bytes | None = None
    thumbnail_size: tuple[int, int] = (0, 0)


def prepare(name: str, data: bytes) -> Prepared:
    """Make a file safe to keep and to serve. Raises ValidationError with words for who brought it."""
    if len(data) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise ValidationError(_("This file is larger than %(limit)d MB.") % {"limit": limit})
    if not data:
        raise ValidationError(_("This file is empty."))
    name = safe_name(name)
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if ending in FILES:
        return _document(name, ending, data)
    return _picture(name, data)


def safe_name(name: str) -> str:
    """A file name that is only a name: no path, no control or direction marks, no leading dot."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = re.sub(r"[^\w.() -]+", "_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    return f"{stem[:NAME_MAX] or 'file'}{dot}{ending[:10]}"


def _document(name: str, ending: str, data: bytes) -> Prepared:
    content_type, beginning = FILES[ending]
    if beginning is None:
        fits = b"\x00" not in data[:8192]
    else:
        fits = data.startswith(beginning) and (beginning != _ZIP or zipfile.is_zipfile(io.BytesIO(data)))
    if not fits:
        raise ValidationError(_("“%(name)s” is not what its ending says.") % {"name": name})
    return Prepared(
        name=name, stored_name=f"{secrets.token_urlsafe(16)}.{ending}", content_type=content_type, data=data
    )


def _picture(name: str, data: bytes) -> Prepared:
    refusal = ValidationError(
        _("“%(name)s” cannot be taken. Pictures (JPEG, PNG, GIF, WebP, HEIC, AVIF), PDF, office and text files can.")
        % {"name": name}
    )
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb before it raises; our own bound is asked for before any pixel is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            know_heif()
            with Image.open(io.BytesIO(data), formats=PICTURE_FORMATS) as picture:
                if picture.width * picture.height > settings.UPLOAD_MAX_PIXELS:
                    raise ValidationError(_("This picture has too many pixels."))
                return _encoded(name, picture)
    except ValidationError:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise refusal from error
    except Image.DecompressionBombError as error:
        raise ValidationError(_("This picture has too many pixels.")) from error


def _encoded(name: str, picture: Image.Image) -> Prepared:
    stem = PurePosixPath(name).stem
    frames = getattr(picture, "n_frames", 1)
    moves = 1 < frames <= FRAMES_MAX and frames * picture.width * picture.height <= settings.UPLOAD_MAX_PIXELS
    if moves:
        data, size = _animation(picture)
        ending, content_type = "webp", "image/webp"
        picture.seek(0)
        still = _plain(picture.convert("RGBA"))
    else:
        picture.draft("RGB", (PICTURE_SIDE_MAX, PICTURE_SIDE_MAX))
        still = _upright(picture)
        data, ending, content_type = _still(still)
        size = still.size
    thumbnail, thumbnail_size = _thumbnail(still, size)
    return Prepared(
        name=f"{stem}.{ending}",
        stored_name=f"{secrets.token_urlsafe(16)}.{ending}",
        content_type=content_type,
        data=data,
        width=size[0],
        height=size[1],
        thumbnail=thumbnail,
        thumbnail_size=thumbnail_size,
    )


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held, not too large; colours as the web knows them; nothing else the camera noted."""
    small = _whole(ImageOps.exif_transpose(picture))
    small.thumbnail((PICTURE_SIDE_MAX, PICTURE_SIDE_MAX), Image.Resampling.LANCZOS)
    return _plain(small)


def _plain(picture: Image.Image) -> Image.Image:
    """The pixels alone, in the colours of the web."""
    true = in_srgb(picture)
    plain = true if true.mode in ("RGB", "RGBA") else true.convert("RGB")
    plain.info.clear()
    return plain


def _whole(picture: Image.Image) -> Image.Image:
    """With a colour for each pixel, in a mode that scales well and that a colour profile may speak of."""
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if has_alpha:
        return picture.convert("RGBA")
    return picture if picture.mode in MODES else picture.convert("RGB")


def _still(picture: Image.Image) -> tuple[bytes, str, str]:
    out = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(out, "PNG", optimize=True)
        return out.getvalue(), "png", "image/png"
    picture.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return out.getvalue(), "jpg", "image/jpeg"


def _animation(picture: Image.Image) -> tuple[bytes, tuple[int, int]]:
    frames, durations = [], []
    for index in range(getattr(picture, "n_frames", 1)):
        picture.seek(index)
        frame = picture.convert("RGBA")
        frame.thumbnail((THUMBNAIL_SIDE_MAX, THUMBNAIL_SIDE_MAX))
        frames.append(_plain(frame))
        durations.append(int(picture.info.get("duration", 100)) or 100)
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=durations, loop=0, quality=70)
    return out.getvalue(), frames[0].size


def _thumbnail(still: Image.Image, size: tuple[int, int]) -> tuple[bytes | None, tuple[int, int]]:
    small = still.copy()
    small.thumbnail((THUMBNAIL_SIDE_MAX, THUMBNAIL_SIDE_MAX), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=72, method=4)
    return out.getvalue(), small.size
