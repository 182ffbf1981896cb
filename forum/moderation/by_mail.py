"""The review by e-mail: what waits is mailed with its words to who may decide, and one word in a reply decides."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.by_mail.replying import permitted, refusal_of
from forum.by_mail.shown import as_html
from forum.by_mail.written import written_in
from mail.arriving.commands import line_alone
from mail.arriving.delivery import Delivery, Door
from mail.arriving.notes import explain, tell_by
from mail.arriving.outcomes import Outcome, rejected
from mail.keys import Key, Purpose
from mail.leaving.envelopes import Outgoing
from mail.models import Status
from mail.our_addresses import Recipient, key_in
from markup import from_html
from members import letters
from members.models import Member
from notifications.by_mail.writing import written
from notifications.models import Notification

from . import operations, policy
from .kinds import kind_named
from .models import Act, Case, Reason

APPROVE = ("approve", "approuver", "aprovar", "aprobar", "idhinisha", "موافقة")
REJECT = ("reject", "refuser", "rejeitar", "rechazar", "kataa", "رفض")

explain("case_gone", gettext_lazy("It does not wait any more, or it is not yours to decide."))
explain("no_decision", gettext_lazy("Reply with “approve” or “reject” alone, or decide on the web."))
tell_by("approved", lambda received, member: _("It is approved."))
tell_by("deleted", lambda received, member: _("It is deleted."))


class CaseWriter:
    """Writes the mail about what waits, to who may decide on it as it is written. What was said in private stays on the
    web, where to read it is logged."""

    def write(self, member: Member, notifications: Sequence[Notification]) -> Outgoing | None:
        waiting = Case.objects.visible_to(member).waiting().filter(pk__in={each.object_id for each in notifications})
        case = waiting.select_related("group", "author").first()
        kind = kind_named(case.kind) if case is not None else None
        thing = kind.found(case.object_id) if case is not None and kind is not None else None
        if case is None or kind is None or thing is None:
            return None
        is_private = kind.is_private(thing)
        by_mail = not is_private and kind.delete is not None and policy.can_decide(member, case, Act.DELETE)
        where = case.group.name if case.group is not None else ""
        context = {"case": case, "where": where, "title": kind.title(thing), "whys": _whys(case), "by_mail": by_mail}
        context["link"] = letters.absolute(case.get_absolute_url())
        if not is_private:
            context["html"] = as_html(kind.html(thing), with_pictures=False)
            context["words"] = from_html(kind.html(thing))
        text, page = written("moderation/email/case", context)
        subject = _("Waits for a decision: %(title)s") % {"title": kind.title(thing)}
        reply_to = case.pk if by_mail else None
        return Outgoing(subject=subject, text=text, html=page, reply_to=reply_to, reply_for=Purpose.REVIEW)


def _whys(case: Case) -> list[str]:
    """Why it waits; who flagged it is read on the web."""
    reasons = case.flags.order_by("reason").values_list("reason", flat=True).distinct()
    held = [case.held_in_words] if case.held_for else []
    return [*held, *(str(Reason(reason).label) for reason in reasons)]


def _target(found: Recipient) -> Key | None:
    return key_in(found) if found.name == "review" else None


def _enter(found: Delivery) -> Outcome:
    key: Key = found.target
    if (refused := refusal_of(key, found)) is not None:
        return refused
    case = Case.objects.visible_to(found.sender).waiting().filter(pk=key.thing, decided_at=None).first()
    if case is None:
        return rejected("case_gone")
    word, _space, words = line_alone(written_in(found.message).markdown).partition(" ")
    if word in REJECT:
        return permitted(lambda: _deleted(case, found.sender, words))
    if word in APPROVE and not words:
        return permitted(lambda: _approved(case, found.sender))
    return rejected("no_decision")


def _approved(case: Case, by: Member) -> Outcome:
    operations.approve(case=case, by=by)
    return Outcome(Status.COMMAND, "approved", is_told=True)


def _deleted(case: Case, by: Member, words: str) -> Outcome:
    operations.delete(case=case, by=by, words=words)
    return Outcome(Status.COMMAND, "deleted", is_told=True)


DOOR = Door("review", target_of=_target, enter=_enter)
