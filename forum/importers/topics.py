"""The topics of a source and the ids they have, or will have, here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from forum.models import ImportedItem, Topic

from .found import pieces_of
from .ids import reserve

PIECE = 2_000


class Topics:
    """Ids of topics by the key each has at its source.

    Ids are given before anything is written and kept (`ImportedItem`), so that a post can link to a topic that comes
    later in the file, and still does when the import was interrupted between the two.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        items = ImportedItem.objects.filter(source=source, kind="topic")
        self.ids: dict[str, int] = dict(items.values_list("key", "object_id").iterator())
        here = Topic.objects.filter(pk__in=items.values("object_id")).values_list("pk", "slug")
        self._slugs: dict[int, str] = dict(here.iterator())

    def is_here(self, key: str) -> bool:
        return self.ids.get(key) in self._slugs

    def id_of(self, key: str) -> int:
        """The id of a topic; 0 for one without, as in a dry run."""
        return self.ids.get(key, 0)

    def slug_of(self, key: str) -> str:
        """The slug of a topic that is here, "" for any other."""
        return self._slugs.get(self.ids.get(key, 0), "")

    def reserve(self, keys: Iterable[str]) -> None:
        """Give ids to the topics that have none."""
        missing = [key for key in keys if key not in self.ids]
        for piece in pieces_of(missing, PIECE):
            with transaction.atomic():
                given = dict(zip(piece, reserve(Topic, len(piece)), strict=True))
                ImportedItem.objects.bulk_create(
                    ImportedItem(source=self.source, kind="topic", key=key, object_id=pk) for key, pk in given.items()
                )
            self.ids |= given

    def keys_of(self, slugs: Mapping[int, str]) -> dict[int, str]:
        """The keys of topics that are here, given with their slugs.

        One that was never imported, but in which something imported belongs, is known by its id from now on.
        """
        keys = {pk: key for key, pk in self.ids.items()}
        found = {pk: keys.get(pk, f"topic:{pk}") for pk in slugs}
        self.ids |= {key: pk for pk, key in found.items()}
        self._slugs |= slugs
        return found
