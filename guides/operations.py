"""What members do in trainings and with templates."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from forum.operations.access import require
from knowledge_base import policy
from members.models import Member

from .models import Done, Downloads, ModulePage, QuizAnswer, TemplatePage


@transaction.atomic
def take_quiz(*, module: ModulePage, member: Member, answers: dict[str, int]) -> int:
    """Keep a member's answers, each the number of an answer counted from 1; gives how many are right.

    Raises PermissionDenied, and ValidationError where a question is left out.
    """
    require(policy.can_mark(member, module))
    questions = {block.id: block.value for block in module.quiz}
    given = {key: number for key, number in answers.items() if key in questions}
    if set(given) != set(questions) or any(not 1 <= n <= len(questions[k]["answers"]) for k, n in given.items()):
        raise ValidationError(_("Please answer every question; a guess is fine, the explanations come after."))
    for key, number in given.items():
        values = {"answer": number}
        QuizAnswer.objects.update_or_create(module=module, member=member, question=key, defaults=values)
    return sum(number == questions[key]["right"] for key, number in given.items())


@transaction.atomic
def finish_module(*, module: ModulePage, member: Member) -> Done:
    """Mark a module as done; once is enough."""
    require(policy.can_mark(member, module))
    done, _is_new = Done.objects.get_or_create(module=module, member=member)
    return done


@transaction.atomic
def reopen_module(*, module: ModulePage, member: Member) -> None:
    """Take the mark back, to do it again."""
    Done.objects.filter(module=module, member=member).delete()


def count_download(*, page: TemplatePage) -> None:
    """One more has taken the file of a template."""
    count_downloads(page_id=page.pk, count=1)


@transaction.atomic
def count_downloads(*, page_id: int, count: int) -> None:
    """So many more have taken the file of a template; it may be gone by now."""
    if TemplatePage.objects.filter(pk=page_id).exists():
        Downloads.objects.get_or_create(page_id=page_id)
        Downloads.objects.filter(page=page_id).update(number=F("number") + count)
