"""One operation for each thing that can be decided about a case."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import operations as forum
from forum.models import Rule, Sanction
from forum.models.sanctions import WORDS_MAX
from forum.moderation import policy, tasks
from forum.moderation.models import AGAINST, Act, Case, Decision
from forum.moderation.noting import note_act
from forum.operations.access import require
from members.models import Member

from .claiming import locked_case, thing_of

Upheld = bool | None


@transaction.atomic
def approve(*, case: Case, by: Member) -> Decision:
    """Nothing is wrong with it: it comes back if it was hidden, and the flags were mistaken."""
    case = _mine(case, by, Act.APPROVE)
    was_hidden = _show(case, by)
    return _decided(case, by, Act.APPROVE, was_hidden, upheld=False)


@transaction.atomic
def ignore(*, case: Case, by: Member) -> Decision:
    """Leave it be: it comes back if it was hidden, and no flag counts for or against who made it."""
    case = _mine(case, by, Act.IGNORE)
    was_hidden = _show(case, by)
    return _decided(case, by, Act.IGNORE, was_hidden, upheld=None)


@transaction.atomic
def hide(*, case: Case, by: Member, words: str = "", rule: Rule | None = None) -> Decision:
    """Take it out of sight; its author still reads it, and is told why."""
    case = _mine(case, by, Act.HIDE)
    kind, thing = thing_of(case)
    if thing is None or kind.hide is None or kind.is_gone(thing):
        raise ValidationError(_("There is nothing to hide here any more."))
    was_hidden = _hide(case, by)
    return _decided(case, by, Act.HIDE, was_hidden, upheld=True, words=words, rule=rule)


@transaction.atomic
def delete(*, case: Case, by: Member, words: str = "", rule: Rule | None = None) -> Decision:
    """Delete it; its author is told why."""
    case = _mine(case, by, Act.DELETE)
    kind, thing = thing_of(case)
    if thing is None or kind.delete is None or kind.is_gone(thing):
        raise ValidationError(_("There is nothing to delete here any more."))
    was_hidden = kind.is_hidden(thing)
    kind.delete(thing, by)
    return _decided(case, by, Act.DELETE, was_hidden, upheld=True, words=words, rule=rule)


@transaction.atomic
def warn(*, case: Case, by: Member, words: str = "", rule: Rule | None = None) -> Decision:
    """Say to its author what was wrong. It stays as it is, hidden or not."""
    case = _mine(case, by, Act.WARN)
    given = forum.warn(member=case.author, by=by, group=case.group, words=words, rule=rule)
    return _decided(case, by, Act.WARN, _is_hidden(case), upheld=True, words=words, rule=rule, sanction=given)


@transaction.atomic
def silence(*, case: Case, by: Member, days: int | None, words: str = "", rule: Rule | None = None) -> Decision:
    """Hide it, and keep its author from writing in the group, or everywhere where it is in none."""
    case = _mine(case, by, Act.SILENCE)
    given = forum.silence(member=case.author, by=by, group=case.group, words=words, days=days, rule=rule)
    was_hidden = _hide(case, by)
    return _decided(case, by, Act.SILENCE, was_hidden, upheld=True, words=words, rule=rule, sanction=given)


@transaction.atomic
def suspend(*, case: Case, by: Member, days: int | None, words: str = "", rule: Rule | None = None) -> Decision:
    """Hide it, and keep its author from signing in."""
    case = _mine(case, by, Act.SUSPEND)
    given = forum.suspend(member=case.author, by=by, words=words, days=days, rule=rule)
    was_hidden = _hide(case, by)
    return _decided(case, by, Act.SUSPEND, was_hidden, upheld=True, words=words, rule=rule, sanction=given)


def _mine(case: Case, by: Member, act: str) -> Case:
    """The case, locked, if it is this member's to decide so, and nobody has decided it."""
    case = locked_case(case, by)
    require(policy.can_decide(by, case, act))
    if case.decided_at is not None:
        raise ValidationError(_("Somebody has decided this already."))
    return case


def _is_hidden(case: Case) -> bool:
    kind, thing = thing_of(case)
    return thing is not None and kind.is_hidden(thing)


def _show(case: Case, by: Member) -> bool:
    """Bring it back if it is hidden; whether it was."""
    kind, thing = thing_of(case)
    if thing is None or kind.unhide is None or not kind.is_hidden(thing):
        return False
    if case.held_for and kind.release is not None:
        kind.release(thing, by)
        tasks.tell_of_release.enqueue(case.pk)
    else:
        kind.unhide(thing, by)
    return True


def _hide(case: Case, by: Member) -> bool:
    """Hide it if it is there to be seen; whether it was hidden already. A member cannot be hidden."""
    kind, thing = thing_of(case)
    if thing is None or kind.hide is None or kind.is_gone(thing):
        return False
    if kind.is_hidden(thing):
        return True
    kind.hide(thing, by)
    return False


def _decided(
    case: Case,
    by: Member,
    act: str,
    was_hidden: bool,
    *,
    upheld: Upheld,
    words: str = "",
    rule: Rule | None = None,
    sanction: Sanction | None = None,
) -> Decision:
    if len(words) > WORDS_MAX:
        raise ValidationError({"words": _("Please say it in fewer words.")})
    decision = Decision.objects.create(
        case=case, by=by, act=act, rule=rule, words=words.strip(), sanction=sanction, was_hidden=was_hidden
    )
    case.flags.update(upheld=upheld)
    case.decided_at, case.waiting_since = timezone.now(), None
    case.claimed_by = case.claimed_until = None
    case.save(update_fields=["decided_at", "waiting_since", "claimed_by", "claimed_until"])
    note_act(case, f"moderation.{act}", by, decision=decision.pk)
    tasks.untell_case(case.pk)
    if act in AGAINST:
        tasks.tell_of_decision.enqueue(decision.pk)
    return decision
