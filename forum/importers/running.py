"""One import from its first look at the source to its report; the same for every kind of source."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

from forum.models import Group

from .attachments import Attachments
from .found import FoundPerson, FoundTopic
from .groups import FoundGroup, Groups
from .people import People
from .planning import Plan, Planner, batches
from .progress import Progress
from .rendering import Renderer
from .reports import Report
from .topics import Topics
from .world import World
from .writing import Writer, add_tags, slug_of_title, tag_name

PROCESSES = 2  # that render, beside this one which reads and writes
ALONE_BELOW = 1_500  # posts; fewer are rendered here before other processes would have started


@dataclass(slots=True)
class Survey:
    """What a first reading of the source tells: who and what is in it, but not their words."""

    people: dict[str, FoundPerson] = field(default_factory=dict)
    groups: dict[str, FoundGroup] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)  # key: slug here
    tags: set[str] = field(default_factory=set)
    posts: int = 0
    host: str = ""

    def add_person(self, person: FoundPerson) -> None:
        """Somebody who wrote; since when is the earliest date, the name the one first seen."""
        known = self.people.get(person.key)
        if known is None or person.since < known.since:
            self.people[person.key] = person

    def add_topic(self, topic: FoundTopic) -> None:
        self.topics[topic.key] = slug_of_title(topic)
        self.tags.update(topic.tags)
        self.posts += len(topic.posts)


class Import:
    """Brings the topics of one source here. Run again after any interruption, it goes on where it stopped."""

    def __init__(self, *, source: str, survey: Survey, report: Report) -> None:
        self.source, self.survey, self.report = source, survey, report
        self.people, self.groups, self.topics = People(source), Groups(source), Topics(source)

    def run(self, found: Iterable[FoundTopic]) -> None:
        """Write what is not here yet; in a dry run, only count it."""
        started = time.monotonic()
        self._count_beforehand()
        if self.report.is_dry_run:
            for batch in batches(found):
                self._planner().plan(batch)
        else:
            self._prepare()
            self._write(found)
        self.report.seconds += time.monotonic() - started

    def _count_beforehand(self) -> None:
        self.report.count("people found", len(self.survey.people))
        self.report.count("people new", len(self.people.missing(self.survey.people.values())))
        new = [group for group in self.survey.groups.values() if not self.groups.is_here(group)]
        self.report.count("groups found", len(self.survey.groups))
        self.report.count("groups new", len(new))

    def _prepare(self) -> None:
        """What topics need before the first is written: their people, groups and ids."""
        self.report.count("people written", self.people.add(self.survey.people.values()))
        for group in self.survey.groups.values():
            self.report.count("groups written", self.groups.add(group))
        self.topics.reserve(self.survey.topics)

    def _planner(self) -> Planner:
        return Planner(
            source=self.source,
            people=self.people,
            topics=self.topics,
            report=self.report,
            is_dry_run=self.report.is_dry_run,
        )

    def _write(self, found: Iterable[FoundTopic]) -> None:
        for what in ("topics written", "posts written"):
            self.report.count(what, 0)  # nothing is a figure, too
        world, planner = self._world(), self._planner()
        writer = Writer(
            source=self.source,
            people=self.people,
            groups=self.groups,
            tags=add_tags(self.survey.tags),
            report=self.report,
            attachments=Attachments(world=world, report=self.report),
        )
        processes = PROCESSES if self.survey.posts >= ALONE_BELOW else 1
        renderer: Renderer[Plan] = Renderer(world, processes=processes)
        with renderer, Progress(total=self.survey.posts, unit="posts", label=self.source) as progress:
            plans = (planner.plan(batch) for batch in batches(found))
            for plan, made in renderer.through(plans, lambda plan: (plan.jobs(), plan.places)):
                writer.write(plan, made)
                progress.advance(plan.found_posts)

    def _world(self) -> World:
        slugs = dict(Group.objects.filter(pk__in=self.groups.known.values()).values_list("pk", "slug"))
        return World(
            people={key: known.handle for key, known in self.people.known.items()},
            topics={key: (pk, self._slug(key)) for key, pk in self.topics.ids.items() if self._slug(key)},
            groups={key: slugs[pk] for key, pk in self.groups.known.items()},
            tags=frozenset(tag_name(tag) for tag in self.survey.tags),
            host=self.survey.host,
            site_hosts=frozenset({urlsplit(settings.SITE_URL).netloc, urlsplit(settings.SITE_URL).hostname or ""}),
        )

    def _slug(self, key: str) -> str:
        return self.topics.slug_of(key) or self.survey.topics.get(key, "")
