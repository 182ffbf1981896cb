"""Keys that stand in our own mail addresses: whose, for what, and signed, without a row for each mail.

A key is 36 letters and digits, and case does not matter: systems on the way change it. It is the base32 form (RFC 4648)
of what it is for (1 byte), the member (4), the thing (5), the day it was made (2) and the first ten bytes of an HMAC of
these and of the member's generation of keys, so that one number revokes all keys of a member.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from freshness.prepared import Prepared

from .models import Reachability

LENGTH = 36  # characters
_FIRST_DAY = date(2020, 1, 1)
_SIGNED = struct.Struct(">BIBIH")  # purpose, member, the thing's highest byte and its other four, day
_GENERATION = Prepared(
    lambda member: Reachability.objects.filter(member=member).order_by().values_list("key_generation")
)
_MAC = 10  # bytes: 80 bits cannot be guessed one mail at a time


class Purpose(IntEnum):
    """What a key lets one do. A key for one thing is worth nothing for another."""

    REPLY = 1  # to a post, as a member
    BOUNCE = 2  # tells that a mail did not arrive
    CONFIRM = 3  # says that a held mail is one's own
    STOP = 4  # ends mails, without signing in
    START = 5  # a topic in a group whose address not everybody may know of
    REVIEW = 6  # decides on what waits, as who may


# How long after it was made a key opens its door; None: for ever, as a link that ends mails must.
LIFETIMES: dict[Purpose, timedelta | None] = {
    Purpose.REPLY: timedelta(days=settings.REPLY_ADDRESS_DAYS),
    Purpose.BOUNCE: timedelta(days=60),
    Purpose.CONFIRM: timedelta(days=14),
    Purpose.STOP: None,
    Purpose.START: None,
    Purpose.REVIEW: timedelta(days=14),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was read: ours, not revoked, and perhaps too old."""

    purpose: Purpose
    member_id: int
    thing: int
    made_on: date

    @property
    def is_expired(self) -> bool:
        lifetime = LIFETIMES[self.purpose]
        return lifetime is not None and timezone.now().date() > self.made_on + lifetime


def make(purpose: Purpose, *, member_id: int, thing: int, generation: int) -> str:
    """A key in lower case. `generation` is the member's, from `generation_of`; `thing` is below 2 ** 40."""
    days = (timezone.now().date() - _FIRST_DAY).days
    signed = _SIGNED.pack(purpose, member_id, thing >> 32, thing & 0xFFFFFFFF, days)
    return base64.b32encode(signed + _mac(signed, generation, settings.SECRET_KEY)).decode().rstrip("=").lower()


def read(text: str) -> Key | None:
    """The key a text is; None for one that is not ours or was revoked. Asks the database for the member's generation
    only where the rest may be right."""
    try:
        raw = base64.b32decode(text.upper() + "=" * (-len(text) % 8)) if len(text) == LENGTH else b""
        purpose, member_id, high, low, days = _SIGNED.unpack(raw[: _SIGNED.size])
        key = Key(Purpose(purpose), member_id, (high << 32) + low, _FIRST_DAY + timedelta(days=days))
    except (binascii.Error, struct.error, ValueError):
        return None
    generation = generation_of(member_id)
    secrets = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    signed, mac = raw[: _SIGNED.size], raw[_SIGNED.size :]
    return key if any(hmac.compare_digest(mac, _mac(signed, generation, secret)) for secret in secrets) else None


def generation_of(member_id: int) -> int:
    """Which generation of keys of a member is valid now."""
    rows = _GENERATION(member_id)
    return int(rows[0][0]) if rows else 0


def revoke_all(member_id: int) -> None:
    """Make every key that a member was ever given worthless."""
    state, _made = Reachability.objects.select_for_update().get_or_create(member_id=member_id)
    state.key_generation += 1
    state.save(update_fields=["key_generation"])


def _mac(signed: bytes, generation: int, secret: str) -> bytes:
    message = signed + struct.pack(">I", generation)
    return salted_hmac("mail.keys", message, secret=secret, algorithm="sha256").digest()[:_MAC]
