"""What every template may ask of the site itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .branding import community_name


def community(request: HttpRequest) -> dict[str, Any]:
    """The community's name."""
    return {"community_name": community_name()}
