"""Looking for what is about the same as a topic or a page: a question made of its own words."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from freshness.stamps import RELATED, bump
from search import narrowing
from search.finding import KEPT, lifts_of
from search.index.analysis import fold, only_telling, words_of
from search.index.codec import Array
from search.language import Query
from search.matching import Matches, matches
from search.models import About, Fed, Kind, Related, SearchEntry, SearchEntryQuerySet, Source
from search.places import places_seen_by_all_members

WORDS_MAX = 24  # of a thing, that are looked for
WORD_MIN = 3  # letters
KEPT_MAX = 16  # others that are kept; each reader sees some of them
# A share of what a thing is worth when looked for by its own words; with less, another has a word or two by chance.
NEAR = 0.2
GROWN_OLD = timedelta(days=7)  # what is new since then may be nearer
LOOKED_FOR = {*KEPT, Kind.TOPIC}
Thing = tuple[str, int]
_NUMBERED_BY = {About.TOPIC: "topic_id", About.PAGE: "source_id"}


def due(about: About, now: datetime) -> SearchEntryQuerySet:
    """The entries of topics, or of pages, that were not looked at for others, or not lately; the newest first."""
    entries: SearchEntryQuerySet = SearchEntry.objects.filter(fed__in=(Fed.YES, Fed.MARKS))
    of_kind = {"kind": Kind.TOPIC} if about == About.TOPIC else {"source": Source.PAGE, "kind__in": KEPT}
    lately = Related.objects.filter(about=about, looked_at__gt=now - GROWN_OLD)
    return entries.filter(~Exists(lately.filter(thing_id=OuterRef(_NUMBERED_BY[about]))), **of_kind).order_by(
        "-created_at"
    )


def look(about: About, entry: SearchEntry) -> bool:
    """Look for others about the same as a topic or a page, and keep them. False where the index does not know it yet.
    Raises RebuildingError."""
    places = places_seen_by_all_members() | {entry.place}
    found = matches(Query(words=telling_words(entry)), AnonymousUser(), places)
    own = np.flatnonzero((found.table.column("entry") == entry.pk) & found.table.alive)
    if not len(own):
        return False
    others = _things(found, _nearest(found, int(found.table.slots[own[0]])))
    keep(about, getattr(entry, _NUMBERED_BY[about]), others, there_since=entry.created_at)
    return True


def telling_words(entry: SearchEntry) -> list[str]:
    """The words that say most of what an entry is about: of its title and tags, then what its text says most often."""
    named = [fold(word) for word in words_of(f"{entry.title} {' '.join(entry.tag_names)}")]
    often = [word for word, _times in Counter(fold(word) for word in words_of(entry.text)).most_common()]
    words = [word for word in dict.fromkeys([*named, *often]) if len(word) >= WORD_MIN]
    return only_telling(words)[:WORDS_MAX]


def _nearest(found: Matches, own: int) -> Array:
    """The slots of others, the nearest first. What a topic opens with says what it is about: long ones have a word of
    everything."""
    table = found.table
    scores = table.best_of_slots(found.found.documents * narrowing.of_kinds(table, LOOKED_FOR)) * lifts_of(table)
    wanted = (scores > 0) & (scores >= NEAR * scores[own])
    wanted[own] = False
    slots = np.flatnonzero(wanted)
    return slots[np.argsort(-scores[slots], kind="stable")[:KEPT_MAX]]


def _things(found: Matches, slots: Array) -> list[Thing]:
    """What stands in these slots, in their order."""
    table = found.table
    first = [int(table.documents_of(slot)[0]) for slot in slots]
    topics = [int(table.column("topic")[document]) for document in first]
    entries = [int(table.column("entry")[document]) for document in first]
    pages = SearchEntry.objects.filter(pk__in=entries, topic_id=None).values_list("pk", "source_id")
    page_of = dict(pages)
    return [
        (About.TOPIC, topic) if topic else (About.PAGE, page_of[entry])
        for topic, entry in zip(topics, entries, strict=True)
        if topic or entry in page_of
    ]


@transaction.atomic
def keep(about: About, thing_id: int, others: list[Thing], *, there_since: datetime) -> None:
    """Keep what was found. The first time, those others that were looked at before there was this one are looked at
    again: it may be near to them."""
    _row, is_new = Related.objects.update_or_create(
        about=about, thing_id=thing_id, defaults={"others": others, "looked_at": timezone.now()}
    )
    if is_new and others:
        near = Q()
        for other, other_id in others:
            near |= Q(about=other, thing_id=other_id)
        Related.objects.filter(near, looked_at__lt=there_since).update(looked_at=None)
    bump(RELATED)


def look_again(about: About, thing_id: int) -> None:
    """Called in the transaction that changes the words of a thing."""
    Related.objects.filter(about=about, thing_id=thing_id).update(looked_at=None)


def forget_gone() -> int:
    """Take out what nobody finds any more; returns how many."""
    topics = SearchEntry.objects.there().filter(kind=Kind.TOPIC, topic_id=OuterRef("thing_id"))
    pages = SearchEntry.objects.there().filter(kind__in=KEPT, source_id=OuterRef("thing_id"))
    gone = Related.objects.filter(about=About.TOPIC).exclude(Exists(topics))
    gone_pages = Related.objects.filter(about=About.PAGE).exclude(Exists(pages))
    return gone.delete()[0] + gone_pages.delete()[0]
