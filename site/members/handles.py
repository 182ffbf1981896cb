"""Handles: the short names of @mentions, proposed from a person's name."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from anyascii import anyascii

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Member

PROPOSED_MAX = 30  # leaves room for a number behind it, and nobody types a longer one
FALLBACK = "member"

# Words that would read as somebody speaking for the site or to everybody; "me" is an address.
RESERVED = frozenset({
    "admin", "administrator", "all", "channel", "everybody", "everyone", "group", "here", "me", "moderator",
    "moderators", "nobody", "root", "settings", "staff", "support", "system", "team",
})  # fmt: skip


def propose(name: str) -> str:
    """A well-formed handle from a name in any script ("Amina Yusuf" gives "amina-yusuf")."""
    plain = re.sub(r"[^a-z0-9_]+", "-", anyascii(name).replace("'", "").lower()).strip("-_")
    if len(plain) > PROPOSED_MAX:
        plain = plain[:PROPOSED_MAX].rpartition("-")[0] or plain[:PROPOSED_MAX]
    return plain.strip("-_") or FALLBACK


def free_handle(name: str, *, among: QuerySet[Member]) -> str:
    """The proposed handle, or else the same with the first free number behind it. One query."""
    wanted = propose(name)
    taken = set(among.filter(handle__istartswith=wanted).values_list("handle", flat=True)) | RESERVED
    if wanted not in taken:
        return wanted
    return next(numbered for number in itertools.count(2) if (numbered := f"{wanted}{number}") not in taken)
