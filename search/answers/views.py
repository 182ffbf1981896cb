"""The doors of what answers a question already."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.asking import FIELDS, beside
from forum.models import Topic
from forum.views.doors import MemberRequest, act, lead_to, number_from
from search.limits import limited, nothing
from search.models import About

from .operations import say_it_helped


@require_safe
@limited("suggest", by_account="SUGGESTIONS_A_MINUTE", answer=nothing)
def known(request: HttpRequest) -> HttpResponse:
    """What stands beside the question that is being typed: a piece of a page, for the form of the question."""
    return HttpResponse(beside(request.user, {name: request.GET.get(name, "") for name in FIELDS}).html)


@act
def helped(request: MemberRequest) -> HttpResponse:
    """Something answered the question: leads there."""
    about, _colon, number = request.POST.get("helped", "").partition(":")
    thing_id = number_from(number)
    if about not in About.values or thing_id is None:
        raise Http404
    try:
        thing = say_it_helped(member=request.user, about=About(about), thing_id=thing_id)
    except PermissionDenied as refused:
        raise Http404 from refused
    messages.success(request, _("Good to hear. Thank you for saying so: it shows editors what helps."))
    return lead_to(request, (thing.get_absolute_url() if isinstance(thing, Topic) else thing.url) or "/")
