"""What stands beside a question that is being written: what is known already, and whom it may well be put to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from members.models import Member, Visitor

from . import policy
from .models import Group, GroupRole, Kind, Membership, Participation, Role
from .where_to_start import where_to_start

PEOPLE_SHOWN = 4
OWN = 3.0  # how much better a group fits for being one's own: one knows who answers there
WORD_MIN = 4  # letters of a word that may say what somebody can do
FIELDS = ("title", "kind", "group")  # of the form, that it hangs on


@dataclass(frozen=True)
class Known:
    """What a higher floor knows of a title: a piece of a page, and how well groups fit it, by their id."""

    html: str = ""
    fitting: Mapping[int, float] = field(default_factory=dict)


Look = Callable[[Visitor, str], Known]


@dataclass(frozen=True)
class Beside:
    """What is shown beside a question, and the group that is suggested for it."""

    html: SafeString
    group: Group | None = None


@dataclass
class Helper:
    """Somebody who is there to be asked, with their roles in words."""

    member: Member
    roles: list[str]
    is_advisor: bool
    fits: int  # words of the question that what they say of themselves has, too


_looks: list[Look] = []


def register_look(look: Look) -> None:
    """Called by a higher floor in its AppConfig.ready(); the one that was registered last is asked."""
    _looks[:] = [look]


def beside(visitor: Visitor, asked: Mapping[str, object], groups: Sequence[Group] | None = None) -> Beside:
    """What to show for a form as it is filled in so far (FIELDS), to whom writes it. `groups` are those where they may
    write, where the caller knows them. Whoever has not signed in sees what is known, and is sent nowhere."""
    title = str(asked.get("title") or "").strip()
    known = _looks[0](visitor, title) if _looks and title else Known()
    if not isinstance(visitor, Member) or asked.get("kind") not in (None, "", Kind.QUESTION):
        return Beside(mark_safe(known.html))  # noqa: S308 - rendered by a template
    if groups is None:
        groups = [group for group, _announces in where_to_start(visitor)]
    group = best_group(visitor, groups, known.fitting)
    html = known.html
    if group is not None and title:
        # Where no group is chosen yet, the form chooses this one.
        html += _whom(visitor, group, title, is_chosen=str(asked.get("group") or group.pk) == str(group.pk))
    return Beside(mark_safe(html), group)  # noqa: S308 - rendered by templates


def best_group(member: Member, groups: Sequence[Group], fitting: Mapping[int, float]) -> Group | None:
    """Of these groups the one that fits best, above all of one's own; where none fits, the own one where one writes
    most. Two queries at most."""
    own = set(Membership.objects.filter(member=member).values_list("group", flat=True))
    talking = {group.pk: group for group in groups if not group.is_introductions}
    scores = {pk: fitting.get(pk, 0) * (OWN if pk in own else 1) for pk in talking}
    best = max(scores, key=scores.__getitem__, default=None)
    if best is not None and scores[best] > 0:
        return talking[best]
    written = Participation.objects.filter(member=member, topic__group__in=own & talking.keys())
    most = written.values("topic__group").annotate(posts_there=Sum("posts")).order_by("-posts_there", "topic__group")
    return next((talking[row["topic__group"]] for row in most[:1]), None)


def helpers(member: Member, group: Group, title: str) -> list[Helper]:
    """The advisors and mentors of a group, those first who say of themselves what the title speaks of; nobody where
    this member may not know who is in the group."""
    if not policy.can_see_members(member, group):
        return []
    people = Member.objects.visible_to(member).filter(claimed=True, is_active=True, is_approved=True)
    rows = GroupRole.objects.filter(group=group, role__in=[Role.ADVISOR, Role.MENTOR], member__in=people)
    return as_helpers(rows.exclude(member=member).select_related("member").order_by("role"), title)[:PEOPLE_SHOWN]


def as_helpers(rows: Iterable[GroupRole], title: str) -> list[Helper]:
    """Whoever has these roles, with their roles, those first who say of themselves what the title speaks of."""
    found: dict[int, Helper] = {}
    words = _words(title)
    for row in rows:
        said = _words(f"{row.member.trade} {row.member.bio}")
        helper = found.setdefault(row.member_id, Helper(row.member, [], row.role == Role.ADVISOR, len(words & said)))
        helper.roles.append(str(Role(row.role).label))
    return sorted(found.values(), key=lambda each: (-each.fits, not each.is_advisor, each.member.name))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"\w+", text) if len(word) >= WORD_MIN}


def _whom(member: Member, group: Group, title: str, *, is_chosen: bool) -> str:
    people = helpers(member, group, title)
    if is_chosen and not people:
        return ""
    return render_to_string("forum/_whom.html", {"group": group, "people": people, "is_chosen": is_chosen})
