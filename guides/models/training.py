"""Trainings: modules in an order, a short quiz after each, and how far each member has come."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from knowledge_base.models import WrittenPage
from members.models import Member

ANSWERS_MAX = 6


class QuestionBlock(blocks.StructBlock):  # type: ignore[misc]
    """A question with one right answer, and why it is right."""

    question = blocks.CharBlock(
        label=_("Question"), max_length=300, help_text=_("One whose answer stands in this module.")
    )
    answers = blocks.ListBlock(
        blocks.CharBlock(max_length=200),
        label=_("Answers"),
        min_num=2,
        max_num=ANSWERS_MAX,
        help_text=_("Of about the same length, each worth a thought."),
    )
    right = blocks.IntegerBlock(
        label=_("Which one is right"),
        min_value=1,
        max_value=ANSWERS_MAX,
        default=1,
        help_text=_("Counted from above: 1 for the first."),
    )
    explanation = blocks.TextBlock(
        label=_("Why"), max_length=600, help_text=_("Is read after each answer, right or wrong.")
    )

    class Meta:
        icon = "help"
        label = _("Question")

    def clean(self, value: Any) -> Any:
        """Raises ValidationError where the right answer is none of those given."""
        cleaned = super().clean(value)
        if cleaned["right"] > len(cleaned["answers"]):
            error = ValidationError(_("There are fewer answers than that."))
            raise blocks.StructBlockValidationError(block_errors={"right": error})
        return cleaned


class TrainingPage(WrittenPage):
    """A course in modules."""

    template = "guides/training.html"
    parent_page_types: ClassVar[list[str]] = ["guides.GuideIndexPage"]
    subpage_types: ClassVar[list[str]] = ["guides.ModulePage"]

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")


class ModulePage(WrittenPage):
    """One sitting of a training: something to read, something to try, a few questions. Their order is the tree's."""

    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10, help_text=_("How long it takes."))
    quiz = StreamField(
        [("question", QuestionBlock())],
        blank=True,
        verbose_name=_("quiz"),
        help_text=_("A few questions on what the module says; the explanations show after the answers."),
    )

    is_part = True
    compared_too = ("minutes",)
    not_compared = frozenset({"quiz"})
    template = "guides/module.html"
    parent_page_types: ClassVar[list[str]] = ["guides.TrainingPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[object]] = [*WrittenPage.content_panels, FieldPanel("minutes"), FieldPanel("quiz")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class Done(models.Model):
    """A module that a member has done."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    module = models.ForeignKey(ModulePage, models.CASCADE, related_name="+")
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "module"], name="module_done_once")]


class QuizAnswer(models.Model):
    """What a member answered last to a question of a module; `question` is the block's id, `answer` counts from 1."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    module = models.ForeignKey(ModulePage, models.CASCADE, related_name="+")
    question = models.CharField(max_length=40)
    answer = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "module", "question"], name="quiz_answer_once")]
