"""Addresses of a former forum go on leading to what they led to."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from members.models import Visitor

from .models import OldAddress, Topic


def where_now(path: str, visitor: Visitor) -> str:
    """The address here of what stood at a path of the former site; empty for what is unknown or not to be seen."""
    found = OldAddress.objects.filter(path=path.rstrip("/")[:250]).order_by().first()
    # Only then who may see it is asked: mostly nothing is found, and that query is the longest of a page.
    topic = Topic.objects.visible_to(visitor).filter(pk=found.topic_id).first() if found is not None else None
    if found is None or topic is None:
        return ""
    return f"/p/{found.post_id}/" if found.post_id else topic.get_absolute_url()


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
