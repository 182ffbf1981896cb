"""What browsers may load and run on our pages (Content Security Policy Level 3): what we serve, and nothing else.

No page has a script or a style of its own, so neither can be smuggled into one: should hostile words ever come through
`markup` unharmed, the browser still runs none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"
NOTHING = "'none'"
ADMIN = "/admin/"  # Wagtail's pages hold scripts and styles of their own


def content_policy(*, frames: Sequence[str] = ()) -> str:
    """The policy of a page; `frames` are the origins whose pages it may show in itself."""
    media = urlsplit(settings.MEDIA_URL)
    pictures = ["'self'", "data:", *([f"{media.scheme}://{media.netloc}"] if media.netloc else [])]
    return "; ".join(
        [
            "default-src 'self'",
            f"img-src {' '.join(pictures)}",
            f"frame-src {' '.join(frames) or NOTHING}",
            f"object-src {NOTHING}",
            f"base-uri {NOTHING}",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


class ContentPolicyMiddleware:
    """Gives every answer that has no policy of its own the policy of our pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = content_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_djangos = settings.DEBUG and response.status_code >= 400  # a page for developers, with styles in it
        if not request.path.startswith(ADMIN) and not is_djangos:
            response.setdefault(HEADER, self.policy)
        return response
