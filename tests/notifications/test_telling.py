"""Who is told, how often, and what taking back leaves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from freshness.stamps import numbers_of
from notifications import operations, queries
from notifications.models import Notification

pytestmark = pytest.mark.django_db


def rows_of(member, kind="test_reply"):
    return list(Notification.objects.filter(member=member, kind=kind).order_by("pk"))


def stamp(member):
    return numbers_of([queries.told_key(member.pk)])[0]


def test_members_are_told_once_each_with_everything_that_says_what(ada, bob, eve, tell):
    tell(ada, bob, ada, actor=eve, object_id=7, number=3)
    (row,) = rows_of(ada)
    assert (row.thread, row.object_id, row.number, row.actors, row.count, row.read_at) == (
        "topic:1", 7, 3, [eve.pk], 1, None,
    )  # fmt: skip
    assert len(rows_of(bob)) == 1
    assert rows_of(eve) == []


@pytest.mark.parametrize(
    ("kind", "choice", "is_told"),
    [
        ("test_reply", None, True),
        ("test_reply", False, False),
        ("test_reply", True, True),
        ("test_quiet", None, False),
        ("test_quiet", False, False),
        ("test_quiet", True, True),
        ("test_like", None, True),
        ("test_like", False, False),
    ],
)
def test_what_a_member_chose_decides_or_else_the_default(ada, bob, eve, tell, kind, choice, is_told):
    if choice is not None:
        operations.set_preference(member=ada, kind=kind, wanted=choice)
        operations.set_preference(member=bob, kind=kind, wanted=not choice)
    tell(ada, actor=eve, kind=kind)
    assert (len(rows_of(ada, kind)) == 1) is is_told
    assert (stamp(ada) > 0) is is_told


def test_nobody_is_told_of_their_own_doing(ada, bob, tell):
    tell(ada, bob, actor=ada)
    assert rows_of(ada) == []
    assert len(rows_of(bob)) == 1
    assert stamp(ada) == 0


def test_what_nobody_did_is_told_to_all(ada, bob, tell):
    tell(ada, bob, actor=None)
    tell(ada, bob, actor=None)
    assert [row.actors for row in [*rows_of(ada), *rows_of(bob)]] == [[], []]


def test_people_who_have_not_claimed_their_membership_are_not_told(ada, join, tell):
    imported = join("imported", claimed=False)
    tell(ada, imported, actor=None)
    assert rows_of(imported) == []
    assert len(rows_of(ada)) == 1


def test_members_who_are_gone_are_no_error(ada, eve, tell, words):
    operations.notify(members=[ada.pk, 10**9], kind="test_reply", thread="", object_id=1, actor=eve.pk)
    assert Notification.objects.count() == 1


def test_an_unknown_kind_is_refused_and_tells_nobody(ada, tell):
    with pytest.raises(LookupError):
        tell(ada, actor=None, kind="test_unknown")
    assert not Notification.objects.exists()


@pytest.mark.parametrize("kind", ["test_reply", "test_like"])
@pytest.mark.parametrize("was_read", [False, True])
@pytest.mark.parametrize("has_actor", [False, True])
def test_a_repeated_job_tells_nobody_a_second_time(ada, bob, eve, tell, kind, was_read, has_actor):
    actor = eve if has_actor else None
    tell(ada, actor=actor, kind=kind)
    if was_read:
        operations.mark_all_read(member=ada)
    before, bumped = rows_of(ada, kind), stamp(ada)
    tell(ada, bob, actor=actor, kind=kind)
    (row,) = rows_of(ada, kind)
    assert (row.count, row.read_at, row.created_at) == (1, before[0].read_at, before[0].created_at)
    assert stamp(ada) == bumped
    assert len(rows_of(bob, kind)) == 1


def test_each_occurrence_has_a_row_of_its_own(ada, bob, eve, tell):
    tell(ada, actor=eve)
    tell(ada, actor=bob)
    tell(ada, actor=eve, object_id=2)
    assert [(row.object_id, row.actors) for row in rows_of(ada)] == [(1, [eve.pk]), (1, [bob.pk]), (2, [eve.pk])]


def test_the_database_itself_refuses_a_second_row(ada, eve, tell):
    """Two jobs at the same moment: the one that comes second finds the row, whatever it read before."""
    tell(ada, actor=eve)
    tell(ada, actor=eve, kind="test_like")
    for row in Notification.objects.all():
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_consolidated_kinds_share_a_row_while_it_is_unread(ada, join, tell):
    people = [join(f"p{n}") for n in range(5)]
    for person in people:
        tell(ada, actor=person, kind="test_like")
    tell(ada, actor=people[0], kind="test_like")  # a repeated job of somebody who is no longer among the latest
    (row,) = rows_of(ada, "test_like")
    assert row.count == 5
    assert row.actors == [person.pk for person in people[2:]]
    assert queries.unread_count(ada) == 1


def test_a_member_is_not_mistaken_for_one_whose_number_contains_theirs(ada, words):
    """Member 1 is not in ",11,21,"."""
    longer, shorter = 1_000_011, 11
    for actor in (longer, shorter):
        operations.notify(members=[ada.pk], kind="test_like", thread="", object_id=1, actor=actor)
    assert rows_of(ada, "test_like")[0].count == 2
    operations.withdraw(kind="test_like", object_id=1, actor=shorter)
    (row,) = rows_of(ada, "test_like")
    assert (row.actors, row.count) == ([longer], 1)


def test_a_new_row_begins_where_the_last_was_read(ada, bob, eve, tell):
    tell(ada, actor=bob, kind="test_like")
    operations.mark_all_read(member=ada)
    tell(ada, actor=eve, kind="test_like")
    tell(ada, actor=bob, kind="test_like")
    assert [(row.actors, row.read_at is None) for row in rows_of(ada, "test_like")] == [
        ([bob.pk], False),
        ([eve.pk], True),
    ]


def test_a_consolidated_row_comes_up_again_with_each_who_joins(ada, bob, eve, tell):
    tell(ada, actor=bob, kind="test_like")
    Notification.objects.update(created_at=timezone.now() - timedelta(days=2))
    tell(ada, actor=eve, kind="test_like")
    (row,) = rows_of(ada, "test_like")
    assert timezone.now() - row.created_at < timedelta(days=1)


@pytest.mark.parametrize("taken_back", [0, 1, 2])
def test_taking_back_one_of_three_leaves_the_others(ada, join, tell, taken_back):
    people = [join(f"p{n}") for n in range(3)]
    for person in people:
        tell(ada, actor=person, kind="test_like")
    before = stamp(ada)
    operations.withdraw(kind="test_like", object_id=1, actor=people[taken_back].pk)
    operations.withdraw(kind="test_like", object_id=1, actor=people[taken_back].pk)
    (row,) = rows_of(ada, "test_like")
    assert row.count == 2
    assert row.actors == [person.pk for n, person in enumerate(people) if n != taken_back]
    assert stamp(ada) == before + 1


def test_taking_back_brings_an_earlier_face_to_light(ada, join, tell):
    people = [join(f"p{n}") for n in range(4)]
    for person in people:
        tell(ada, actor=person, kind="test_like")
    operations.withdraw(kind="test_like", object_id=1, actor=people[3].pk)
    assert rows_of(ada, "test_like")[0].actors == [person.pk for person in people[:3]]


@pytest.mark.parametrize("kind", ["test_reply", "test_like"])
def test_taking_back_the_only_one_leaves_nothing_and_it_can_be_told_again(ada, eve, tell, kind):
    tell(ada, actor=eve, kind=kind)
    tell(ada, actor=eve, kind=kind, object_id=2)
    operations.withdraw(kind=kind, object_id=1, actor=eve.pk)
    assert [row.object_id for row in rows_of(ada, kind)] == [2]
    tell(ada, actor=eve, kind=kind)
    assert [row.object_id for row in rows_of(ada, kind)] == [2, 1]


def test_taking_back_leaves_what_nobody_in_particular_did(ada, eve, tell):
    tell(ada, actor=None)
    tell(ada, actor=eve)
    operations.withdraw(kind="test_reply", object_id=1, actor=eve.pk)
    assert [row.actors for row in rows_of(ada)] == [[]]


def test_taking_back_reaches_what_was_read(ada, bob, eve, tell):
    tell(ada, actor=bob, kind="test_like")
    tell(ada, actor=eve, kind="test_like")
    operations.mark_all_read(member=ada)
    operations.withdraw(kind="test_like", object_id=1, actor=bob.pk)
    (row,) = rows_of(ada, "test_like")
    assert (row.actors, row.count, row.read_at is None) == ([eve.pk], 1, False)


def test_forgetting_a_thread_forgets_it_for_all_or_for_some(ada, bob, eve, tell):
    tell(ada, bob, actor=eve)
    tell(ada, bob, actor=eve, thread="topic:2", object_id=2)
    operations.forget(thread="topic:1", members=[ada.pk])
    assert [row.thread for row in rows_of(ada)] == ["topic:2"]
    assert [row.thread for row in rows_of(bob)] == ["topic:1", "topic:2"]
    assert (queries.unread_count(ada), stamp(ada), stamp(bob)) == (1, 3, 2)
    operations.forget(thread="topic:2")
    assert [row.thread for row in Notification.objects.all()] == ["topic:1"]
    assert (stamp(ada), stamp(bob)) == (4, 3)


def test_forgetting_no_thread_in_particular_is_refused(ada, eve, tell):
    tell(ada, actor=eve, thread="")
    with pytest.raises(ValueError, match="thread"):
        operations.forget(thread="")
    assert len(rows_of(ada)) == 1


def test_forgetting_an_object_forgets_the_kinds_named(ada, bob, eve, tell):
    tell(ada, bob, actor=eve)
    tell(ada, actor=eve, object_id=2)
    tell(ada, actor=eve, kind="test_like")
    operations.forget_object(kinds=["test_reply", "test_role"], object_id=1, members=[ada.pk])
    left = set(Notification.objects.values_list("member__handle", "kind", "object_id"))
    assert left == {("ada", "test_reply", 2), ("ada", "test_like", 1), ("bob", "test_reply", 1)}
    operations.forget_object(kinds=["test_reply", "test_role"], object_id=1)
    assert not rows_of(bob)


def test_a_write_that_is_rolled_back_tells_nobody(ada, eve, tell):
    with transaction.atomic():
        tell(ada, actor=eve)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert stamp(ada) == 0


@pytest.mark.parametrize(("kind", "queries_first"), [("test_reply", 3), ("test_like", 4)])
@pytest.mark.parametrize("size", [1, 3, 200])
def test_queries_do_not_grow_with_the_members(
    eve, bob, crowd, words, django_assert_num_queries, kind, queries_first, size
):
    members = crowd(size)
    about = {"kind": kind, "thread": "topic:1", "object_id": 1}
    with transaction.atomic():  # a savepoint more or less is not what is counted
        with django_assert_num_queries(queries_first + 2):
            operations.notify(members=members, actor=eve.pk, **about)
        with django_assert_num_queries(queries_first + 2):
            operations.notify(members=members, actor=bob.pk, **about)
        with django_assert_num_queries(1 + 2):
            operations.notify(members=members, actor=bob.pk, **about)
        with django_assert_num_queries(5 + 2):
            operations.withdraw(kind=kind, object_id=1, actor=eve.pk)
        assert Notification.objects.count() == size
        with django_assert_num_queries(3 + 2):
            operations.forget(thread="topic:1")
    assert not Notification.objects.exists()


def test_a_whole_community_is_told(eve, crowd, words):
    """More members than the older SQLite's parameters, and more than one statement's share."""
    members = crowd(operations.MEMBERS_AT_ONCE + 5)
    operations.notify(members=members, kind="test_like", thread="", object_id=1, actor=eve.pk)
    assert Notification.objects.count() == len(members)


def test_lookups_use_their_indexes(ada, eve, tell):
    if connection.vendor != "sqlite":
        pytest.skip("small tables are scanned on PostgreSQL; the large data set's tests look at its plans")
    rows = Notification.objects
    plans = {
        "notification_newest": rows.filter(member=ada)[:31],
        "notification_unread": rows.unread_by(ada.pk).filter(thread="topic:1").order_by(),
        "notification_thread": rows.in_thread("topic:1").order_by(),
        "(kind=? AND object_id=?)": rows.filter(kind="test_like", object_id=1).order_by(),
    }
    for index, asked in plans.items():
        plan = asked.explain()
        assert index in plan, plan
        assert "TEMP B-TREE" not in plan, plan


@pytest.mark.django_db(transaction=True)
def test_those_who_do_it_at_the_same_moment_are_all_counted(ada, words):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in after the other")
    first, *_others = actors = range(1_000_001, 1_000_017)

    def at_once(change):
        with ThreadPoolExecutor(len(actors)) as pool:
            barrier = Barrier(len(actors))

            def run(actor):
                try:
                    barrier.wait()
                    change(actor)
                finally:
                    connection.close()

            list(pool.map(run, actors))

    about = {"kind": "test_like", "object_id": 1}
    at_once(lambda actor: operations.notify(members=[ada.pk], thread="", actor=actor, **about))
    (row,) = rows_of(ada, "test_like")
    assert row.count == len(actors)
    assert sorted(row.trail.strip(",").split(",")) == [str(actor) for actor in actors]
    at_once(lambda _actor: operations.notify(members=[ada.pk], thread="", actor=first, **about))
    assert rows_of(ada, "test_like")[0].count == len(actors)
    at_once(lambda _actor: operations.notify(members=[ada.pk], kind="test_reply", thread="", object_id=1, actor=first))
    assert len(rows_of(ada)) == 1
    at_once(lambda actor: operations.withdraw(actor=actor, **about))
    assert rows_of(ada, "test_like") == []
