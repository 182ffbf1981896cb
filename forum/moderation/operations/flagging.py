"""Operations of whoever finds something wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Rule
from forum.moderation import policy, tasks, weighing
from forum.moderation.kinds import FlagKind
from forum.moderation.models import NOTE_MAX, Case, Flag, Reason, ReviewSetting
from forum.operations.access import require
from members.models import Member


@transaction.atomic
def flag(
    *, kind: FlagKind, thing: Any, reporter: Member, reason: str, rule: Rule | None = None, note: str = ""
) -> Flag:
    """Say that something is wrong with a thing. The first flag opens a case and tells those who review; enough of
    them hide it until somebody looks.

    Raises PermissionDenied, and ValidationError for a second flag of the same member, or too many in a day.
    """
    require(policy.can_flag(reporter, kind, thing))
    note = _checked(reporter, reason, rule, note)
    case = case_of(kind, thing)
    if case.flags.filter(reporter=reporter).exists():
        raise ValidationError(_("You have flagged this already. Somebody will look at it."))
    made = Flag.objects.create(case=case, reporter=reporter, reason=reason, rule=rule, note=note)
    _hide_if_enough(kind, thing, case)
    return made


def _checked(reporter: Member, reason: str, rule: Rule | None, note: str) -> str:
    note = note.strip()
    if reason not in Reason.values:
        raise ValidationError({"reason": _("Please say what is wrong.")})
    if reason == Reason.BREAKS_RULE and rule is None:
        raise ValidationError({"rule": _("Please say which rule.")})
    if reason == Reason.OTHER and not note:
        raise ValidationError({"note": _("Please say what is wrong in a few words.")})
    if len(note) > NOTE_MAX:
        raise ValidationError({"note": _("Please say it in fewer words.")})
    recent = Flag.objects.filter(reporter=reporter, made_at__gt=timezone.now() - timedelta(days=1)).count()
    if recent >= ReviewSetting.current().flags_a_day:
        raise ValidationError(_("You have flagged very much today. Please go on tomorrow."))
    return note


def case_of(kind: FlagKind, thing: Any) -> Case:
    """The undecided case of a thing, locked; two who flag at once share one."""
    cases = Case.objects.select_for_update().filter(kind=kind.name, object_id=thing.pk, decided_at=None)
    found = cases.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            opened = Case.objects.create(
                kind=kind.name, object_id=thing.pk, group=kind.group(thing), author=kind.author(thing)
            )
    except IntegrityError:
        return cases.get()
    tasks.tell_of_case.enqueue(opened.pk)
    return opened


def _hide_if_enough(kind: FlagKind, thing: Any, case: Case) -> None:
    enough = ReviewSetting.current().hide_at
    if not enough or kind.hold is None or policy.is_hand(case.author, case.group):
        return
    if weighing.score(case) >= enough:
        kind.hold(thing)
        tasks.tell_of_hiding.enqueue(case.pk)


@transaction.atomic
def take_back_flag(*, flag: Flag, by: Member) -> None:
    """Think again, while nobody has decided. What is hidden stays so until somebody looks.

    Raises PermissionDenied.
    """
    case = Case.objects.select_for_update().get(pk=flag.case_id)
    require(flag.reporter_id == by.pk and case.decided_at is None)
    flag.delete()
    if not case.flags.exists() and not _needs_a_look(case):
        tasks.untell_case(case.pk)
        case.delete()


def _needs_a_look(case: Case) -> bool:
    from forum.moderation.kinds import kind_named

    kind = kind_named(case.kind)
    thing = kind.found(case.object_id) if kind is not None else None
    return kind is not None and thing is not None and kind.is_hidden(thing)
