"""Builds the demo community into an empty database, whole or not at all, and takes it away again."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from taggit.models import Tag

from forum import signals
from forum.models import ImportedItem, ReactionKind, Upload
from freshness.stamps import LISTS, SITE, bump
from members.models import Member

from .conversations import add_conversations
from .people import SOURCE, add_people
from .places import add_places
from .script import read_script
from .traces import add_traces


class InhabitedError(Exception):
    """There are members already, so there is nothing to build."""


class NotOursError(Exception):
    """The database holds people who are not of the demo; it is not ours to clear."""


def is_inhabited() -> bool:
    return Member.objects.exists()


@transaction.atomic
def build(*, now: datetime | None = None) -> None:
    """Build the demo as of this moment: the latest words in it are some minutes old. Raises InhabitedError.

    One transaction, so that whoever stops it half-way finds the database as it was. The job that would tell of the
    one request goes with it, and finds everything told.
    """
    if is_inhabited():
        raise InhabitedError
    now, script = now or timezone.now(), read_script()
    people = add_people(script.people, now)
    places = add_places(script, people, now)
    topics = add_conversations(script, people, places, now)
    add_traces(script, people, places, topics, now)
    bump(LISTS, SITE)
    signals.written_anew.send(build)


@transaction.atomic
def build_again(*, now: datetime | None = None) -> None:
    """Clear a demo database of all that was made in it since, and build it anew.

    Raises NotOursError, and touches nothing, where anybody joined who is not of the demo.
    """
    ours = ImportedItem.objects.filter(source=SOURCE, kind="member").values("object_id")
    if Member.objects.exclude(pk__in=ours).exists():
        raise NotOursError
    clear()
    build(now=now)


def clear() -> None:
    """Empty the forum and remove its members; the files go once this has come about.

    The tables are emptied below Django's collector, in no order: the database looks at foreign keys when the
    transaction ends, and by then nothing points to nothing.
    """
    files = [name for row in Upload.objects.values_list("file", "thumbnail") for name in row if name]
    files += Member.objects.exclude(avatar="").values_list("avatar", flat=True)
    for model in apps.get_app_config("forum").get_models(include_auto_created=True):
        if model is not ReactionKind:
            rows = model._base_manager.all()
            rows._raw_delete(rows.db)
    Tag.objects.all().delete()
    Member.objects.all().delete()
    for name in files:
        transaction.on_commit(partial(default_storage.delete, name))
