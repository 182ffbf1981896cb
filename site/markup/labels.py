"""The few words that rendering itself adds to what people wrote."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

SPOILER = gettext_noop("Show the spoiler")
DONE = gettext_noop("Done")
TO_DO = gettext_noop("To do")
MISSING = gettext_noop("missing picture")
PICTURE = gettext_noop("picture")
FILE = gettext_noop("file")
BACK = gettext_noop("Back to the text")
TABLE = gettext_noop("Table")


def label(message: str) -> str:
    """The message in the site's own language: what is rendered is kept and shown to readers of every language."""
    return _translated(message, settings.LANGUAGE_CODE)


@lru_cache(maxsize=256)
def _translated(message: str, language: str) -> str:
    with override(language):
        return _(message)
