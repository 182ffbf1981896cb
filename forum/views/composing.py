"""Doors the composer knocks at while one writes: drafts, names, files."""

from __future__ import annotations

from contextlib import suppress

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from taggit.models import Tag

from forum import operations
from forum.models import Draft, Group, TaggedTopic, Topic
from members.models import Member

from .doors import MemberRequest, act, came_from, lead_to, page

COMPLETIONS = 8
DRAFT_FIELDS = ("group", "kind", "tags", "recipients", "to")


@login_required
@require_POST
def keep_draft(request: MemberRequest) -> HttpResponse:
    """Keep what is being written; says when."""
    try:
        _keep(request, request.POST.get("purpose", ""))
    except ValidationError as error:
        return JsonResponse({"error": error.messages[0]}, status=422)
    return JsonResponse({"kept": _("Draft kept")})


def keep_for_later(request: MemberRequest, purpose: str) -> None:
    """Keep a form that cannot be taken yet, so that it is there when its writer comes back."""
    with suppress(ValidationError):
        _keep(request, purpose)


def _keep(request: MemberRequest, purpose: str) -> None:
    operations.keep_draft(
        member=request.user,
        purpose=purpose,
        markdown=request.POST.get("markdown", ""),
        title=request.POST.get("title", ""),
        fields={name: request.POST[name][:900] for name in DRAFT_FIELDS if request.POST.get(name)},
    )


@login_required
@require_safe
def drafts(request: MemberRequest) -> HttpResponse:
    """What the member has begun and not posted; no reply to a topic that they do not see any more."""
    begun = list(Draft.objects.filter(member=request.user).order_by("-updated_at"))
    topics = Topic.objects.visible_to(request.user).in_bulk(_numbers(begun, "reply"))
    groups = Group.objects.visible_to(request.user).in_bulk(_numbers(begun, "mentors"))
    rows = [
        (draft, topics.get(draft.object_id), address)
        for draft in begun
        if (address := _where_it_goes_on(draft, topics, groups))
    ]
    return page(request, "forum/drafts.html", {"drafts": rows, "place": "me"})


def _numbers(drafts: list[Draft], what: str) -> list[int]:
    return [draft.object_id for draft in drafts if draft.what == what]


def _where_it_goes_on(draft: Draft, topics: dict[int, Topic], groups: dict[int, Group]) -> str:
    """The address where a draft is written further; empty where that is not to be seen any more."""
    number = draft.object_id
    if draft.what == "reply":
        return f"/t/{number}/reply/" if number in topics else ""
    if draft.what == "mentors":
        return f"/messages/new/?mentors={groups[number].slug}" if number in groups else ""
    return {"message": "/messages/new/", "revise": f"/p/{number}/edit/"}.get(draft.what, f"/ask/?draft={draft.purpose}")


@act
def discard_draft(request: MemberRequest) -> HttpResponse:
    """Throw a draft away."""
    operations.discard_draft(member=request.user, purpose=request.POST.get("purpose", ""))
    return lead_to(request, came_from(request, "/drafts/"))


@login_required
@require_safe
def names(request: MemberRequest) -> HttpResponse:
    """Members and groups whose handle or name begins with what is typed after an @; a message goes to people alone."""
    begun = request.GET.get("q", "").strip().lower()[:40]
    if not begun:
        return JsonResponse({"names": []})
    people = Member.objects.visible_to(request.user).order_by("handle")
    # The index of handles has the first few at once; names are looked through only where those are too few.
    chosen = list(people.filter(handle__gte=begun, handle__lt=f"{begun}\U0010ffff")[:COMPLETIONS])
    if len(chosen) < COMPLETIONS:
        named = people.filter(name__istartswith=begun).exclude(pk__in=[person.pk for person in chosen])
        chosen += named[: COMPLETIONS - len(chosen)]
    found = [{"handle": person.handle, "name": person.name} for person in chosen]
    if request.GET.get("only") == "people":
        return JsonResponse({"names": found})
    groups = Group.objects.visible_to(request.user).filter(Q(slug__startswith=begun) | Q(name__istartswith=begun))
    found += [{"handle": group.slug, "name": group.name} for group in groups[: COMPLETIONS - len(found)]]
    return JsonResponse({"names": found})


@login_required
@require_safe
def tags(request: MemberRequest) -> HttpResponse:
    """Tags that begin with what is typed, of topics this member can see."""
    begun = request.GET.get("q", "").strip().lower()[:30]
    seen = TaggedTopic.objects.filter(content_object__in=Topic.objects.visible_to(request.user)).values("tag")
    found = Tag.objects.filter(name__startswith=begun, pk__in=seen).order_by("name").values_list("name", flat=True)
    return JsonResponse({"tags": list(found[:COMPLETIONS]) if begun else []})
