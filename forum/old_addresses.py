"""Addresses of a former forum go on leading to what they led to."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from members.models import Visitor

from .models import OldAddress, Topic


def where_now(path: str, visitor: Visitor) -> str:
    """The address here of what stood at a path of the former site; empty for what is unknown or not to be seen."""
    visible = Topic.objects.visible_to(visitor)
    found = OldAddress.objects.filter(path=path.rstrip("/")[:250], topic__in=visible).select_related("topic").first()
    if found is None:
        return ""
    return f"/p/{found.post_id}/" if found.post_id else found.topic.get_absolute_url()


class OldAddressMiddleware:
    """Where nothing answers at an address, asks whether it is one of a former site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        address = where_now(request.path, request.user)
        return redirect(address, permanent=True) if address else response
