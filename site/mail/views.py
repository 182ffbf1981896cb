"""Doors of the mail room on the web."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .arriving import confirming
from .arriving.notes import own_words
from .models import ReceivedMail

SHOWN_MAX = 2_000  # characters of the mail on the page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Say whether a mail that did not prove its sender is one's own. The key went to the mailbox of the member, so it
    says who is there, and nobody has to sign in."""
    held = confirming.held_by(key)
    if held is None or held.member is None:
        raise Http404(_("This mail does not wait any more."))
    if request.method == "POST":
        return _decided(request, held)
    return render(request, "mail/confirm.html", {"held": held, "words": own_words(held)[:SHOWN_MAX]})


def _decided(request: HttpRequest, held: ReceivedMail) -> HttpResponse:
    is_own = request.POST.get("own") == "yes"
    decide = confirming.confirm if is_own else confirming.disown
    assert held.member is not None  # noqa: S101 - asked for above
    decide(received_id=held.pk, member=held.member)
    return render(request, "mail/confirmed.html", {"is_own": is_own})
