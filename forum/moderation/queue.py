"""The review queue as a list: what it is asked for, and its rows in a bounded number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Group, Sanction
from members.models import Member

from . import policy
from .kinds import FlagKind, kind_named
from .models import Appeal, Case, CaseQuerySet, Decision, Flag, Held, Reason

APPEAL = "appeal"
WHYS = [*Reason.choices, *Held.choices, (APPEAL, _("Appeal"))]
AGES = [(1, _("a day")), (3, _("three days")), (7, _("a week"))]
RECORD_MAX = 10  # earlier decisions shown beside a case


@dataclass(frozen=True)
class Asked:
    """Which part of the queue; anything that is no filter is none."""

    group: str = ""
    why: str = ""
    days: int = 0

    def of(self, cases: CaseQuerySet) -> CaseQuerySet:
        if self.group:
            cases = cases.filter(group__slug=self.group)
        if self.why == APPEAL:
            cases = cases.filter(Exists(_open_appeals().filter(decision__case=OuterRef("pk"))))
        elif self.why in Held.values:
            cases = cases.filter(held_for=self.why)
        elif self.why in Reason.values:
            cases = cases.filter(Exists(Flag.objects.filter(case=OuterRef("pk"), reason=self.why)))
        if self.days:
            cases = cases.filter(waiting_since__lt=timezone.now() - timedelta(days=self.days))
        return cases


@dataclass(frozen=True)
class Row:
    """One case in the list."""

    case: Case
    kind: FlagKind
    title: str
    whys: list[str]
    flags: int
    is_hidden: bool


def _open_appeals() -> Any:
    return Appeal.objects.filter(outcome="")


def waiting_for(member: Member, asked: Asked | None = None) -> CaseQuerySet:
    """What waits for this member, the longest first."""
    cases = (asked or Asked()).of(Case.objects.visible_to(member).waiting())
    return cases.select_related("group", "author", "claimed_by").order_by("waiting_since", "pk")


def rows_of(cases: Sequence[Case]) -> list[Row]:
    """What the list says of each: three queries, and one for each kind of thing."""
    flagged: dict[int, Counter[str]] = defaultdict(Counter)
    for case_id, reason in Flag.objects.filter(case__in=cases).values_list("case", "reason"):
        flagged[case_id][reason] += 1
    appealed = set(_open_appeals().filter(decision__case__in=cases).values_list("decision__case", flat=True))
    things = _things([(case.kind, case.object_id) for case in cases])
    rows = []
    for case in cases:
        kind, thing = kind_named(case.kind), things.get((case.kind, case.object_id))
        if kind is None:
            continue
        whys = [str(_("Appeal"))] if case.pk in appealed else []
        whys += [case.held_in_words] if case.held_for else []
        whys += [str(Reason(reason).label) for reason, _count in flagged[case.pk].most_common()]
        title = kind.title(thing) if thing is not None else str(_("It is not there any more"))
        is_hidden = thing is not None and kind.is_hidden(thing)
        rows.append(Row(case, kind, title, whys, flagged[case.pk].total(), is_hidden))
    return rows


def _things(named: Collection[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    found: dict[tuple[str, int], Any] = {}
    for name in {name for name, _pk in named}:
        if kind := kind_named(name):
            things = kind.things({pk for other, pk in named if other == name})
            found |= {(name, thing.pk): thing for thing in things}
    return found


def groups_of(member: Member) -> list[Group]:
    """The groups in which something waits for this member."""
    waiting = Case.objects.visible_to(member).waiting()
    return list(Group.objects.filter(pk__in=waiting.values("group")).order_by("name"))


def decisions_about(member: Member, reviewer: Member, *, but: Case) -> list[Decision]:
    """What was decided about a member before, as far as this reviewer sees the cases."""
    cases = Case.objects.visible_to(reviewer).filter(author=member).exclude(pk=but.pk)
    decisions = Decision.objects.filter(case__in=cases).select_related("case__group", "by", "rule", "sanction")
    return list(decisions[:RECORD_MAX])


def sanctions_of(member: Member, reviewer: Member) -> list[Sanction]:
    """What holds for a member now, in the groups this reviewer has the power in; staff see all."""
    held = Sanction.objects.in_force().filter(member=member).select_related("group", "given_by")
    return [sanction for sanction in held if policy.reviews_in(reviewer, sanction.group)]
