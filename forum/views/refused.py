"""Words that came when their writer could not be let in are given back: nothing that was written is lost."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from .doors import View, came_from, page


def for_writing(view: View) -> View:
    """A door that takes words. Whose session ended while they wrote gets them back, with a way to sign in."""

    guarded = login_required(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return _words_back(request, again=request.get_full_path())
        return guarded(request, *args, **kwargs)

    return wrapped


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django shows for a form whose token is stale or strange: mostly a page that stood open for long."""
    return _words_back(request, again=came_from(request))


def _words_back(request: HttpRequest, again: str) -> HttpResponse:
    words = request.POST.get("markdown") or request.POST.get("comment", "")
    context = {"title": request.POST.get("title", ""), "words": words, "again": again}
    return page(request, "forum/words_back.html", context, status=403)
