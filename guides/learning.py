"""How far members have come in trainings."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from members.models import Visitor

from .models import Done, ModulePage


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


def modules_of(training: Page, visitor: Visitor) -> list[ModulePage]:
    """The published modules that this visitor may read, in their order: a module may be for fewer than its training."""
    return list(ModulePage.objects.visible_to(visitor).child_of(training).order_by("path"))


def progress_of(training: Page, visitor: Visitor) -> Progress:
    """Of the modules that this visitor may read: who may not read one completes the training without it."""
    modules = modules_of(training, visitor)
    done = Done.objects.filter(member=visitor.pk or 0, module__in=[module.pk for module in modules])
    return Progress(modules, frozenset(done.values_list("module", flat=True)))
