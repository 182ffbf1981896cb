"""Who wrote a mail, where a list put itself in the From so that DMARC would let the mail through.

For archives only: what is recovered here was written by whoever sent the mail and proves nothing. Mail that is to
be posted goes by what was authenticated.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from .addresses import Address
from .message import IncomingMessage

# "'Ann Smith' via some-list", "Ann Smith via some-list <…>": what Mailman 3, Google Groups and others write.
_VIA = re.compile(r"\A(.{1,200}?)\s+via\s+\S.{0,200}\Z", re.IGNORECASE)
_QUOTES = "\"'“”‘’„«»"
_NOT_NAME = re.compile(r"[^\w\s]|_")
_REMARK = re.compile(r"\([^()]*+\)|\[[^\[\]]*+\]")


class Person(NamedTuple):
    """The writer of a mail.

    `address` is None where the list hid it; `name` is empty as well where the list wrote its own name over the
    person's (Mailman's anonymous lists). Nobody is guessed then.
    """

    name: str
    address: str | None
    via_list: bool

    @property
    def key(self) -> str:
        """Equal for mails of one person: by address where it is known, else by name; empty for nobody."""
        return self.address.lower() if self.address else name_key(self.name)


def person(message: IncomingMessage) -> Person:
    """The person who wrote the message, as far as its headers still say."""
    name = message.from_name
    via = _VIA.match(name)
    if not is_list_address(message.from_address, list_id=message.list_id, list_post=message.list_post):
        if via and message.original_from is None and not _is_named_in(message, via.group(1)):
            # A service that writes for people ("Ann via Tracker"): its address is not hers.
            return Person(_unquoted(via.group(1)), None, via_list=True)
        if not via:
            return Person(
                _unquoted(name) or message.from_address.partition("@")[0], message.from_address or None, False
            )
    shown = _unquoted(via.group(1)) if via else ""
    found = _original(message, shown)
    if found is None:
        return Person(_name_only(shown), _address_in(shown), via_list=True)
    return Person(_name_only(found.name) or _name_only(shown) or found.address.partition("@")[0], found.address, True)


def is_list_address(address: str, *, list_id: str | None, list_post: str | None) -> bool:
    """True where the address is the one people write to, by List-Post or by the way List-Id is made from it."""
    address = address.lower()
    local, _, domain = address.partition("@")
    if not domain:
        return False
    if address == list_post or f"{local}.{domain}" == list_id:
        return True
    # A list that moved between the hosts of its house is still the list.
    list_local, _, list_domain = (list_id or "").partition(".")
    return local == list_local and (domain.endswith(f".{list_domain}") or list_domain.endswith(f".{domain}"))


def name_key(name: str) -> str:
    """One key for the spellings of a name: case, accents, punctuation, remarks and "Surname, Name" are alike."""
    name = _unquoted(_REMARK.sub(" ", name))
    surname, comma, first = name.partition(",")
    if comma and first.strip() and "," not in first:
        name = f"{first} {surname}"
    plain = "".join(
        character for character in unicodedata.normalize("NFKD", name) if not unicodedata.combining(character)
    )
    words = _NOT_NAME.sub(" ", plain.casefold()).split()
    # "Maria J. G. Stone" is Maria Stone, but one who goes by initials alone keeps them.
    long = [word for word in words if len(word) > 1 or not word.isalpha()]
    return " ".join(long if len(long) > 1 else words)


def _original(message: IncomingMessage, shown: str) -> Address | None:
    """The address the list took away: in a field kept for it, in Reply-To, or in Cc beside the same name."""
    if message.original_from and not _is_list(message, message.original_from):
        return message.original_from
    others = [address for address in message.reply_to if not _is_list(message, address)]
    same = [address for address in (*others, *message.cc) if shown and name_key(address.name) == name_key(shown)]
    if same:
        return same[0]
    # A single address to answer to, without a name, in a mail whose From was rewritten, is the writer's.
    return others[0] if len(others) == 1 and not others[0].name and shown else None


def _is_named_in(message: IncomingMessage, shown: str) -> bool:
    return any(name_key(address.name) == name_key(shown) for address in (*message.reply_to, *message.cc))


def _is_list(message: IncomingMessage, address: Address) -> bool:
    return is_list_address(address.address, list_id=message.list_id, list_post=message.list_post)


def _unquoted(name: str) -> str:
    return name.strip().strip(_QUOTES).strip()


def _name_only(name: str) -> str:
    """The name; where the person's program knew no name and wrote the address, what stands before its "@"."""
    name = _unquoted(name)
    via = _VIA.match(name)
    name = _unquoted(via.group(1)) if via else name
    return name.partition("@")[0] if "@" in name and " " not in name else name


def _address_in(shown: str) -> str | None:
    local, at, domain = shown.partition("@")
    return shown if at and local and "." in domain and " " not in shown else None
