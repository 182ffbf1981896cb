"""One mail on its path, and the doors at the end of it that higher floors open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured

from mail import headers, message
from mail.addresses import Address
from mail.headers import Fields
from mail.message import IncomingMessage
from mail.models import ReceivedMail
from mail.our_addresses import Recipient, recipient
from members.models import Member

from .outcomes import Outcome

RECIPIENTS_READ = 50  # of one mail: more of ours than anybody would write to at once


@dataclass(slots=True)
class Delivery:
    """A mail that is on its path, with what was found on the way."""

    received: ReceivedMail
    raw: bytes = field(repr=False)
    fields: Fields = field(repr=False)
    message: IncomingMessage = field(repr=False)
    recipients: list[Recipient]
    member: Member | None = None
    stranger: Address | None = None  # who wrote it, where no member did
    door: Door | None = None
    target: Any = None

    @classmethod
    def of(cls, received: ReceivedMail) -> Delivery:
        """Read a stored mail; whatever state it is in, this does not raise."""
        raw = bytes(received.raw or b"")
        fields, _body = headers.split_headers(raw)
        ours = [found for each in received.recipients[:RECIPIENTS_READ] if (found := recipient(str(each)))]
        return cls(received, raw, fields, message.read(raw), ours)

    @property
    def sender(self) -> Member:
        """The member who wrote it; asked for by doors, which open to members alone."""
        assert self.member is not None  # noqa: S101 - the path leads to doors past `who` only
        return self.member


@dataclass(frozen=True, slots=True)
class Door:
    """Where a mail can lead. `target_of` says what a recipient means here, None where it means nothing; it is asked
    before anybody knows who writes, and while the mail is still offered, so it tells nothing but that. `enter` does
    what the mail asks for."""

    name: str
    target_of: Callable[[Recipient], Any]
    enter: Callable[[Delivery], Outcome]
    # Whether a stranger on the network may learn that this address exists. Else it is taken only where it has a key.
    is_public: Callable[[Any], bool] = lambda target: True
    # Whether it is open to people who are no members, whose mail proves where it comes from.
    takes_strangers: Callable[[Any], bool] = lambda target: False
    # Whether the door asks by itself who is there, by a key that only the mailbox of the member can know.
    proves_sender: bool = False


class Way(NamedTuple):
    """A door, and what in it is meant."""

    door: Door
    target: Any


_doors: dict[str, Door] = {}


def register(door: Door) -> None:
    """Make a door known; raises ImproperlyConfigured for a name that is taken. The first registered is asked first."""
    if door.name in _doors:
        raise ImproperlyConfigured(f"Two doors for mail are called {door.name}.")
    _doors[door.name] = door


def way_to(found: Recipient) -> Way | None:
    """Where mail to this recipient leads."""
    for door in _doors.values():
        target = door.target_of(found)
        if target is not None:
            return Way(door, target)
    return None


def is_taken(address: str) -> bool:
    """Whether mail to an address is taken from anybody on the network, before its sender has proved anything."""
    found = recipient(address)
    way = way_to(found) if found is not None else None
    return way is not None and way.door.is_public(way.target)
