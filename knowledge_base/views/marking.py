"""Doors for what readers make of a page."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from forum import policy as forum_policy
from forum.models import Topic
from forum.operations.access import RulesNotAccepted, require
from forum.views.doors import MemberRequest, act, is_fragment, lead_to, page
from forum.views.posting import refusal
from knowledge_base import operations, policy
from knowledge_base.models import Discussion, Favourite, KnowledgePage, Term
from members.models import Member
from pages.light import has_light_version, is_light, light_context


def seen_page(request: HttpRequest, page_id: int) -> KnowledgePage:
    """The page, or 404 where this visitor may not read it."""
    found: KnowledgePage = get_object_or_404(KnowledgePage.objects.visible_to(request.user), pk=page_id).specific
    return found


@act
def favourite(request: MemberRequest, page_id: int) -> HttpResponse:
    """Keep a page among one's favourites."""
    found = seen_page(request, page_id)
    operations.favourite(page=found, member=request.user)
    return _back(request, found)


@act
def unfavourite(request: MemberRequest, page_id: int) -> HttpResponse:
    """Let it go; also where the page is out of sight by now."""
    mark = get_object_or_404(Favourite.objects.select_related("page"), page=page_id, member=request.user)
    operations.unfavourite(page=mark.page, member=request.user)
    return (
        lead_to(request, request.POST.get("next") or "/favourites/")
        if not _sees(request, page_id)
        else _back(request, mark.page)
    )


def _sees(request: HttpRequest, page_id: int) -> bool:
    return bool(KnowledgePage.objects.visible_to(request.user).filter(pk=page_id).exists())


@act
def judge(request: MemberRequest, page_id: int) -> HttpResponse:
    """Say whether a page helped."""
    found = seen_page(request, page_id)
    helped = request.POST.get("helped") == "yes"
    operations.judge(page=found, member=request.user, helped=helped, reason=request.POST.get("reason", ""))
    return _back(request, found, "#helped")


@act
def tick(request: MemberRequest, page_id: int) -> HttpResponse:
    """Tick and untick a checklist: the form brings all that is ticked of one list."""
    found = seen_page(request, page_id)
    ticked = set(request.POST.getlist("item"))
    for item in request.POST.getlist("of")[:300]:
        change = operations.tick if item in ticked else operations.untick
        change(page=found, member=request.user, item=item)
    return _back(request, found)


def _back(request: HttpRequest, found: KnowledgePage, anchor: str = "") -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(status=204)
    return lead_to(request, f"{found.url}{anchor}")


class DiscussForm(forms.Form):
    """The words that open the topic about a page."""

    markdown = forms.CharField(
        label=gettext_lazy("What would you like to say or ask about it?"),
        widget=forms.Textarea(attrs={"rows": 7, "data-composer-text": ""}),
        strip=False,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discuss(request: MemberRequest, page_id: int) -> HttpResponse:
    """Open the topic about a page; where there is one, lead to it."""
    found = seen_page(request, page_id)
    about = Discussion.objects.number_about(found.pk)
    if about:
        return lead_to(request, get_object_or_404(Topic.objects.visible_to(request.user), pk=about).get_absolute_url())
    require(policy.can_discuss(request.user, found), _("This page has no group to discuss it in."))
    form, status = DiscussForm(request.POST or None), 200
    versions = forum_policy.rules_to_accept(request.user, found.discussion_group)
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                topic = operations.discuss(page=found, member=request.user, **form.cleaned_data)
                return lead_to(request, topic.get_absolute_url())
        except RulesNotAccepted as refused:
            versions = refused.versions
        except ValidationError as error:
            refusal(form, error)
    context = {"form": form, "about": found, "versions": versions, "next": request.path, "place": "guides"}
    return page(request, "knowledge_base/discuss.html", context, status)


FAVOURITES_MAX = 200  # on a page: more is a list that nobody finds anything in
FAVOURITES_ON_PROFILE = 5


def newest_favourites(member: Member, count: int) -> list[KnowledgePage]:
    """The pages that a member marked last, of those that they may still read."""
    marks = Favourite.objects.filter(member=member, page__in=KnowledgePage.objects.visible_to(member))
    newest = marks.select_related("page__cover", "page__tally").order_by("-created_at", "-pk")
    return [mark.page for mark in newest[:count]]


def favourites_of(member: Member) -> SafeString:
    """The newest of a member's favourites, for themselves alone: nobody asked them whether others may know."""
    context = {"pages": newest_favourites(member, FAVOURITES_ON_PROFILE)}
    return mark_safe(render_to_string("knowledge_base/_favourites.html", context))  # noqa: S308 - our own template


@login_required
@require_safe
@has_light_version
def favourites(request: MemberRequest) -> HttpResponse:
    """One's own favourites, of what one may still read."""
    pages = newest_favourites(request.user, FAVOURITES_MAX)
    context = {"pages": pages, "place": "me", **light_context(is_light(request), request.path)}
    return page(request, "knowledge_base/favourites.html", context)


@require_safe
@has_light_version
def glossary(request: HttpRequest) -> HttpResponse:
    """All words and what they mean."""
    context = {"terms": Term.objects.all(), "place": "guides", **light_context(is_light(request), "/glossary/")}
    return page(request, "knowledge_base/glossary.html", context)
