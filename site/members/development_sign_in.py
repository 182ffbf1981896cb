"""Signing in as somebody by a link, on a developer's own machine.

Only the development settings know this address (`members.urls`), and the view refuses under any other. The link
changes nothing by being opened: it leads to a page with one button.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .models import Member
from .policy import may_sign_in

SALT = "members.development_sign_in"
MAX_AGE = timedelta(days=7)  # a link left in a terminal or a screenshot does not work for ever


def is_offered() -> bool:
    return bool(settings.ENVIRONMENT == "development")


def sign_in_link(member: Member) -> str:
    """The whole address by which this member can be signed in as. Raises RuntimeError outside development."""
    if not is_offered():
        raise RuntimeError("sign-in links are for development only")
    return f"{settings.SITE_URL}{reverse('sign_in_as', args=[signing.dumps(member.pk, salt=SALT)])}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_as(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to sign in as the member the token names; do it when asked to by the button."""
    member = _member_of(token)
    if request.method != "POST":
        return render(request, "members/sign_in_as.html", {"member": member, "first_name": member.name.split()[0]})
    login(request, member)
    return redirect("home")


def _member_of(token: str) -> Member:
    if not is_offered():
        raise Http404
    try:
        pk = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature as error:
        raise Http404 from error
    member = Member.objects.filter(pk=pk).first()
    if member is None or not may_sign_in(member):
        raise Http404
    return member


urlpatterns: list[URLPattern] = [path("account/as/<str:token>/", sign_in_as, name="sign_in_as")]
