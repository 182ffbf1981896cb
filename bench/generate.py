"""The generated data set: a community of a chosen size in an empty database, the same for the same seed.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 python -m bench.generate [--posts 200000] [--seed 1]

The whole is 20 groups, 5,000 members, 10,000 topics and 200,000 posts of 320 to 1,500 characters, one topic of
5,000 posts among them; a smaller number of posts makes the rest smaller in proportion. Written in bulk, beside the
operations, with everything the operations would have counted.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "site")) if path not in sys.path]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

import django  # noqa: E402 - the path is set above

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from taggit.models import Tag  # noqa: E402

from bench.words import Text, Writer  # noqa: E402
from forum.importers.ids import reserve  # noqa: E402
from forum.models import (  # noqa: E402
    Audience,
    Follow,
    Group,
    GroupRole,
    Kind,
    Membership,
    Participation,
    Post,
    Reaction,
    ReadState,
    Role,
    TaggedTopic,
    Topic,
    TopicFollow,
)
from forum.models.posts import path_under  # noqa: E402
from forum.models.topics import FACES_MAX, slug_for  # noqa: E402
from freshness.stamps import LISTS, SITE, bump  # noqa: E402
from members.models import Member  # noqa: E402

ROWS = 2_000  # of one INSERT
BATCH = 250  # topics written and forgotten together: memory stays bounded
DAYS = 3 * 365  # how far back the community goes
GROUPS, TAGS = 20, 40
ANSWERS_A_POST = 0.4  # the share of replies that answer a post, not the topic
LIKED = 0.1


@dataclass(frozen=True)
class Size:
    """How large a community of so many posts is."""

    posts: int

    @property
    def topics(self) -> int:
        return max(2, self.posts // 20)

    @property
    def members(self) -> int:
        return max(40, self.posts // 40)

    @property
    def longest(self) -> int:
        return max(2, self.posts // 40)

    def lengths(self, chance: random.Random) -> list[int]:
        """The posts of each topic: the longest first, the others uneven, as in any forum, and `posts` in all."""
        left, topics = self.posts - self.longest, self.topics - 1
        shares = [chance.lognormvariate(0, 1) for _ in range(topics)]
        scale = (left - topics) / sum(shares)
        lengths = [1 + int(share * scale) for share in shares]
        for index in range(left - sum(lengths)):
            lengths[index % topics] += 1
        return [self.longest, *lengths]


def faces_of(authors: list[int]) -> list[int]:
    """Who is shown beside a topic: who opened it, then those who wrote last, the very last at the end."""
    latest = {author: number for number, author in enumerate(authors)}
    others = [author for author in sorted(latest, key=latest.__getitem__) if author != authors[0]]
    return [authors[0], *others[-(FACES_MAX - 1) :]]


@dataclass
class Batch:
    """Rows that are written together."""

    topics: list[Topic] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
    states: list[ReadState] = field(default_factory=list)
    follows: list[TopicFollow] = field(default_factory=list)
    tagged: list[TaggedTopic] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)

    def write(self) -> None:
        solutions = {topic.pk: topic.solution_id for topic in self.topics if topic.solution_id}
        for topic in self.topics:
            topic.solution_id = None  # the row it names comes later
        with transaction.atomic():
            for rows in vars(self).values():
                if rows:
                    type(rows[0]).objects.bulk_create(rows, batch_size=ROWS)
            for topic in self.topics:
                topic.solution_id = solutions.get(topic.pk)
            solved = [topic for topic in self.topics if topic.solution_id]
            Topic.objects.bulk_update(solved, ["solution"], batch_size=ROWS)


class Community:
    """Invents a community and writes it."""

    def __init__(self, size: Size, seed: int, end: datetime, *, paragraphs: int | None = None) -> None:
        self.size, self.end = size, end
        self.chance = random.Random(seed)
        self.writer = Writer(self.chance, **({"paragraphs": paragraphs} if paragraphs else {}))

    def write(self) -> None:
        self.members = self._write_members()
        self.groups = self._write_groups()
        self._write_memberships()
        self.tags = [
            Tag.objects.get_or_create(name=f"tag {n}", defaults={"slug": f"tag-{n}"})[0].pk for n in range(TAGS)
        ]
        lengths = self.size.lengths(self.chance)
        topic_ids = iter(reserve(Topic, len(lengths)))
        post_ids = iter(reserve(Post, sum(lengths)))
        for start in range(0, len(lengths), BATCH):
            batch = Batch()
            for length in lengths[start : start + BATCH]:
                self._topic(batch, next(topic_ids), length, post_ids)
            batch.write()
        self._count_groups()
        bump(SITE, LISTS)

    def _write_members(self) -> list[int]:
        password = make_password(None)
        rows = [
            Member(
                handle=f"member{number}",
                name=self.writer.name(),
                email=f"member{number}@example.org",
                password=password,
                place=self.chance.choice(("Kisumu, Kenya", "Lyon, France", "Cebu, Philippines", "Recife, Brazil", "")),
                joined_at=self.end - timedelta(days=DAYS),
                new_since=self.end - timedelta(days=30),
            )
            for number in range(self.size.members)
        ]
        return [member.pk for member in Member.objects.bulk_create(rows, batch_size=500)]

    def _write_groups(self) -> list[Group]:
        """Most are public; two are for members, the last is private."""
        audiences = [Audience.PUBLIC] * (GROUPS - 3) + [Audience.MEMBERS] * 2 + [Audience.PRIVATE]
        began = self.end - timedelta(days=DAYS)
        rows = [
            Group(
                name=f"Generated group {number}",
                slug=f"generated-{number}",
                purpose=self.writer.title()[:120],
                audience=audience,
                created_at=began,
                bumped_at=began,
            )
            for number, audience in enumerate(audiences)
        ]
        return Group.objects.bulk_create(rows)

    def _write_memberships(self) -> None:
        """Everybody is in two to six groups; five of each group have a role in it."""
        self.people: dict[int, list[int]] = {group.pk: [] for group in self.groups}
        for member in self.members:
            for group in self.chance.sample(self.groups, self.chance.randint(2, 6)):
                self.people[group.pk].append(member)
        rows = [Membership(group_id=group, member_id=who) for group, all_in in self.people.items() for who in all_in]
        Membership.objects.bulk_create(rows, batch_size=ROWS)
        roles = [*Role, Role.FACILITATOR]
        GroupRole.objects.bulk_create(
            GroupRole(group_id=group, member_id=who, role=role)
            for group, all_in in self.people.items()
            for who, role in zip(all_in, roles, strict=False)
        )

    def _topic(self, batch: Batch, pk: int, length: int, post_ids: Iterator[int]) -> None:
        # The longest is in a public group, so that a visitor can be measured in it.
        group = self.groups[0] if length == self.size.longest else self.chance.choice(self.groups)
        people = self.people[group.pk]
        authors = [self.chance.choice(people) for _ in range(length)]
        moments = self._moments(length)
        posts = self._posts(batch, pk, authors, moments, post_ids)
        is_question = self.chance.random() < 0.4
        title = self.writer.title()
        batch.topics.append(
            Topic(
                pk=pk,
                group=group,
                kind=Kind.QUESTION if is_question else Kind.DISCUSSION,
                title=title,
                slug=slug_for(title),
                author_id=authors[0],
                excerpt=posts[0].markdown[:200],
                created_at=moments[0],
                bumped_at=moments[-1],
                last_author_id=authors[-1],
                last_number=length,
                post_count=length,
                like_count=sum(post.like_count for post in posts),
                view_count=length * 9,
                faces=faces_of(authors),
                solution_id=posts[-1].pk if is_question and length > 2 and pk % 3 == 0 else None,
            )
        )
        self._traces(batch, pk, authors, moments)

    def _traces(self, batch: Batch, pk: int, authors: list[int], moments: list[datetime]) -> None:
        """Who wrote has read all up to their own last post, and follows the topic."""
        latest = {author: number for number, author in enumerate(authors, 1)}
        batch.tagged += [TaggedTopic(content_object_id=pk, tag_id=tag) for tag in self.chance.sample(self.tags, pk % 3)]
        batch.participations += [
            Participation(topic_id=pk, member_id=author, posts=posts) for author, posts in Counter(authors).items()
        ]
        batch.states += [
            ReadState(member_id=author, topic_id=pk, upto=number, read_count=number, seen_at=moments[number - 1])
            for author, number in latest.items()
        ]
        batch.follows += [TopicFollow(member_id=author, topic_id=pk, level=Follow.TRACKING) for author in latest]

    def _moments(self, length: int) -> list[datetime]:
        began = self.chance.uniform(0, DAYS)
        lasts = min(DAYS - began, self.chance.expovariate(1 / 20))
        after = sorted(began + self.chance.uniform(0, lasts) for _ in range(length))
        return [self.end - timedelta(days=DAYS - days) for days in after]

    def _posts(
        self, batch: Batch, topic: int, authors: list[int], moments: list[datetime], post_ids: Iterator[int]
    ) -> list[Post]:
        posts: list[Post] = []
        for number, (author, moment) in enumerate(zip(authors, moments, strict=True), 1):
            parent = self.chance.choice(posts) if number > 2 and self.chance.random() < ANSWERS_A_POST else None
            if parent is not None and parent.number == 1:
                parent = None
            text: Text = self.writer.post()
            post = Post(
                pk=next(post_ids),
                topic_id=topic,
                number=number,
                parent_id=parent.pk if parent else None,
                path=path_under(parent.path if parent else "", number),
                author_id=author,
                markdown=text.markdown,
                html=text.html,
                created_at=moment,
            )
            self._like(batch, post)
            posts.append(post)
        batch.posts += posts
        return posts

    def _like(self, batch: Batch, post: Post) -> None:
        if self.chance.random() >= LIKED:
            return
        fans = [who for who in self.chance.sample(self.members, self.chance.randint(1, 4)) if who != post.author_id]
        batch.reactions += [Reaction(post_id=post.pk, member_id=who, code="like") for who in fans]
        if fans:
            post.reactions, post.like_count = {"like": len(fans)}, len(fans)

    def _count_groups(self) -> None:
        for group in self.groups:
            topics = Topic.objects.filter(group=group)
            latest = topics.order_by("-bumped_at").values_list("bumped_at", flat=True).first()
            Group.objects.filter(pk=group.pk).update(
                topic_count=topics.count(),
                member_count=Membership.objects.filter(group=group).count(),
                bumped_at=latest or group.bumped_at,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    if Topic.objects.exists():
        raise CommandError("There are topics in this database; generate into an empty one.")
    end = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    Community(Size(options.posts), options.seed, end).write()
    print(f"{Post.objects.count()} posts in {Topic.objects.count()} topics by {Member.objects.count()} members")


if __name__ == "__main__":
    main()
