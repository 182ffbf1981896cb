"""The people of a source become members whom nobody has claimed yet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Lower

from forum import signals
from forum.models import ImportedItem
from members.models import HANDLE_MAX, NAME_MAX, Member

from .found import FoundPerson, pieces_of
from .plain_line import plain_line

PIECE = 500  # members in one transaction, keys in one query
_NOT_IN_HANDLES = re.compile(r"[^a-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the source as a member here."""

    id: int
    handle: str
    name: str


class People:
    """The members that the people of one source are, by the key each has there."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.known: dict[str, Known] = {}
        items = ImportedItem.objects.filter(source=source, kind="member")
        self._learn(dict(items.values_list("key", "object_id").iterator()))

    def _learn(self, ids: dict[str, int]) -> None:
        members: dict[int, tuple[str, str]] = {}
        for piece in pieces_of(sorted(set(ids.values())), PIECE):
            for pk, handle, name in Member.objects.filter(pk__in=piece).values_list("pk", "handle", "name"):
                members[pk] = (handle, name)
        self.known |= {key: Known(pk, *members[pk]) for key, pk in ids.items() if pk in members}

    def missing(self, found: Iterable[FoundPerson]) -> list[FoundPerson]:
        return [person for person in found if person.key not in self.known]

    def add(self, found: Iterable[FoundPerson]) -> int:
        """Make members of those who are not yet, each person once; returns how many were made."""
        missing = self.missing(found)
        if not missing:
            return 0
        handles = Handles()
        return sum(self._add_piece(piece, handles) for piece in pieces_of(missing, PIECE))

    @transaction.atomic
    def _add_piece(self, missing: Sequence[FoundPerson], handles: Handles) -> int:
        """Whoever already is a member by their address is that member; the others are made.

        An item and its member are written together: a crash in between would make the person twice.
        """
        addresses = [person.address for person in missing if person.address]
        here = {
            address: (pk, handle, name)
            for address, pk, handle, name in Member.objects.annotate(address=Lower("email"))
            .filter(address__in=addresses)
            .values_list("address", "pk", "handle", "name")
        }
        new = [person for person in missing if person.address not in here]
        made = Member.objects.bulk_create([_member(person, handles) for person in new])
        ids = {
            person.key: Known(member.pk, member.handle, member.name) for person, member in zip(new, made, strict=True)
        }
        ids |= {person.key: Known(*here[person.address]) for person in missing if person.address in here}
        for person in missing:
            ids |= {alias: ids[person.key] for alias in person.aliases if alias not in self.known and alias not in ids}
        # A member who left and was removed leaves an item behind that now stands for the new one.
        ImportedItem.objects.bulk_create(
            [
                ImportedItem(source=self.source, kind="member", key=key, object_id=known.id)
                for key, known in ids.items()
            ],
            update_conflicts=True,
            unique_fields=["source", "kind", "key"],
            update_fields=["object_id"],
        )
        self.known |= ids
        signals.members_imported.send(Member, members=[member.pk for member in made])
        return len(made)


class Handles:
    """Gives out handles that nobody has."""

    def __init__(self) -> None:
        self._taken = set(Member.objects.annotate(low=Lower("handle")).values_list("low", flat=True).iterator())
        self._next: dict[str, int] = {}

    def give(self, wanted: str) -> str:
        """A handle like the one wanted: in the letters a handle may have, with a number where it is taken."""
        stem = handle_of(wanted)
        handle, number = stem, self._next.get(stem, 2)
        while handle in self._taken:
            handle, number = f"{stem[: HANDLE_MAX - len(str(number))]}{number}", number + 1
        self._next[stem] = number
        self._taken.add(handle)
        return handle


def handle_of(text: str) -> str:
    """The text in the letters of a handle: lower case without accents; "member" where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    handle = _NOT_IN_HANDLES.sub("-", plain).lstrip("_.-")[:HANDLE_MAX].rstrip(".-")
    return handle or "member"


def _member(person: FoundPerson, handles: Handles) -> Member:
    handle = handles.give(person.handle)
    return Member(
        email=person.address,
        handle=handle,
        name=plain_line(person.name, limit=NAME_MAX) or handle,
        password=make_password(None),
        claimed=False,
        joined_at=person.since,
    )
