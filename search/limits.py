"""How often one may search in a minute: a member by their account; visitors, of whom many share an address, by that.

Counted in the cache that all processes share. Not with the rate limits of allauth: what it offers others to use counts
no GET, and keeps the moment of each request behind a lock, which a class behind one address would wait for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from forum.views.doors import View, page
from members.models import Member

from .language import LENGTH_MAX

WINDOW = 60  # seconds
HOUSEHOLD = 64  # bits of an IPv6 address: what follows its devices choose as they like

Answer = Callable[[HttpRequest, int], HttpResponse]  # with the seconds until the door opens again


def please_wait(request: HttpRequest, seconds: int) -> HttpResponse:
    """A page that asks for a little patience, and keeps the words that were looked for."""
    context = {"seconds": seconds, "typed": request.GET.get("q", "")[:LENGTH_MAX], "place": "search"}
    return page(request, "search/too_often.html", context, 429)


def nothing(_request: HttpRequest, _seconds: int) -> HttpResponse:
    """For scripts, which show what they get."""
    return HttpResponse(status=429)


def limited(what: str, *, by_account: str, answer: Answer = please_wait) -> Callable[[View], View]:
    """A door that opens so often in a minute as the setting `by_account` says to a member, and as
    SEARCHES_A_MINUTE_BY_ADDRESS says to the visitors of one address; 0 is without limit. Each `what` is counted apart.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            who = _who(request)
            most = getattr(settings, by_account if who[:1] == "m" else "SEARCHES_A_MINUTE_BY_ADDRESS")
            if not (who and most) or _count(f"search-limit:{what}:{who}") <= most:
                return view(request, *args, **kwargs)
            seconds = _left()
            response = answer(request, seconds)
            response["Retry-After"] = str(seconds)
            return response

        return wrapped

    return decorate


def _who(request: HttpRequest) -> str:
    """The account or the address; "" where no address can be told, as behind a socket without a trusted proxy."""
    if isinstance(request.user, Member):
        return f"m{request.user.pk}"
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    if not isinstance(address, IPv4Address):
        if address.ipv4_mapped is None:
            return f"a{IPv6Network((address, HOUSEHOLD), strict=False).network_address}"
        address = address.ipv4_mapped
    return f"a{address}"


def _count(key: str) -> int:
    """How many there have been in this minute, with this one."""
    key = f"{key}:{int(time.time()) // WINDOW}"
    try:
        return int(cache.incr(key))
    except ValueError:  # the first
        cache.add(key, 1, 2 * WINDOW)
        return 1


def _left() -> int:
    return WINDOW - int(time.time()) % WINDOW
