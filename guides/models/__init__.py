"""Guides, trainings with their modules, and templates to take along."""

from .pages import GuideIndexPage, GuidePage
from .templates import Downloads, TemplatePage, TemplateVersion
from .training import Done, ModulePage, QuizAnswer, TrainingPage

__all__ = [
    "Done",
    "Downloads",
    "GuideIndexPage",
    "GuidePage",
    "ModulePage",
    "QuizAnswer",
    "TemplatePage",
    "TemplateVersion",
    "TrainingPage",
]
