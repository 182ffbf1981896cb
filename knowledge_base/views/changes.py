"""Doors to what changed between the published revisions of a page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forum.views.doors import MemberRequest, act, lead_to, page
from knowledge_base import operations, policy
from knowledge_base.changes import REVISIONS_MAX
from knowledge_base.comparing import passages, words_of
from knowledge_base.models import KnowledgePage, PublishedRevision
from pages.light import has_light_version, is_light, light_context

from .marking import seen_page


def _shown(request: HttpRequest, about: KnowledgePage) -> list[PublishedRevision]:
    revisions = PublishedRevision.objects.visible_to(request.user).filter(page=about.pk)
    return list(revisions.select_related("revision__user")[:REVISIONS_MAX])


@require_safe
@has_light_version
def changes(request: HttpRequest, page_id: int) -> HttpResponse:
    """The revisions of a page that this visitor may look back at, the newest first."""
    about = seen_page(request, page_id)
    shown = _shown(request, about)
    may_edit = policy.can_edit(request.user, about)
    left_out = PublishedRevision.objects.filter(page=about.pk).exclude(left_out_at=None)
    context: dict[str, Any] = {
        "about": about,
        "revisions": list(zip(shown, [*shown[1:], None], strict=False)),
        "left_out": left_out[:REVISIONS_MAX] if may_edit else [],
        "may_edit": may_edit,
        "place": "guides",
        **light_context(is_light(request), request.path),
    }
    return page(request, "knowledge_base/changes.html", context)


@require_safe
@has_light_version
def change(request: HttpRequest, page_id: int, older: int, newer: int) -> HttpResponse:
    """What is different in one revision from an earlier one; 404 unless this visitor may look back at both."""
    about = seen_page(request, page_id)
    found = {revision.pk: revision for revision in _shown(request, about)}
    if older not in found or newer not in found or list(found).index(older) <= list(found).index(newer):
        raise Http404
    before, after = (words_of(found[pk].revision.as_object()) for pk in (older, newer))
    context = {
        "about": about,
        "older": found[older],
        "newer": found[newer],
        "passages": passages(before, after) if before != after else [],
        "place": "guides",
        **light_context(is_light(request), request.path),
    }
    return page(request, "knowledge_base/change.html", context)


def _published(request: MemberRequest, page_id: int, revision_id: int) -> PublishedRevision:
    """A revision of a page that this member sees and may edit; 404 for who may not: that it is there is no news."""
    about = seen_page(request, page_id)
    if not policy.can_edit(request.user, about):
        raise Http404
    return get_object_or_404(PublishedRevision, pk=revision_id, page=about.pk)


@act
def leave_out(request: MemberRequest, page_id: int, revision_id: int) -> HttpResponse:
    """Take a revision out of what readers can look back at."""
    operations.leave_out_revision(published=_published(request, page_id, revision_id), by=request.user)
    return lead_to(request, f"/pages/{page_id}/changes/")


@act
def restore(request: MemberRequest, page_id: int, revision_id: int) -> HttpResponse:
    """Let readers look back at it again."""
    operations.restore_revision(published=_published(request, page_id, revision_id), by=request.user)
    return lead_to(request, f"/pages/{page_id}/changes/")
