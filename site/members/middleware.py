"""A member's own language and time zone, on every request."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone, translation

from .languages import interface_language


@lru_cache(maxsize=512)
def zone_named(name: str) -> zoneinfo.ZoneInfo:
    """The time zone of this name; UTC for one that this machine's database does not have."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


class MemberTimeMiddleware:
    """Activates what the member chose; visitors get the browser's language and the site's time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            timezone.deactivate()
            return self.get_response(request)
        translation.activate(interface_language(request.user.language))
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zone_named(request.user.time_zone)):
            return self.get_response(request)


class RefusedFormsMiddleware:
    """A page that comes back with its form because something in it was wrong says so in its status, too.

    Our own views answer 422 themselves; django-allauth's answer 200, which caches, scripts and tests take for done.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        form = (response.context_data or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and getattr(form, "errors", None):
            response.status_code = 422
        return response
