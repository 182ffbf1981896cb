"""Many people at the same moment, each with a connection of their own: nothing is lost, every place and count right."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from jobs.models import Job
from knowledge_base.comments import operations
from knowledge_base.comments.models import PageComment
from knowledge_base.models import ArticlePage, PageTally
from members.models import Member
from tests.factories import MemberFactory
from tests.jobs.threads import at_once

from .test_without_an_account import SENT, link, token
from .worlds import article, careful, fresh, shelf, true

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = 50  # PostgreSQL lets a hundred in
COMMENTS = 200


@pytest.fixture
def page() -> ArticlePage:
    return article(shelf("Knowledge"), "Busy")


@pytest.fixture
def people() -> list[Member]:
    return MemberFactory.create_batch(CONNECTIONS)


def each(people: list[Member], do: Callable[[Member, int], object]) -> None:
    """Every member does it four times, all at the same moment."""
    turns = itertools.count()

    def take_turns() -> None:
        number = next(turns)
        for again in range(COMMENTS // CONNECTIONS):
            do(people[number], again)

    at_once(take_turns, times=len(people))


def test_two_hundred_comments_at_once(page: ArticlePage, people: list[Member]) -> None:
    """A quarter of them remarks; the others reply to the same two comments, and to a reply."""
    first = operations.comment(page=page, author=people[0], markdown="First.")
    other = operations.comment(page=page, author=people[1], markdown="Other.")
    below = operations.comment(page=page, author=people[2], markdown="Below.", parent=first)
    jobs = Job.objects.count()
    parents = [None, first, other, below]
    each(
        people,
        lambda member, again: operations.comment(
            page=page, author=member, markdown=f"{member.handle} {again}", parent=parents[again]
        ),
    )
    assert PageComment.objects.filter(page=page).count() == COMMENTS + 3
    said = set(PageComment.objects.filter(page=page).values_list("comment", flat=True))
    assert said >= {f"{member.handle} {again}" for member in people for again in range(4)}
    assert [fresh(comment).nested_count for comment in (first, other)] == [101, 50]
    assert PageTally.objects.get(page=page).comments == COMMENTS + 3
    assert Job.objects.count() == jobs + COMMENTS
    in_order = PageComment.objects.filter(thread_id=first.pk).order_by("order")
    assert [comment.order for comment in in_order] == list(range(1, 103))
    assert list(in_order) == list(in_order.order_by("pk"))
    true()


def test_likes_at_once_are_all_counted(page: ArticlePage, people: list[Member]) -> None:
    author, some = MemberFactory(handle="author"), people[:10]
    comments = [operations.comment(page=page, author=author, markdown=f"{number}.") for number in range(4)]
    each(some, lambda member, again: operations.like_comment(comment=comments[again], member=member))
    assert [fresh(comment).like_count for comment in comments] == [10] * 4
    each(some, lambda member, again: operations.unlike_comment(comment=comments[0], member=member))
    assert [fresh(comment).like_count for comment in comments] == [0, 10, 10, 10]
    true()


def test_deleting_and_replying_at_once_leave_right_counts(page: ArticlePage, people: list[Member]) -> None:
    """Whoever comes later finds the comment gone, and is told so; or it goes with a reply under it."""
    author, some = MemberFactory(handle="author"), people[:10]
    first = operations.comment(page=page, author=author, markdown="Shall I stay?")

    def reply_or_delete(member: Member, again: int) -> None:
        if member == some[0] and again == 1:
            operations.delete_comment(comment=first, by=author)
        with suppress(ValidationError):
            operations.comment(page=page, author=member, markdown=f"{member.handle} {again}", parent=first)

    each(some, reply_or_delete)
    assert fresh(first).is_removed
    assert fresh(first).nested_count >= 1
    true()


def test_one_link_in_many_windows_writes_one_comment(page: ArticlePage) -> None:

    careful(who_may_comment="open")
    operations.request_comment(page=page, **SENT)
    sent = token(link())
    found = at_once(lambda: operations.confirm_comment(token=sent).pk, times=8)
    assert len(set(found)) == 1
    assert PageComment.objects.count() == 1
    assert len(mail.outbox) == 1


def test_the_lock_is_the_databases_own(page: ArticlePage) -> None:
    """Without it the library reads a thread's order, and writes it, while another does the same."""
    member = MemberFactory()
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        operations.comment(page=page, author=member, markdown="Alone.")
    first = asked[0]["sql"]
    if connection.vendor == "postgresql":
        locking = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
        assert 'FOR UPDATE OF "knowledge_base_knowledgepage"' in locking[0]
    else:
        assert first == "BEGIN IMMEDIATE"
