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
    """Say whether mails that did not prove their sender are one's own. The key went to the mailbox of the member, so it
    says who is there, and nobody has to sign in."""
    waiting = confirming.held_by(key)
    if not waiting:
        raise Http404(_("This mail does not wait any more."))
    decided = next((held for held in waiting if str(held.pk) == request.POST.get("mail")), None)
    if decided is not None:
        _decide(decided, is_own=request.POST.get("own") == "yes")
        waiting.remove(decided)
    shown = [(held, own_words(held)[:SHOWN_MAX]) for held in waiting]
    return render(request, "mail/confirm.html", {"shown": shown, "decided": decided})


def _decide(held: ReceivedMail, *, is_own: bool) -> None:
    act = confirming.confirm if is_own else confirming.disown
    assert held.member is not None  # noqa: S101 - asked for above
    act(received_id=held.pk, member=held.member)
