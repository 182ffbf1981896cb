"""How far members have come in trainings."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge_base.models import KnowledgePage
from members.models import Visitor

from .models import Done, ModulePage, TrainingPage


@dataclass(frozen=True)
class Progress:
    """A member's way through a training; of a visitor nothing is done."""

    modules: list[ModulePage]
    done: frozenset[int]

    @property
    def next(self) -> ModulePage | None:
        """Where to go on: the first module that is not done."""
        return next((module for module in self.modules if module.pk not in self.done), None)

    @property
    def is_complete(self) -> bool:
        return bool(self.modules) and self.next is None

    @property
    def count(self) -> int:
        return sum(module.pk in self.done for module in self.modules)


def modules_of(training: KnowledgePage) -> list[ModulePage]:
    """The published modules in their order."""
    return list(ModulePage.objects.live().child_of(training).order_by("path"))


def progress_of(training: TrainingPage, visitor: Visitor) -> Progress:
    modules = modules_of(training)
    done = Done.objects.filter(member=visitor.pk or 0, module__in=[module.pk for module in modules])
    return Progress(modules, frozenset(done.values_list("module", flat=True)))
