"""Which language the interface speaks to whom."""

from __future__ import annotations

from django.conf import settings


def interface_language(wanted: str) -> str:
    """The one wanted where the interface is translated into it, else the site's own."""
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
