"""Doors to saved searches. All of them are a member's own; those of others are as if they were not there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from forum.views.doors import DIGITS_MAX, MemberRequest, act, lead_to, page
from search.models import MailEvery, SavedSearch

from . import mails, operations

NUMBER_MAX = 10**DIGITS_MAX - 1  # what every database takes for the number of a row


def own_search(request: MemberRequest, search_id: int) -> SavedSearch:
    """The member's own search, or 404."""
    return get_object_or_404(SavedSearch, pk=min(search_id, NUMBER_MAX), member=request.user)


@require_safe
@login_required
def saved(request: MemberRequest) -> HttpResponse:
    """The searches a member keeps, the newest first."""
    searches = SavedSearch.objects.filter(member=request.user).order_by("-pk")
    context = {"searches": searches, "choices": MailEvery.choices, "most": operations.MOST, "place": "me"}
    return page(request, "search/saved.html", context)


@act
def keep(request: MemberRequest) -> HttpResponse:
    """Keep the search that a page of results shows."""
    operations.keep_search(member=request.user, text=request.POST.get("q", ""))
    messages.success(request, _("Your search is kept. How often you get mail of what is new is chosen here."))
    return lead_to(request, reverse("saved_searches"))


@act
def choose_mail(request: MemberRequest, search_id: int) -> HttpResponse:
    """Say how often there is mail of what is new."""
    operations.choose_mail(search=own_search(request, search_id), mail=request.POST.get("mail", ""))
    messages.success(request, _("Noted."))
    return lead_to(request, reverse("saved_searches"))


@act
def discard(request: MemberRequest, search_id: int) -> HttpResponse:
    """Keep a search no longer."""
    operations.discard_search(search=own_search(request, search_id))
    messages.success(request, _("The search is deleted."))
    return lead_to(request, reverse("saved_searches"))


@never_cache
@csrf_exempt  # a mail program presses it for its reader (RFC 8058), and brings no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def no_mail(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in each mail opens. Scanners follow links: only a button, or one press in the mail program, ends
    the mails. It says nothing of the searches: the link may be in other hands."""
    member_id = mails.member_in(token)
    if member_id is None:
        return page(request, "search/no_mail.html", {"is_ours": False}, 404)
    if request.method == "POST":
        operations.stop_mails(member_id=member_id)
    return page(request, "search/no_mail.html", {"is_ours": True, "done": request.method == "POST"})
