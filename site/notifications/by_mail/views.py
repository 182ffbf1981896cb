"""Doors to mail on the web: what comes, what came and why, and the way out that needs no sign-in."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mail.models import Reachability
from members.models import Member

from . import log, stopping, unreachable
from .forms import MailSettingsForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mail_settings(request: HttpRequest) -> HttpResponse:
    """What comes by mail, and when."""
    member = cast(Member, request.user)
    data = request.POST if request.method == "POST" else None
    form = MailSettingsForm(data, member=member, places=log.places_of(member))
    if form.is_valid():
        form.keep()
        messages.success(request, _("Noted. From now on mail comes as you chose."))
        return redirect("mail_settings")
    stopped = Reachability.objects.filter(member=member, stopped_at__isnull=False).first()
    context = {"form": form, "stopped": stopped}
    return render(request, "notifications/mail_settings.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def mail_works_again(request: HttpRequest) -> HttpResponse:
    """Mail that came back too often is tried anew."""
    unreachable.begin_anew(member=cast(Member, request.user))
    messages.success(request, _("We write to you again."))
    return redirect("mail_settings")


@require_safe
@login_required
def mail_log(request: HttpRequest) -> HttpResponse:
    """Why did I (not) get this mail?"""
    member = cast(Member, request.user)
    page = Paginator(log.letters_of(member), log.A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": log.told(member, list(page.object_list))}
    return render(request, "notifications/mail_log.html", context)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, key: str) -> HttpResponse:
    """What the link in each mail opens. Scanners follow links: only a button, or one press in the mail program (RFC
    8058), ends the mails. It names no group: the link may be in other hands."""
    found = stopping.key_in(key)
    if found is None:
        return render(request, "notifications/mail_stop.html", {"is_ours": False}, status=404)
    if request.method == "POST":
        place = 0 if request.POST.get("all") else found.thing
        stopping.stop(member_id=found.member_id, place=place)
    context = {"is_ours": True, "done": request.method == "POST", "is_of_a_group": bool(found.thing)}
    return render(request, "notifications/mail_stop.html", context)
