"""The doors of notifications on the web. None of them changes anything on GET."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.models import Member

from . import operations, queries
from .forms import PreferencesForm


@require_safe
@login_required
def told(request: HttpRequest) -> HttpResponse:
    """What the member was told, by day."""
    member = cast(Member, request.user)
    number = request.GET.get("page", "1")
    page = queries.recent(member, int(number)) if number.isascii() and number.isdigit() and len(number) < 8 else None
    if page is None:
        raise Http404
    context = {"page": page, "unread": queries.unread_count(member), "place": "told"}
    return render(request, "notifications/told.html", context)


@require_safe
@login_required
def told_menu(request: HttpRequest) -> HttpResponse:
    """The last few, as a piece of a page: what the bell opens where there are scripts."""
    return _menu(request)


def _menu(request: HttpRequest) -> HttpResponse:
    """For our scripts; whoever comes without them is led to the whole page."""
    if "X-Fragment" not in request.headers:
        return redirect("told")
    member = cast(Member, request.user)
    context = {"items": queries.latest(member), "unread": queries.unread_count(member)}
    return render(request, "notifications/_menu.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def told_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what one notification is about; sent with POST, it counts as read (see `notifications.kinds`)."""
    member = cast(Member, request.user)
    item = queries.one(member, pk)
    if item is None:
        raise Http404
    if request.method == "POST":
        operations.mark_read(member=member, pks=[pk])
    return redirect(item.described.url)


@require_POST
@login_required
def told_all_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read; the menu gets itself back."""
    operations.mark_all_read(member=cast(Member, request.user))
    return _menu(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def notification_preferences(request: HttpRequest) -> HttpResponse:
    """Each kind on or off."""
    member = cast(Member, request.user)
    form = PreferencesForm(request.POST if request.method == "POST" else None, member=member)
    if form.is_valid():
        for code, wanted in form.changed.items():
            operations.set_preference(member=member, kind=code, wanted=wanted)
        messages.success(request, _("Noted. From now on you are told what you ticked."))
        return redirect("notification_preferences")
    return render(request, "notifications/preferences.html", {"form": form})
