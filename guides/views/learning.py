"""Doors of trainings and templates."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.views.doors import MemberRequest, act, lead_to, number_from, page
from guides import operations
from guides.learning import progress_of
from guides.models import Done, ModulePage, TemplatePage, TemplateVersion, TrainingPage
from guides.viewing import TAKEN_BY_VISITORS
from knowledge_base.models import KnowledgePage
from pages.light import has_light_version, is_light, light_context
from pages.models import File
from pages.sending import send_file


def _seen_module(request: HttpRequest, page_id: int) -> ModulePage:
    visible = KnowledgePage.objects.visible_to(request.user).values("pk")
    module: ModulePage = get_object_or_404(ModulePage.objects.filter(pk__in=visible), pk=page_id)
    return module


@act
def take_quiz(request: MemberRequest, page_id: int) -> HttpResponse:
    """Answer the questions of a module; the explanations show afterwards."""
    module = _seen_module(request, page_id)
    answers = {block.id: number_from(request.POST.get(block.id, "")) or 0 for block in module.quiz}
    operations.take_quiz(module=module, member=request.user, answers=answers)
    return lead_to(request, f"{module.url}#quiz")


@act
def finish_module(request: MemberRequest, page_id: int) -> HttpResponse:
    """Mark a module as done, and go on with the next."""
    module = _seen_module(request, page_id)
    if request.POST.get("again"):
        operations.reopen_module(module=module, member=request.user)
        return lead_to(request, module.url)
    operations.finish_module(module=module, member=request.user)
    training = module.get_parent().specific
    following = progress_of(training, request.user).next
    return lead_to(request, following.url if following is not None else training.url)


@login_required
@require_safe
@has_light_version
def certificate(request: MemberRequest, page_id: int) -> HttpResponse:
    """What says that one has done all of a training; 404 before."""
    visible = KnowledgePage.objects.visible_to(request.user).values("pk")
    training = get_object_or_404(TrainingPage.objects.filter(pk__in=visible), pk=page_id)
    progress = progress_of(training, request.user)
    if not progress.is_complete:
        raise Http404
    last = Done.objects.filter(member=request.user, module__in=progress.done).order_by("-done_at").first()
    day = timezone.localtime(last.done_at).date() if last is not None else timezone.localdate()
    context = {"training": training, "progress": progress, "day": day}
    return page(request, "guides/certificate.html", context | light_context(is_light(request), request.path))


@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """The newest file of a template. A member's button asks by POST and is counted, a visitor's link as looks are."""
    found = _seen_template(request, page_id)
    version = _versions(found).first()
    if version is None:
        raise Http404
    if not request.user.is_authenticated:
        TAKEN_BY_VISITORS.note(found.pk, request.META)
    elif request.method == "POST":
        operations.count_download(page=found)
    return _file_of(version)


@require_safe
def download_earlier(request: HttpRequest, page_id: int, version_id: int) -> HttpResponseBase:
    """The file of one version of a template, which need not be the newest."""
    return _file_of(get_object_or_404(_versions(_seen_template(request, page_id)), pk=version_id))


def _seen_template(request: HttpRequest, page_id: int) -> TemplatePage:
    visible = KnowledgePage.objects.visible_to(request.user).values("pk")
    found: TemplatePage = get_object_or_404(TemplatePage.objects.filter(pk__in=visible), pk=page_id)
    return found


def _versions(template: TemplatePage) -> QuerySet[TemplateVersion]:
    """Those that have a file, the newest first."""
    versions: QuerySet[TemplateVersion] = template.versions.exclude(file=None).select_related("file")
    return versions


def _file_of(version: TemplateVersion) -> HttpResponseBase:
    file = cast(File, version.file)
    return send_file(file.file.name, name=file.filename)
