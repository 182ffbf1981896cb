"""Addresses that can be looked up, and where they lead."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_to_bytes, urlsplit

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import uri_to_iri
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.contrib.redirects.models import Redirect

from freshness.prepared import Prepared

from .light import is_light, stays_light
from .seeing import visible_pages


class PlainAddressMiddleware:
    """Refuses an address with a NUL in it: no page of ours has one, and PostgreSQL fails on looking for it.

    Forms need no such care: Django's fields refuse a NUL themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or b"\x00" in unquote_to_bytes(request.META.get("QUERY_STRING", "")):
            raise BadRequest("a NUL is no text")
        return self.get_response(request)


class StayLightMiddleware:
    """A form that was filled in on a light page leads back to a light page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.has_header("Location") and is_light(request):
            response["Location"] = stays_light(response["Location"])
        return response


_OLD = Prepared(lambda paths: Redirect.objects.filter(old_path__in=paths).values_list("pk"))


def _leads_anywhere(request: HttpRequest) -> bool:
    """Whether there is any redirect of this address: most that are not found never were, and Wagtail asks much more."""
    whole = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    written = {whole, urlsplit(whole).path}
    return bool(_OLD(sorted(written | {uri_to_iri(path) for path in written})))


class SeenRedirectMiddleware(RedirectMiddleware):  # type: ignore[misc]
    """Where a page was leads to where it is: for those who may read it. To others its old address is no address, so
    that its new one is not told either."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 404 or not _leads_anywhere(request):
            return response
        answer: HttpResponse = super().process_response(request, response)
        if answer is response:
            return response
        old = Redirect.normalise_path(request.path)
        led_to = Redirect.objects.filter(old_path=old, redirect_page__isnull=False).values("redirect_page")
        if led_to.exists() and not visible_pages(request.user).filter(pk__in=led_to).exists():
            return response
        return answer
