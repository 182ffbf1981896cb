"""What of a batch of found topics is not here yet, and where it will stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from forum.models import ImportedItem, Post
from forum.models.posts import path_under

from .discourse_words import references_in
from .found import Form, FoundPost, FoundTopic, pieces_of
from .ids import reserve
from .people import People
from .rendering import Job
from .reports import Report
from .topics import Topics
from .world import Place

BATCH_POSTS = 1_000  # in one transaction: about a second in which no other writer gets a turn
BATCH_BYTES = 8 * 1024 * 1024
PIECE = 500  # keys in one query


@dataclass(slots=True)
class PlannedPost:
    """A post with the place it will have. `answers` is the number of the post it replies to, `parent` its id."""

    found: FoundPost
    id: int = 0
    number: int = 0
    path: str = ""
    answers: int | None = None
    parent: int | None = None


@dataclass(slots=True)
class PlannedTopic:
    """A topic with the posts of it that are not here yet."""

    found: FoundTopic
    id: int
    is_new: bool
    posts: list[PlannedPost] = field(default_factory=list)
    # Posts that stand in it already, by number: id and path.
    taken: dict[int, tuple[int, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What one transaction will write, and the posts its words may point to."""

    topics: list[PlannedTopic]
    found_posts: int
    places: dict[tuple[str, int], Place] = field(default_factory=dict)

    @property
    def posts(self) -> list[PlannedPost]:
        return [post for topic in self.topics for post in topic.posts]

    def jobs(self) -> list[Job]:
        """What is to be rendered, in the order of `posts`."""
        return [
            Job(post.id, topic.id, post.found.words, post.found.form, post.found.rendered, post.number == 1)
            for topic in self.topics
            for post in topic.posts
        ]


def batches(topics: Iterable[FoundTopic]) -> Iterator[list[FoundTopic]]:
    """Whole topics together, up to so many posts and bytes; a topic larger than that is a batch of its own."""
    batch: list[FoundTopic] = []
    posts = weight = 0
    for topic in topics:
        topic_weight = sum(post.weight for post in topic.posts)
        if batch and (posts + len(topic.posts) > BATCH_POSTS or weight + topic_weight > BATCH_BYTES):
            yield batch
            batch, posts, weight = [], 0, 0
        batch.append(topic)
        posts += len(topic.posts)
        weight += topic_weight
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Here:
    """A post that is here already."""

    id: int
    topic: int
    number: int
    path: str


class Planner:
    """Plans batches of one source."""

    def __init__(self, *, source: str, people: People, topics: Topics, report: Report, is_dry_run: bool) -> None:
        self.source, self.people, self.topics = source, people, topics
        self.report, self.is_dry_run = report, is_dry_run

    def plan(self, batch: Sequence[FoundTopic]) -> Plan:
        """Leave out what is here, and give everything else its id, number and path."""
        known = self._known_posts(batch)
        planned = [topic for found in batch if (topic := self._planned(found, known)) is not None]
        self._place(planned, known)
        plan = Plan(planned, sum(len(topic.posts) for topic in batch))
        if not self.is_dry_run:
            self._give_ids(plan)
            plan.places = self._places(plan)
        return plan

    def _known_posts(self, batch: Sequence[FoundTopic]) -> dict[str, _Here]:
        """What is here of the posts of the batch, and of those they answer, by key."""
        posts = [post for topic in batch if self.topics.is_here(topic.key) for post in topic.posts]
        keys = {post.key for post in posts}
        answered = {post.answers for post in posts if post.answers} - keys
        ids: dict[int, str] = {}
        for piece in pieces_of([*keys, *answered], PIECE):
            items = ImportedItem.objects.filter(source=self.source, kind="post", key__in=piece)
            ids |= dict(items.values_list("object_id", "key"))
        known: dict[str, _Here] = {}
        for some in pieces_of(list(ids), PIECE):
            for row in Post.objects.filter(pk__in=some).values_list("pk", "topic_id", "number", "path"):
                known[ids[row[0]]] = _Here(*row)
        # What came by mail since has no item, but its Message-ID.
        for piece in pieces_of([key for key in answered - known.keys() if "@" in key], PIECE):
            mails = Post.objects.filter(message_id__in=piece)
            for message_id, pk, topic, number, path in mails.values_list(
                "message_id", "pk", "topic_id", "number", "path"
            ):
                known[str(message_id)] = _Here(pk, topic, number, path)
        return known

    def _planned(self, found: FoundTopic, known: dict[str, _Here]) -> PlannedTopic | None:
        new = [post for post in found.posts if post.key not in known]
        self.report.count("posts found", len(found.posts))
        self.report.count("posts here already", len(found.posts) - len(new))
        new = self._without_doubles(new)
        is_new = not self.topics.is_here(found.key)
        self.report.count("topics found")
        if not new:
            self.report.count("topics here already")
            return None
        self.report.count("topics new" if is_new else "topics grown")
        self.report.count("posts new", len(new))
        topic = PlannedTopic(found, self.topics.id_of(found.key), is_new)
        topic.posts = [PlannedPost(post) for post in new]
        return topic

    def _without_doubles(self, posts: list[FoundPost]) -> list[FoundPost]:
        """A mail that went to two lists, and came with the other one, stays there alone."""
        wanted = [post.message_id for post in posts if post.message_id]
        doubles: set[str | None] = set()
        for piece in pieces_of(wanted, PIECE):
            doubles.update(Post.objects.filter(message_id__in=piece).values_list("message_id", flat=True))
        for post in posts:
            if post.message_id in doubles:
                self.report.skip("post", post.key, "a mail with this Message-ID is here already, from elsewhere")
        return [post for post in posts if post.message_id not in doubles] if doubles else posts

    def _place(self, planned: list[PlannedTopic], known: dict[str, _Here]) -> None:
        grown = {topic.id: topic for topic in planned if not topic.is_new}
        for piece in pieces_of(list(grown), PIECE):
            rows = Post.objects.filter(topic_id__in=piece).values_list("topic_id", "number", "pk", "path")
            for topic_id, number, pk, path in rows.iterator():
                grown[topic_id].taken[number] = (pk, path)
        for topic in planned:
            self._number(topic, known)

    def _number(self, topic: PlannedTopic, known: dict[str, _Here]) -> None:
        """Numbers as at the source, with their gaps; the next free ones where somebody has taken them since."""
        numbers = {key: here.number for key, here in known.items() if here.topic == topic.id}
        paths = {number: path for number, (_pk, path) in topic.taken.items()}
        last = max(paths, default=0)
        for post in topic.posts:
            number = post.found.number or last + 1
            if not paths:
                number = self._opening(post.found, number)
            elif number in paths:
                self.report.note("post", post.found.key, "its number was taken, so it has the next one")
                number = last + 1
            post.number, post.answers = number, self._answered(post.found, number, numbers)
            post.path = path_under(paths[post.answers] if post.answers else "", number)
            numbers[post.found.key], paths[number] = number, post.path
            last = max(last, number)

    def _opening(self, post: FoundPost, wanted: int) -> int:
        if wanted != 1:
            self.report.note("post", post.key, "opens its topic, because the post that did is missing")
        return 1

    def _answered(self, post: FoundPost, number: int, numbers: dict[str, int]) -> int | None:
        """The number of the post it answers; None where that is the opening, which is the topic itself."""
        if post.answers is None:
            return None
        parent = numbers.get(post.answers)
        if parent is None or parent >= number:
            self.report.note("post", post.key, "answers a post that is missing, so it answers the topic")
            return None
        return parent if parent > 1 else None

    def _give_ids(self, plan: Plan) -> None:
        ids = iter(reserve(Post, len(plan.posts)))
        for topic in plan.topics:
            by_number = {number: pk for number, (pk, _path) in topic.taken.items()}
            for post in topic.posts:
                post.id = by_number[post.number] = next(ids)
                post.parent = by_number[post.answers] if post.answers else None

    def _places(self, plan: Plan) -> dict[tuple[str, int], Place]:
        """Where the posts are that the words of the batch point to."""
        wanted: set[tuple[str, int]] = set()
        for post in plan.posts:
            if post.found.form != Form.MAIL:
                wanted |= references_in(post.found.words)
        if not wanted:
            return {}
        places = {
            (topic.found.key, post.found.number): Place(
                post.id, topic.id, post.number, self.people.known[post.found.person].name
            )
            for topic in plan.topics
            for post in topic.posts
            if post.found.number
        }
        places = {reference: place for reference, place in places.items() if reference in wanted}
        return places | self._places_here(wanted - places.keys())

    def _places_here(self, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], Place]:
        keys = {f"{topic}/{number}": (topic, number) for topic, number in wanted if topic in self.topics.ids}
        ids: dict[int, tuple[str, int]] = {}
        for piece in pieces_of(list(keys), PIECE):
            items = ImportedItem.objects.filter(source=self.source, kind="post", key__in=piece)
            ids |= {pk: keys[key] for pk, key in items.values_list("object_id", "key")}
        places = {}
        for some in pieces_of(list(ids), PIECE):
            rows = Post.objects.filter(pk__in=some, deleted_at=None, topic__deleted_at=None)
            for pk, topic_id, number, name in rows.values_list("pk", "topic_id", "number", "author__name"):
                places[ids[pk]] = Place(pk, topic_id, number, name)
        return places
