"""The addresses people write to us at: made, and read whatever the systems on the way did to them."""

from __future__ import annotations

from email.utils import parseaddr
from typing import NamedTuple

from django.conf import settings

from . import keys
from .keys import Purpose

# The word before the key says to people, and to filters, what a mail is for.
_WORDS = {
    Purpose.REPLY: "reply",
    Purpose.BOUNCE: "bounce",
    Purpose.CONFIRM: "confirm",
    Purpose.STOP: "unsubscribe",
    Purpose.REVIEW: "review",
}
_PURPOSES = {word: purpose for purpose, word in _WORDS.items()}


class Recipient(NamedTuple):
    """One of our addresses: what stands before the key, in lower case, and the text of a key or ""."""

    name: str
    key: str


def address_for(purpose: Purpose, *, member_id: int, thing: int, generation: int) -> str:
    """The address with a new key: `reply+KEY@…`, or with a host of its own `replyKEY@…`, at most 47 characters before
    the "@" (RFC 5321 allows 64)."""
    key = keys.make(purpose, member_id=member_id, thing=thing, generation=generation)
    if settings.MAIL_KEY_HOST:
        return f"{_WORDS[purpose]}{key}@{settings.MAIL_KEY_HOST}"
    return f"{_WORDS[purpose]}+{key}@{settings.MAIL_DOMAIN}"


def address_of(name: str) -> str:
    """The address of something with a name: a group, or `help`."""
    return f"{name}@{settings.MAIL_DOMAIN}"


def address_of_group(slug: str, *, group_id: int, member_id: int, generation: int) -> str:
    """A member's own address of a group that strangers may not know of: its name alone is not taken from anybody."""
    key = keys.make(Purpose.START, member_id=member_id, thing=group_id, generation=generation)
    return f"{slug}+{key}@{settings.MAIL_DOMAIN}"


def recipient(address: str) -> Recipient | None:
    """What one of our addresses says; None for an address of another host."""
    local, at, host = parseaddr(address)[1].lower().rpartition("@")
    if not at or host not in {settings.MAIL_DOMAIN, settings.MAIL_KEY_HOST} - {""}:
        return None
    name, plus, key = local.partition("+")
    if not plus and len(local) > keys.LENGTH and local[: -keys.LENGTH] in _PURPOSES:
        # A host where every address is ours, or a system on the way that dropped the "+".
        return Recipient(local[: -keys.LENGTH], local[-keys.LENGTH :])
    return Recipient(name, key)


def key_in(found: Recipient) -> keys.Key | None:
    """The key of an address, where it is one of ours for what the address is named after."""
    key = keys.read(found.key)
    return key if key is not None and key.purpose == _PURPOSES.get(found.name, Purpose.START) else None
