"""What the people of the demo have read, follow and keep, and what they were told of the last days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db.models import F, Max

from forum import operations, tasks, told
from forum.models import (
    Bookmark,
    Draft,
    Follow,
    MembershipRequest,
    Participation,
    Post,
    Reaction,
    ReadState,
    Topic,
    TopicFollow,
)
from members.models import Member
from notifications.models import Letter, Notification

from .conversations import Topics
from .people import People
from .places import Places
from .script import Script

# When each character last looked around, in hours: what came since is unread or new to them.
LAST_VISITS = {"nomsa": 30, "wanjiru": 22, "leonor": 20, "ruth": 26, "salma": 44}
NEW_FOR = timedelta(days=7)
TOLD_FOR = timedelta(days=6)  # as far back as their notifications go
LIKES_TOLD_FOR = timedelta(days=3)  # the many small ones, not so far
SOLVED_AFTER = timedelta(hours=1)


@dataclass
class Reading:
    """Who has read how far, and when each last looked."""

    upto: dict[tuple[int, int], int] = field(default_factory=dict)  # (member, topic): the highest number read
    visits: dict[int, datetime] = field(default_factory=dict)

    def has_read(self, member: int, topic: int, number: int) -> bool:
        return number <= self.upto.get((member, topic), 0)


def add_traces(script: Script, people: People, places: Places, topics: Topics, now: datetime) -> None:
    """Follow, read, tell, and leave things on people's desks."""
    _follow_own()
    reading = _read(people, now)
    _tell(now)
    _put_on_desks(script, people, places, topics, now)
    _mark_read(reading)
    Letter.objects.all().delete()  # invented people have no mailboxes


def _follow_own() -> None:
    """Who writes in a topic tracks it, as everywhere."""
    TopicFollow.objects.bulk_create(
        TopicFollow(topic_id=topic, member_id=member, level=Follow.TRACKING)
        for topic, member in Participation.objects.values_list("topic", "member")
    )


def _read(people: People, now: datetime) -> Reading:
    """Everybody has read as far as they wrote; the characters have read all they may see up to their last visit."""
    reading = Reading()
    wrote = Post.objects.order_by().values("author", "topic").annotate(number=Max("number"), at=Max("created_at"))
    for row in wrote:
        reading.upto[row["author"], row["topic"]] = row["number"]
        reading.visits[row["author"]] = max(row["at"], reading.visits.get(row["author"], row["at"]))
    for handle, hours in LAST_VISITS.items():
        member, visit = people[handle], now - timedelta(hours=hours)
        reading.visits[member.pk] = visit
        seen = Post.objects.visible_to(member).filter(created_at__lte=visit).order_by()
        for topic, number in seen.values_list("topic").annotate(number=Max("number")):
            reading.upto[member.pk, topic] = max(number, reading.upto.get((member.pk, topic), 0))
    ReadState.objects.bulk_create(
        ReadState(member_id=member, topic_id=topic, upto=number, read_count=number, seen_at=reading.visits[member])
        for (member, topic), number in reading.upto.items()
    )
    for person in people.values():
        if person.pk in reading.visits:
            person.new_since = max(reading.visits[person.pk] - NEW_FOR, person.joined_at)
    Member.objects.bulk_update(people.values(), ["new_since"])
    return reading


# Telling ---------------------------------------------------------------------------------------------------------


def _tell(now: datetime) -> None:
    """Run the forum's own jobs for what happened lately, in its order, and date what they tell accordingly."""
    for at, tell in sorted(_happenings(now), key=lambda happening: happening[0]):
        tell()
        # Dated by the clock, and so later than the demo's "now", is only what was told or joined by another just now.
        Notification.objects.filter(created_at__gt=now).update(created_at=at)


def _happenings(now: datetime) -> Iterator[tuple[datetime, Callable[[], object]]]:
    since = now - TOLD_FOR
    for pk, at in Post.objects.filter(created_at__gte=since).values_list("pk", "created_at"):
        yield at, partial(tasks.tell_of_post.call, pk)
    liked = Reaction.objects.filter(created_at__gte=now - LIKES_TOLD_FOR)
    for pk, member, at in liked.values_list("post", "member", "created_at"):
        yield at, partial(tasks.tell_of_reaction.call, pk, member)
    solved = Topic.objects.filter(solution__created_at__gte=since)
    for pk, by, at in solved.values_list("solution", "solved_by", "solution__created_at"):
        yield min(at + SOLVED_AFTER, now), partial(tasks.tell_of_solution.call, pk, by)


def _mark_read(reading: Reading) -> None:
    """What was told of posts somebody has read, before they last looked, is read."""
    rows = Notification.objects.exclude(thread="").filter(read_at=None)
    done = [
        pk
        for pk, member, thread, number, at in rows.values_list("pk", "member", "thread", "number", "created_at")
        if member in reading.visits
        and at <= reading.visits[member]
        and reading.has_read(member, int(thread.removeprefix("topic:")), number)
    ]
    Notification.objects.filter(pk__in=done).update(read_at=F("created_at") + timedelta(minutes=40))


# Desks -----------------------------------------------------------------------------------------------------------


def _put_on_desks(script: Script, people: People, places: Places, topics: Topics, now: datetime) -> None:
    """Drafts, bookmarks and requests, through the operations, with the dates of the script."""
    desks = script.desks
    for row in desks["drafts"]:
        purpose = f"reply:{topics[row['reply_in']].pk}" if "reply_in" in row else "topic"
        draft = operations.keep_draft(
            member=people[row["by"]], purpose=purpose, markdown=row["text"].strip(), title=row.get("title", "")
        )
        if draft is not None:
            Draft.objects.filter(pk=draft.pk).update(updated_at=now - timedelta(hours=row["hours_ago"]))
    for row in desks["bookmarks"]:
        post = Post.objects.select_related("topic").get(topic=topics[row["topic"]], number=row["post"])
        days = row.get("remind_in_days")
        remind_at = now + timedelta(days=days) if days else None
        mark = operations.bookmark(post=post, member=people[row["by"]], note=row.get("note", ""), remind_at=remind_at)
        Bookmark.objects.filter(pk=mark.pk).update(created_at=now - timedelta(hours=row["hours_ago"]))
    for row in desks["requests"]:
        request = operations.request_to_join(group=places[row["group"]], member=people[row["by"]], note=row["note"])
        at = now - timedelta(hours=row["hours_ago"])
        MembershipRequest.objects.filter(pk=request.pk).update(created_at=at)
        tasks.tell_of_request.call(request.pk)
        Notification.objects.filter(kind=told.REQUESTED, object_id=request.pk).update(created_at=at)
