"""What trainings, modules and templates show beside what every page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from forum.shared import form_token
from freshness.slots import Fill
from knowledge_base.views.reading import Kind, register_kind
from members.models import Member

from .learning import modules_of, progress_of
from .models import Done, Downloads, ModulePage, QuizAnswer, TemplatePage, TrainingPage


def _training_fills(request: HttpRequest, page: TrainingPage) -> Mapping[str, Fill]:
    """The modules that the reader may read, where they go on, and what is done."""

    def way() -> str:
        context = {"page": page, "progress": progress_of(page, request.user), "visitor": request.user}
        return render_to_string("guides/_way.html", context)

    return {"way": way}


def _module_fills(request: HttpRequest, page: ModulePage) -> Mapping[str, Fill]:
    """Where the module stands among those that the reader may read, the quiz with what they answered, and whether the
    module is done."""
    member = request.user if isinstance(request.user, Member) else None
    modules = modules_of(page.get_parent(), request.user)
    number = next((number for number, each in enumerate(modules, 1) if each.pk == page.pk), 0)

    def place() -> str:
        return render_to_string("guides/_place.html", {"number": number, "all": len(modules)})

    def previous() -> str:
        return render_to_string("guides/_previous.html", {"module": modules[number - 2]}) if number > 1 else ""

    def quiz() -> str:
        rows = QuizAnswer.objects.filter(module=page.pk, member=member).values_list("question", "answer")
        answered = dict(rows) if member is not None else {}
        questions = [(block.id, block.value, answered.get(block.id, 0)) for block in page.quiz]
        right = sum(value["right"] == given for _id, value, given in questions)
        context = {"page": page, "questions": questions, "answered": bool(answered), "right": right, "member": member}
        return render_to_string("guides/_quiz.html", {**context, "token": form_token(request) if member else ""})

    def done() -> str:
        is_done = Done.objects.filter(module=page.pk, member=member).exists() if member else False
        context = {"page": page, "is_done": is_done, "member": member}
        return render_to_string("guides/_done.html", {**context, "token": form_token(request) if member else ""})

    return {"place": place, "quiz": quiz, "done": done, "previous": previous}


def _template(page: TemplatePage) -> dict[str, Any]:
    versions = list(page.versions.select_related("file"))
    newest = next((version for version in versions if version.file is not None), None)
    taken = Downloads.objects.filter(page=page.pk).values_list("number", flat=True).first() or 0
    return {"versions": versions, "newest": newest, "taken": taken}


def register() -> None:
    register_kind(TrainingPage, Kind(fills=_training_fills))
    register_kind(ModulePage, Kind(fills=_module_fills))
    register_kind(TemplatePage, Kind(_template))
