"""Sending what is due: rights, wishes and what was read meanwhile are asked now, and the mail is written of what is.

Letters are claimed in one statement, so that two workers never send the same; a claim whose worker was killed is taken
again. That a mail was sent is written down as soon as the server has it: killed between the two, it goes out a second
time with the Message-ID it had, which mailboxes know.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from freshness.prepared import PreparedGet
from mail import reachability
from mail.leaving.envelopes import Outgoing, message_for
from mail.leaving.transport import Result, Transport
from mail.models import Reachability
from members import letters as members_letters
from members.middleware import zone_named
from members.models import Member
from members.policy import may_sign_in
from notifications import kinds
from notifications.models import Letter, MailSettings, Notification, Rhythm, State

from . import writing
from .choosing import choices_of, held_until, next_morning, rhythm_of

logger = logging.getLogger(__name__)

AT_ONCE = 200  # letters of one claim: a second or two of work
CLAIM = timedelta(minutes=10)  # longer than a claim takes with a slow server
# Seconds for one claim: far less than CLAIM, so that nobody takes again what a slow server is still being given, and
# little enough that what is asked once for all of it (wishes, addresses) is not old. The rest is left to the next.
BATCH_SECONDS = 30.0
FIRST_WAIT, TRIES_MAX = timedelta(minutes=1), 12  # doubled each time: three days in all
FAILURES_MAX = 3  # of the server, one after the other; then the rest of the batch waits without trying
BUNDLE_MAX = 20  # letters in one mail; the rest follows in the next
_READY = (State.WAITING, State.DIGEST)
_NOTIFICATION = PreparedGet(Notification)


Waiting = list[tuple[Letter, Notification]]


class Bundle(NamedTuple):
    """The letters that one member gets as one mail."""

    member_id: int
    kind: str
    letters: Sequence[Letter]
    is_digest: bool


def send_due(transport: Transport, *, moment: datetime | None = None) -> int:
    """Send what is due, at most AT_ONCE letters; how many were dealt with."""
    claimed = claim(moment or timezone.now())
    bundles = bundled(claimed)
    batch = Batch({bundle.member_id for bundle in bundles})
    until = time.monotonic() + BATCH_SECONDS
    for done, bundle in enumerate(bundles):
        if transport.failures >= FAILURES_MAX:
            _try_later(bundle, bundle.letters)
        elif time.monotonic() > until:
            _leave(bundles[done:])
            break
        else:
            _dealt_with(bundle, batch, transport)
    return len(claimed)


def _dealt_with(bundle: Bundle, batch: Batch, transport: Transport) -> None:
    """A mistake of ours in one mail must not keep all that are due after it from leaving."""
    try:
        batch.deal_with(bundle, transport)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("Letters %s could not be written.", [letter.pk for letter in bundle.letters])
        _try_later(bundle, bundle.letters, reason="our_fault")


def claim(now: datetime) -> list[Letter]:
    """Take the letters that are due longest; those of a worker that was killed as well."""
    Letter.objects.filter(state=State.SENDING, claimed_at__lt=now - CLAIM).update(state=State.WAITING, claim="")
    due = Letter.objects.filter(state__in=_READY, due_at__lte=now).order_by("due_at", "pk").values("pk")[:AT_ONCE]
    mark = secrets.token_hex(16)
    wanted = [row["pk"] for row in due]
    taken = Letter.objects.filter(pk__in=wanted, state__in=_READY)
    # What waits for a digest stays known as such by its reason until it is dealt with.
    with transaction.atomic():
        taken.filter(state=State.DIGEST).update(reason="digest")
        taken.update(state=State.SENDING, claim=mark, claimed_at=now)
    return list(Letter.objects.filter(claim=mark).order_by("member", "pk")) if wanted else []


def bundled(claimed: Sequence[Letter]) -> list[Bundle]:
    """Digests by member; what has a thread by member, thread and writer; all else for itself."""
    groups: dict[tuple[object, ...], list[Letter]] = defaultdict(list)
    for letter in claimed:
        if letter.reason == "digest":
            groups[letter.member_id, "digest"].append(letter)
        elif letter.thread and (writer := _writer_of(letter.kind)) is not None:
            groups[letter.member_id, letter.thread, writer].append(letter)
        else:
            groups[letter.member_id, letter.pk].append(letter)
    found = []
    for letters in groups.values():
        is_digest = letters[0].reason == "digest"
        size = len(letters) if is_digest else BUNDLE_MAX
        for start in range(0, len(letters), size):
            part = letters[start : start + size]
            found.append(Bundle(part[0].member_id, part[0].kind, part, is_digest))
    return found


def _writer_of(code: str) -> object:
    try:
        by_mail = kinds.kind_of(code).by_mail
    except LookupError:
        return None
    return by_mail.writer if by_mail is not None else None


class Batch:
    """What one batch asks once for all its members, and the writers that remember while it lasts."""

    def __init__(self, members: set[int]) -> None:
        verified = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=True)
        self.members = Member.objects.annotate(is_reached=Exists(verified)).in_bulk(members)
        self.general = MailSettings.objects.in_bulk(members)
        self.choices = choices_of(members)
        stopped = Reachability.objects.filter(member__in=members, stopped_at__isnull=False)
        self.stopped = set(stopped.values_list("member", flat=True))
        self.sent = self._sent_today(timezone.now())
        self.writers: dict[str, kinds.Writer] = {}

    def _sent_today(self, now: datetime) -> Counter[int]:
        """How many mails each had on their own day so far; those that leave meanwhile are counted, too."""
        begun = {pk: _midnight(now, zone_named(member.time_zone)) for pk, member in self.members.items()}
        sent = Letter.objects.filter(member__in=begun, state=State.SENT, sent_at__gte=min(begun.values(), default=now))
        rows = sent.order_by().values_list("member", "sent_at").distinct()  # one moment is one mail
        return Counter(member for member, sent_at in rows if sent_at is not None and sent_at >= begun[member])

    def deal_with(self, bundle: Bundle, transport: Transport) -> None:
        """Send one bundle, put it off, or say why it is not sent."""
        member = self.members.get(bundle.member_id)
        refusal = self._refusal(member)
        if refusal:
            _end(bundle.letters, State.SKIPPED, refusal)
            return
        assert member is not None  # noqa: S101 - else there is a refusal
        general = self.general.get(member.pk) or MailSettings()
        if self._is_put_off(bundle, member, general):
            return
        with members_letters.speaking(member.language), timezone.override(zone_named(member.time_zone)):
            self._write_and_send(bundle, member, transport)

    def _refusal(self, member: Member | None) -> str:
        if member is None or not (member.claimed and may_sign_in(member)):
            return "not_a_member"
        if not getattr(member, "is_reached", False):
            return "no_address"
        return "stopped" if member.pk in self.stopped else ""

    def _is_put_off(self, bundle: Bundle, member: Member, general: MailSettings) -> bool:
        now, zone = timezone.now(), zone_named(member.time_zone)
        held = held_until(general, now, zone)
        if held is not None:
            _put_off(bundle, held, "paused")
            return True
        if not bundle.is_digest and self.sent[member.pk] >= general.most_a_day:
            morning = next_morning(now, Rhythm.DAILY, zone)
            _again(bundle.letters, State.DIGEST, morning, "over_limit")
            return True
        return False

    def _write_and_send(self, bundle: Bundle, member: Member, transport: Transport) -> None:
        waiting = self._wanted(_still_told(bundle))
        if not waiting:
            return
        outgoing = self._written(bundle, member, waiting)
        if outgoing is None:
            _end([letter for letter, _row in waiting], State.SKIPPED, "no_sight")
            return
        letters = [letter for letter, _row in waiting]
        result = transport.send(message_for(outgoing, member, letter_id=letters[0].pk))
        if result is Result.SENT:
            self.sent[member.pk] += 1
            _end(letters, State.SENT, "with_others" if bundle.is_digest else "", sent_at=timezone.now())
        elif result is Result.REFUSED:
            _end(letters, State.FAILED, "refused")
            reachability.note_bounce(member.pk, is_permanent=True)
        else:
            _try_later(bundle, letters)

    def _wanted(self, waiting: Waiting) -> Waiting:
        """Of these, what the member has not chosen never to get since it was decided; the others end here."""
        unwanted = [letter for letter, _row in waiting if self._rhythm_of(letter) == Rhythm.NEVER]
        _end(unwanted, State.SKIPPED, "not_wanted")
        return [each for each in waiting if each[0] not in unwanted]

    def _rhythm_of(self, letter: Letter) -> str:
        by_mail = kinds.kind_of(letter.kind).by_mail
        return rhythm_of(
            kind=letter.kind,
            default=by_mail.rhythm if by_mail is not None else Rhythm.NEVER,
            is_notice=by_mail is not None and by_mail.is_notice,
            place=letter.place,
            choices=self.choices[letter.member_id],
            general=self.general.get(letter.member_id) or MailSettings(),
        )

    def _written(self, bundle: Bundle, member: Member, waiting: Waiting) -> Outgoing | None:
        if bundle.is_digest:
            return writing.digest(member, waiting)
        if bundle.kind not in self.writers:
            self.writers[bundle.kind] = writing.writer_of(bundle.kind)
        return self.writers[bundle.kind].write(member, [row for _letter, row in waiting])


def _midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """When the day began, there."""
    return datetime.combine(now.astimezone(zone).date(), datetime.min.time(), tzinfo=zone)


def _still_told(bundle: Bundle) -> Waiting:
    """The letters whose notification is there and unread; the others end here."""
    numbers = [letter.notification_id for letter in bundle.letters if letter.notification_id]
    # Most mails are of one; for that one the ORM would take longer to write the query than all else takes.
    one = _NOTIFICATION(numbers[0]) if len(numbers) == 1 else None
    rows = {one.pk: one} if one is not None else Notification.objects.in_bulk(numbers)
    told, read, gone = [], [], []
    for letter in bundle.letters:
        row = rows.get(letter.notification_id or 0)
        if row is None:
            gone.append(letter)
        elif row.read_at is not None:
            read.append(letter)
        else:
            told.append((letter, row))
    _end(gone, State.SKIPPED, "gone")
    _end(read, State.SKIPPED, "read")
    return told


def _end(letters: Sequence[Letter], state: State, reason: str, sent_at: datetime | None = None) -> None:
    if letters:
        rows = Letter.objects.filter(pk__in=[letter.pk for letter in letters])
        rows.update(state=state, reason=reason, claim="", sent_at=sent_at)


def _again(letters: Sequence[Letter], state: State, due_at: datetime, reason: str) -> None:
    rows = Letter.objects.filter(pk__in=[letter.pk for letter in letters])
    rows.update(state=state, reason=reason, claim="", due_at=due_at)


def _put_off(bundle: Bundle, until: datetime, reason: str) -> None:
    _again(bundle.letters, _state_before(bundle), until, reason)


def _leave(bundles: Sequence[Bundle]) -> None:
    """Put back what there was no time for, as it was."""
    for state in _READY:
        left = [each.pk for bundle in bundles if _state_before(bundle) == state for each in bundle.letters]
        Letter.objects.filter(pk__in=left).update(state=state, claim="")


def _state_before(bundle: Bundle) -> State:
    return State.DIGEST if bundle.is_digest else State.WAITING


def _try_later(bundle: Bundle, letters: Sequence[Letter], reason: str = "") -> None:
    tries = max(letter.tries for letter in letters) + 1
    if tries > TRIES_MAX:
        _end(letters, State.FAILED, reason or "unreachable")
        return
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(tries=tries)
    _again(letters, _state_before(bundle), timezone.now() + FIRST_WAIT * 2 ** (tries - 1), reason)
