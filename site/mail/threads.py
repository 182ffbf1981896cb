"""Conversations out of loose mails: who answered what, after Jamie Zawinski's algorithm.

Parents come from References and In-Reply-To. Mails that answer one missing mail belong together; a mail whose parent
is not there at all, and whose subject says it is an answer, joins the conversation of that subject if it was alive
shortly before. Unlike the original, no link once made is taken back, which makes loops cheap to refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from .subjects import base_subject, is_reply

SUBJECT_WINDOW = timedelta(days=30)
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What threading needs of one mail; small, as a whole archive of them is held."""

    message_id: str
    references: tuple[str, ...]
    in_reply_to: str | None
    subject: str
    date: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail belongs: the first mail of its conversation, and the mail it answers, both of those present.

    `parent` is None for the root, and for an answer of which only the conversation is known.
    """

    root: str
    parent: str | None


def thread(envelopes: Iterable[Envelope], *, window: timedelta | None = SUBJECT_WINDOW) -> dict[str, Place]:
    """The place of each mail, by message id. `window` None joins by References and In-Reply-To alone.

    The result depends on the mails, not on their order; of several mails with one id the earliest counts.
    """
    ordered = sorted(envelopes, key=lambda envelope: (envelope.date or _LAST, envelope.message_id, envelope.subject))
    mails: dict[str, Envelope] = {}
    for envelope in ordered:
        mails.setdefault(envelope.message_id, envelope)
    forest = _Forest()
    _link_claimed(mails, forest)
    _link_told(mails, forest)
    places = _places(mails, forest)
    return places if window is None else _joined_by_subject(mails, places, window)


class _Forest:
    """Parents by id, of mails present or only heard of. A link that would close a loop is refused."""

    def __init__(self) -> None:
        self.parents: dict[str, str] = {}
        self._tops: dict[str, str] = {}

    def top(self, key: str) -> str:
        """The end of the chain of parents, with the way there shortened for the next time."""
        way = []
        while (above := self._tops.get(key)) is not None:
            way.append(key)
            key = above
        for passed in way:
            self._tops[passed] = key
        return key

    def link(self, child: str, parent: str) -> None:
        if child in self.parents or self.top(parent) == child:
            return
        self.parents[child] = parent
        self._tops[child] = parent


def _link_claimed(mails: Mapping[str, Envelope], forest: _Forest) -> None:
    """Each mail's own word on its parent comes first."""
    for mail in mails.values():
        chain = _chain(mail, mails)
        if chain:
            forest.link(mail.message_id, chain[-1])


def _link_told(mails: Mapping[str, Envelope], forest: _Forest) -> None:
    """What answers tell of mails that are missing, or that have lost their own References."""
    for mail in mails.values():
        chain = _chain(mail, mails)
        for parent, child in pairwise(chain):
            forest.link(child, parent)


def _chain(mail: Envelope, mails: Mapping[str, Envelope]) -> list[str]:
    """The ancestors as the mail names them, oldest first, parent last, itself never."""
    chain = [reference for reference in mail.references if reference != mail.message_id]
    parent = mail.in_reply_to
    if not parent or parent == mail.message_id or parent in chain:
        return chain
    # Programs that cut References short still know the parent; where both are strangers, References is the chain.
    return [*chain, parent] if not chain or parent in mails else chain


def _places(mails: Mapping[str, Envelope], forest: _Forest) -> dict[str, Place]:
    places: dict[str, Place] = {}
    roots: dict[str, str] = {}
    present_above: dict[str, str | None] = {}
    for key in mails:
        # In order of date, so that the earliest mail under a missing one becomes the root.
        top = forest.top(key)
        root = top if top in mails else roots.setdefault(top, key)
        parent = _present_parent(key, mails, forest, present_above)
        places[key] = Place(root, parent if key != root else None)
    return places


def _present_parent(
    key: str, mails: Mapping[str, Envelope], forest: _Forest, known: dict[str, str | None]
) -> str | None:
    """The nearest ancestor that is there; missing ones on the way remember it."""
    way = []
    above = forest.parents.get(key)
    while above is not None and above not in mails:
        if above in known:
            above = known[above]
            break
        way.append(above)
        above = forest.parents.get(above)
    known.update(dict.fromkeys(way, above))
    return above


def _joined_by_subject(mails: Mapping[str, Envelope], places: dict[str, Place], window: timedelta) -> dict[str, Place]:
    """Answers whose parents nobody knows follow the latest conversation with their subject."""
    moved: dict[str, str] = {}
    alive: dict[str, tuple[str, datetime]] = {}
    for key, mail in mails.items():
        if mail.date is None:
            continue
        root = _followed(moved, places[key].root)
        base = base_subject(mail.subject)
        if key == root and base and is_reply(mail.subject):
            found, last = alive.get(base, (key, mail.date))
            # A clock that ran late may show the answer before what it answers.
            if found != key and mail.date - last <= window:
                root = moved[key] = found
        if subject := base_subject(mails[root].subject):
            alive[subject] = (root, mail.date)
    return {key: Place(_followed(moved, place.root), moved.get(key, place.parent)) for key, place in places.items()}


def _followed(moved: Mapping[str, str], root: str) -> str:
    while (next_root := moved.get(root)) is not None:
        root = next_root
    return root
