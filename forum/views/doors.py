"""What the web's doors share: whom they serve, what they find, how they refuse and where they lead back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from forum.models import Group, Post, Topic
from forum.operations.access import RulesNotAccepted
from members.models import Member
from members.seeing import PreparedFor

from .kept import fits, visible_topic


class MemberRequest(HttpRequest):
    """A request by somebody who has signed in."""

    user: Member


View = Callable[..., HttpResponse]
FRAGMENT = "X-Fragment"  # our scripts send it where they want a piece of a page, to put into the one that is open


DIGITS_MAX = 9  # what every database takes for the number of a row or a post


def number_from(text: str) -> int | None:
    """A number that an address or a form holds; None for what is none, or could be no row's."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX else None


def seen_topic(request: HttpRequest, topic_id: int) -> Topic:
    """The topic, or 404 where this visitor does not see it."""
    topic = visible_topic(request.user, topic_id)
    if topic is None:
        raise Http404
    return topic


_SEEN_POST = PreparedFor(lambda visitor, post: Post.objects.visible_to(visitor).filter(pk=post).values_list("pk"))


def seen_post(request: HttpRequest, post_id: int) -> Post:
    """The post, or 404 where this visitor does not see it."""
    if not (fits(post_id) and _SEEN_POST(request.user, post_id)):
        raise Http404
    return get_object_or_404(Post.objects.select_related("topic__group", "author"), pk=post_id)


def topic_meant(request: HttpRequest, words: str) -> Topic | None:
    """The topic that a number or an address of this site means; a post's address means its topic.

    None where the words are no such thing, 404 where this visitor does not see it.
    """
    words = words.strip()
    if (topic_id := number_from(words)) is not None:
        return seen_topic(request, topic_id)
    hosts = {request.get_host(), urlsplit(settings.SITE_URL).netloc}
    if not words.startswith(("/", "http")) or not url_has_allowed_host_and_scheme(words, hosts):
        return None
    try:
        named = resolve(urlsplit(words).path.rstrip("/") + "/").kwargs
    except Resolver404:
        return None
    if post_id := number_from(str(named.get("post_id", ""))):
        return seen_post(request, post_id).topic
    topic_id = number_from(str(named.get("topic_id", "")))
    return seen_topic(request, topic_id) if topic_id is not None else None


def seen_group(request: HttpRequest, slug: str) -> Group:
    """The group, or 404 where this visitor may not know of it."""
    return get_object_or_404(Group.objects.visible_to(request.user), slug=slug)


def act(view: View) -> View:
    """A door that changes something: by POST, signed in; a refusal is said on the page one came from."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if any("\x00" in value for _name, values in request.POST.lists() for value in values):
            raise BadRequest("a NUL is no text")
        try:
            return view(request, *args, **kwargs)
        except RulesNotAccepted:
            return redirect(f"/rules/accept/?{urlencode({'next': came_from(request)})}")
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message, extra_tags="wrong")
            if is_fragment(request):
                return render(request, "_refused.html", {"errors": error.messages}, status=422)
            return HttpResponseRedirect(came_from(request))

    return login_required(require_POST(wrapped))


def is_fragment(request: HttpRequest) -> bool:
    return FRAGMENT in request.headers


def came_from(request: HttpRequest, default: str = "/") -> str:
    """The address on this site that a form names in `next`, else the page it was on, else the default."""
    for address in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        here = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
        if here and address.startswith(("/", "http")):
            return address
    return default


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Go to an address; a script that asked for a piece of a page is told where to go."""
    response: HttpResponse = HttpResponseRedirect(address)
    if is_fragment(request):
        response = HttpResponse(headers={"X-Location": address})
    return response


def where_to_read(written: Topic | Post) -> str:
    """The page of what was just written. What is held until somebody has looked has one for its author alone."""
    if written.hidden_at is None:
        return written.get_absolute_url()
    pk = written.pk if isinstance(written, Post) else written.posts.get(number=1).pk
    return reverse("hidden_post", args=[pk])


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page for one viewer alone."""
    layout = "_bare.html" if is_fragment(request) else "base.html"
    return render(request, template, {"layout": layout, **context}, status=status)
