"""The categories of a source become groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forum import signals
from forum.models import Audience, Group, ImportedItem, Joining
from forum.models.groups import NAME_MAX

from .plain_line import plain_line

SLUG_MAX = 60


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A category at its source. Whether its name is a name, or a number that only that source understands."""

    key: str
    name: str
    since: datetime
    has_name: bool = True
    slug: str = ""
    audience: str = Audience.PUBLIC


class Groups:
    """The groups that the categories of one source are, by the key each has there."""

    def __init__(self, source: str) -> None:
        self.source = source
        items = dict(ImportedItem.objects.filter(source=source, kind="group").values_list("key", "object_id"))
        here = set(Group.objects.filter(pk__in=items.values()).values_list("pk", flat=True))
        self.known = {key: pk for key, pk in items.items() if pk in here}

    def is_here(self, found: FoundGroup) -> bool:
        return found.key in self.known or self._same(found) is not None

    def _same(self, found: FoundGroup) -> Group | None:
        """A group of that name that is here already, and read by no more people than the category was; a bare number
        means another category at every source."""
        if not found.has_name:
            return None
        fitting = Group.objects.filter(audience__in=no_wider_than(found.audience))
        slug = found.slug or slug_of(found.name)
        return fitting.filter(slug=slug).first() or fitting.filter(name__iexact=found.name).first()

    @transaction.atomic
    def add(self, found: FoundGroup) -> bool:
        """Make sure the category has its group; returns whether one was made."""
        if found.key in self.known:
            return False
        group = self._same(found)
        is_new = group is None
        if group is None:
            group = Group.objects.create(
                name=_free("name", plain_line(found.name, limit=NAME_MAX - 4) or _("Imported")),
                slug=_free("slug", found.slug or slug_of(found.name)),
                purpose=_("Conversations brought here from an earlier place."),
                audience=found.audience,
                joining=Joining.OPEN if found.audience == Audience.PUBLIC else Joining.INVITATION,
                created_at=found.since,
                bumped_at=found.since,
            )
            signals.group_changed.send(Group, group=group)
        ImportedItem.objects.update_or_create(
            source=self.source, kind="group", key=found.key, defaults={"object_id": group.pk}
        )
        self.known[found.key] = group.pk
        return is_new


def no_wider_than(audience: str) -> list[str]:
    """The audiences that hold nobody who is not in this one."""
    widest_first = list(Audience)
    return [str(each) for each in widest_first[widest_first.index(Audience(audience)) :]]


def slug_of(name: str) -> str:
    return slugify(name)[: SLUG_MAX - 4].strip("-_") or "group"


def _free(field: str, wanted: str) -> str:
    """The name or slug wanted, with a number where another group has it."""
    text, number = wanted, 2
    while Group.objects.filter(**{f"{field}__iexact": text}).exists():
        text, number = f"{wanted}-{number}" if field == "slug" else f"{wanted} ({number})", number + 1
    return text
