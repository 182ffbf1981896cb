"""HEIC, as iPhones take pictures. The library that reads it needs 4 MiB, so it is loaded with the first picture."""

from functools import cache


@cache
def know_heif() -> None:
    """Teach Pillow to open HEIC; called before a picture that somebody sent is opened."""
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
