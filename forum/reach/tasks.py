"""Asking authors, telling advisors and everybody, as jobs. Each may run twice and tells nobody a second time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from forum.models import AskedByName, AuthorAsked, Group, Kind, Post, Reach, Topic, members_who_see
from forum.telling import allowed
from jobs.once import enqueue_once
from notifications import operations as notifications
from notifications.models import Preference

from . import policy, told

AT_ONCE = 50  # authors of one run: a second or two, so that other jobs get their turn
# What has waited for longer than this beyond its days was imported, reopened, or is older than this custom.
TOO_LATE = timedelta(days=14)


def due(now: datetime) -> QuerySet[Topic]:
    """Questions that have waited for as many days as their group gives them, and whose author was not asked yet."""
    found = Topic.objects.none()
    groups = Group.objects.filter(ask_author_after__gt=0, archived_at=None).order_by()
    for days in groups.values_list("ask_author_after", flat=True).distinct():
        until = now - timedelta(days=days)
        found |= Topic.objects.filter(
            kind=Kind.QUESTION,
            solution=None,
            deleted_at=None,
            closed_at=None,
            archived_at=None,
            author_asked=None,
            author__claimed=True,
            group__ask_author_after=days,
            group__archived_at=None,
            reach__in=[Reach.GROUP, Reach.EXPERTS],
            created_at__lte=until,
            created_at__gt=until - TOO_LATE,
        )
    return found.order_by("created_at", "pk")


@task()
def ask_authors() -> None:
    """Ask the authors of questions that have waited long enough, each once."""
    waiting = list(due(timezone.now()).values_list("pk", flat=True)[:AT_ONCE])
    for topic_id in waiting:
        ask_author(topic_id)
    if len(waiting) == AT_ONCE:
        enqueue_once(ask_authors, run_after=timezone.now())


@transaction.atomic
def ask_author(topic_id: int) -> None:
    """Ask the author of a question how far it shall go, unless that was done. Who may not decide it is not asked."""
    topic = Topic.objects.select_related("group", "author").filter(pk=topic_id).first()
    if topic is None or not AuthorAsked.objects.get_or_create(topic=topic)[1]:
        return
    sees = members_who_see(topic).filter(pk=topic.author_id).exists()
    if sees and policy.is_to_decide(topic.author, topic):
        notifications.notify(
            members={topic.author_id},
            kind=told.UNSOLVED,
            thread=f"topic:{topic.pk}",
            object_id=topic.pk,
            actor=None,
            place=topic.group_id or 0,
        )


@task()
def tell_who_was_asked(topic_id: int, by_id: int) -> None:
    """Tell the advisors who were asked by name."""
    asked = AskedByName.objects.filter(topic=topic_id).values_list("member", flat=True)
    _tell(told.ASKED, topic_id, set(asked), by_id)


@task()
def tell_of_widening(topic_id: int, by_id: int) -> None:
    """Tell those who chose to hear of questions to everybody, and nobody else."""
    wanting = Preference.objects.filter(kind=told.WIDENED, wanted=True).values_list("member", flat=True)
    _tell(told.WIDENED, topic_id, set(wanting), by_id)


def _tell(kind: str, topic_id: int, members: set[int], by_id: int) -> None:
    topic = Topic.objects.select_related("group").filter(pk=topic_id, deleted_at=None).first()
    opening = Post.objects.filter(topic=topic_id, number=1).first()
    if topic is None or opening is None:
        return
    notifications.notify(
        members=allowed(topic, members - {topic.author_id}),
        kind=kind,
        thread=f"topic:{topic.pk}",
        object_id=opening.pk,
        number=1,
        actor=by_id,
        place=topic.group_id or 0,
    )
