"""Pictures in the colours of the web: what a camera or a screen calls red is said in sRGB, for the profile that
explained it goes with everything else that the file noted."""

from __future__ import annotations

import io
import logging

from PIL import Image, ImageCms

logger = logging.getLogger(__name__)

PROFILE_MAX = 2 * 1024 * 1024  # bytes; the largest in use, of presses with four inks, have about as many
MODES = {"RGB": "RGB", "RGBA": "RGBA", "CMYK": "RGB", "L": "RGB"}  # what a profile may speak of, and what it becomes


def in_srgb(picture: Image.Image) -> Image.Image:
    """The picture by its own colour profile in sRGB; as it is, where it has none or one that makes no sense.

    Takes a third of a second for four million pixels, so make a picture small before.
    """
    profile = picture.info.get("icc_profile")
    if not isinstance(profile, bytes) or not 0 < len(profile) <= PROFILE_MAX or picture.mode not in MODES:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in (own.profile.profile_description or ""):
            return picture
        to = ImageCms.buildTransform(
            own,
            ImageCms.createProfile("sRGB"),
            picture.mode,
            MODES[picture.mode],
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        return to.apply(picture)
    except Exception:  # hostile profiles make the library raise nearly anything; a picture is better than none
        logger.info("a colour profile could not be read", exc_info=True)
        return picture
