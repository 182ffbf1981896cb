"""Looking for what is about the same as a topic or a page: a question made of its own words."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import BigIntegerField, Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from freshness.stamps import bump
from search import narrowing
from search.finding import KEPT, lifts_of
from search.index.analysis import fold, only_telling, words_of
from search.index.codec import Array
from search.language import Query
from search.matching import Matches, matches
from search.models import About, Fed, Kind, Related, SearchEntry, SearchEntryQuerySet
from search.places import places_seen_by_all_members

RELATED = "related"  # the stamp of what stands beside topics
WORDS_MAX = 24  # of a thing, that are looked for
WORD_MIN = 3  # letters
KEPT_MAX = 16  # others that are kept; each reader sees some of them
# A share of what a thing is worth when looked for by its own words; with less, another has a word or two by chance.
NEAR = 0.2
GROWN_OLD = timedelta(days=7)  # what is new since then may be nearer
LOOKED_FOR = {*KEPT, Kind.TOPIC}
Thing = tuple[str, int]


def due(now: datetime) -> SearchEntryQuerySet:
    """The entries of topics and pages that have not been looked for others, or not lately; the newest first."""
    entries: SearchEntryQuerySet = SearchEntry.objects.filter(
        kind__in=[*KEPT, Kind.TOPIC], fed__in=(Fed.YES, Fed.MARKS)
    )
    about = Case(
        When(kind=Kind.TOPIC, then=Value(About.TOPIC)), default=Value(About.PAGE), output_field=CharField(max_length=5)
    )
    thing = Case(When(kind=Kind.TOPIC, then=F("topic_id")), default=F("source_id"), output_field=BigIntegerField())
    entries = entries.annotate(about=about, thing_id=thing)
    lately = Related.objects.filter(
        about=OuterRef("about"), thing_id=OuterRef("thing_id"), looked_at__gt=now - GROWN_OLD
    )
    return entries.filter(~Exists(lately)).order_by("-created_at")


def look(entry: SearchEntry) -> bool:
    """Look for others about the same as this entry of `due`, and keep them. False where the index does not know it yet.
    Raises RebuildingError."""
    places = places_seen_by_all_members() | {entry.place}
    found = matches(Query(words=telling_words(entry)), AnonymousUser(), places)
    own = np.flatnonzero((found.table.column("entry") == entry.pk) & found.table.alive)
    if not len(own):
        return False
    keep(entry, _things(found, _nearest(found, int(found.table.slots[own[0]]))))
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
def keep(entry: SearchEntry, others: list[Thing]) -> None:
    """Keep what was found. The first time, those others that were looked at before there was this one are looked at
    again: it may be near to them."""
    _row, is_new = Related.objects.update_or_create(
        about=entry.about,
        thing_id=entry.thing_id,
        defaults={"others": others, "looked_at": timezone.now()},
    )
    if is_new and others:
        near = Q()
        for about, thing_id in others:
            near |= Q(about=about, thing_id=thing_id)
        Related.objects.filter(near, looked_at__lt=entry.created_at).update(looked_at=None)
    bump(RELATED)


def look_again(about: About, thing_id: int) -> None:
    """The words of a thing have changed."""
    Related.objects.filter(about=about, thing_id=thing_id).update(looked_at=None)


def forget_gone() -> int:
    """Take out what nobody finds any more; returns how many."""
    topics = SearchEntry.objects.there().filter(kind=Kind.TOPIC, topic_id=OuterRef("thing_id"))
    pages = SearchEntry.objects.there().filter(kind__in=KEPT, source_id=OuterRef("thing_id"))
    gone = Related.objects.filter(about=About.TOPIC).exclude(Exists(topics))
    gone_pages = Related.objects.filter(about=About.PAGE).exclude(Exists(pages))
    return gone.delete()[0] + gone_pages.delete()[0]
