"""The kinds of notifications of the review queue, and their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Member
from notifications.kinds import ByMail, Described, Kind, Writer, register
from notifications.models import Notification

from .kinds import kind_named
from .models import AGAINST, Act, Case, Decision

REVIEW, REVIEW_OLD, HIDDEN, RELEASED = "review", "review_old", "flags_hid", "released"
DECIDED, UNDONE, APPEALED = "decided", "decision_undone", "appeal_declined"

Describe = Callable[[Member, Sequence[Notification]], Mapping[int, Described]]


def _ids(notifications: Sequence[Notification]) -> set[int]:
    return {notification.object_id for notification in notifications}


def about_cases(words: Callable[[], str], elsewhere: Callable[[], str]) -> Describe:
    """Describe what waits, to who may decide on it."""

    def describe(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
        cases = Case.objects.visible_to(member).waiting().filter(pk__in=_ids(notifications)).select_related("group")
        found = {case.pk: case for case in cases}
        described = {}
        for notification in notifications:
            if case := found.get(notification.object_id):
                text = elsewhere()
                if case.group is not None:
                    text = format_html(words(), title=format_html("<b>{}</b>", case.group.name))
                described[notification.pk] = Described(text=text, url=case.get_absolute_url())
        return described

    return describe


def _hidden(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
    cases = Case.objects.filter(pk__in=_ids(notifications), author=member, decided_at=None)
    found = {case.pk: case for case in cases}
    described = {}
    for notification in notifications:
        case = found.get(notification.object_id)
        kind = kind_named(case.kind) if case is not None else None
        if case is not None and kind is not None:
            text = _("Something you wrote is hidden until somebody has looked at it")
            described[notification.pk] = Described(text=text, url=kind.own_page(case.object_id))
    return described


def _released(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
    """What was let through, while it is still there."""
    cases = Case.objects.filter(pk__in=_ids(notifications), author=member).exclude(decided_at=None)
    found = {case.pk: case for case in cases}
    described = {}
    for notification in notifications:
        case = found.get(notification.object_id)
        kind = kind_named(case.kind) if case is not None else None
        if case is not None and kind is not None and kind.visible(member, case.object_id) is not None:
            described[notification.pk] = Described(
                text=_("Somebody has looked at what you wrote: it is there now"), url=kind.page(case.object_id)
            )
    return described


def about_decisions(words: Callable[[Decision], str]) -> Describe:
    """Describe what was decided, to the member it is about."""

    def describe(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
        decisions = Decision.objects.filter(pk__in=_ids(notifications), case__author=member, act__in=AGAINST)
        found = {decision.pk: decision for decision in decisions}
        return {
            notification.pk: Described(text=words(decision), url=decision.get_absolute_url())
            for notification in notifications
            if (decision := found.get(notification.object_id))
        }

    return describe


def what_happened(decision: Decision) -> str:
    """A decision in plain words, to the member it is about."""
    return {
        Act.HIDE: _("Something you wrote was hidden"),
        Act.DELETE: _("Something you wrote was deleted"),
        Act.WARN: _("You were given a warning"),
        Act.SILENCE: _("You may not write for a while"),
        Act.SUSPEND: _("You may not sign in for a while"),
    }.get(Act(decision.act), _("Nothing was wrong"))


def _undone(decision: Decision) -> str:
    return _("A decision about you was taken back")


def _stays(decision: Decision) -> str:
    return _("Somebody else has looked at it again: the decision stays")


KINDS = (
    Kind(
        REVIEW,
        gettext_lazy("Review"),
        gettext_lazy("Something waits for a decision where you look after a group."),
        "eye",
        about_cases(
            lambda: _("Something waits for a decision in {title}"), lambda: _("Something waits for a decision")
        ),
        by_mail=ByMail(is_notice=True),
    ),
    Kind(
        REVIEW_OLD,
        gettext_lazy("Reminders of the review"),
        gettext_lazy("Something has waited long for a decision."),
        "clock",
        about_cases(
            lambda: _("Something has waited long for a decision in {title}"),
            lambda: _("Something has waited long for a decision"),
        ),
        by_mail=ByMail(is_notice=True),
    ),
    Kind(
        HIDDEN,
        gettext_lazy("Hidden"),
        gettext_lazy("What you wrote is hidden until somebody has looked at it."),
        "eye",
        _hidden,
        by_mail=ByMail(is_notice=True),
    ),
    Kind(
        RELEASED,
        gettext_lazy("Let through"),
        gettext_lazy("What you wrote was held, and is there now."),
        "check",
        _released,
        by_mail=ByMail(is_notice=True),
    ),
    Kind(
        DECIDED,
        gettext_lazy("Decisions"),
        gettext_lazy("Something was decided about you or what you wrote."),
        "eye",
        about_decisions(what_happened),
        by_mail=ByMail(is_notice=True),
    ),
    Kind(
        UNDONE,
        gettext_lazy("Decisions taken back"),
        gettext_lazy("A decision about you was taken back."),
        "check",
        about_decisions(_undone),
        by_mail=ByMail(is_notice=True),
    ),
    Kind(
        APPEALED,
        gettext_lazy("Appeals"),
        gettext_lazy("Somebody has looked again at a decision about you."),
        "eye",
        about_decisions(_stays),
        by_mail=ByMail(is_notice=True),
    ),
)


def register_kinds(writer: Callable[[], Writer]) -> None:
    """Called once, when Django is ready, with who writes the mails about what waits."""
    for kind in KINDS:
        waits = kind.code in {REVIEW, REVIEW_OLD}
        register(replace(kind, by_mail=ByMail(is_notice=True, writer=writer)) if waits else kind)
