"""Address fields (RFC 5322, section 3.4), read as people's mail programs show them.

What stands in the last angle brackets is the address and nothing before it: the standard library takes
`boss@bank.example <thief@example.org>` without quotes for the boss.
"""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import NamedTuple

from .headers import words

# More recipients than any list of ours would name one by one.
ADDRESSES_LIMIT = 500
# A mailbox with its comments; the parser of the standard library recurses into those.
MAILBOX_LIMIT = 500

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|\((?:[^()\\]|\\.)*+\)?|<[^<>]*+>?|,|;|[^",;(<]++')
_ANGLED = re.compile(r"\A(.*)<([^<>]*)>[^<>]*\Z", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)")


class Address(NamedTuple):
    """A mailbox: the display name, decoded, and the addr-spec with its domain in lower case."""

    name: str
    address: str


def addresses(value: str) -> tuple[Address, ...]:
    """The mailboxes of an address field; what is no address is left out."""
    found: list[Address] = []
    loose: list[str] = []
    for mailbox in _mailboxes(value)[:ADDRESSES_LIMIT]:
        name, address = _divided(mailbox[:MAILBOX_LIMIT])
        local, at, domain = "".join(address.split()).rpartition("@")
        if not at or not local or not domain:
            # "Smith, Ann <ann@…>" without quotes falls apart at its comma.
            loose.append(mailbox.strip())
            continue
        name = ", ".join([*loose, name]) if name else name
        found.append(Address(_unquoted(words(name)), words(f"{local}@{domain.lower()}")))
        loose = []
    return tuple(found)


def _mailboxes(value: str) -> list[str]:
    """Divide at commas outside quotes, comments and brackets; a group's name and end divide as well."""
    mailboxes, current = [], ""
    for piece in _TOKEN.findall(value):
        if piece in ",;":
            mailboxes.append(current)
            current = ""
        else:
            current += piece
    mailboxes.append(current)
    return [mailbox for mailbox in mailboxes if mailbox.strip()]


def _divided(mailbox: str) -> tuple[str, str]:
    if angled := _ANGLED.match(mailbox):
        return _ESCAPED.sub(r"\1", angled.group(1)), angled.group(2).strip()
    try:
        return parseaddr(mailbox.rpartition(":")[2])
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return "", ""


def _unquoted(name: str) -> str:
    name = name.strip()
    return name[1:-1].strip() if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'" else name
