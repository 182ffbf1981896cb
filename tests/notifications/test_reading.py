"""What is unread, what is shown, and what is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from freshness.stamps import numbers_of
from jobs.scheduling import registry
from notifications import operations, queries
from notifications.models import Notification, Preference
from notifications.tasks import forget_unseen, prune_notifications

pytestmark = pytest.mark.django_db


def unread(member):
    return set(Notification.objects.unread_by(member.pk).values_list("object_id", flat=True))


def stamp(member):
    return numbers_of([queries.told_key(member.pk)])[0]


@pytest.mark.parametrize(
    ("upto", "left"),
    [(None, {4, 5}), (0, {1, 2, 3, 4, 5}), (1, {2, 3, 4, 5}), (2, {3, 4, 5}), (9, {4, 5})],
)
def test_a_thread_is_read_as_far_as_it_was_shown(ada, bob, eve, tell, upto, left):
    for number in (1, 2, 3):
        tell(ada, bob, actor=eve, object_id=number, number=number)
    tell(ada, actor=eve, object_id=4, number=1, thread="topic:2")
    tell(ada, actor=eve, object_id=5, number=1, thread="", kind="test_role")
    operations.mark_thread_read(member=ada, thread="topic:1", upto=upto)
    assert unread(ada) == left
    assert unread(bob) == {1, 2, 3}


def test_marking_some_touches_only_ones_own(ada, bob, eve, tell):
    tell(ada, bob, actor=eve)
    tell(ada, actor=eve, object_id=2)
    pks = list(Notification.objects.filter(object_id=1).values_list("pk", flat=True))
    operations.mark_read(member=ada, pks=pks)
    assert unread(ada) == {2}
    assert unread(bob) == {1}
    assert stamp(bob) == 1


def test_marking_everything(ada, bob, eve, tell):
    tell(ada, bob, actor=eve)
    operations.mark_all_read(member=ada)
    assert queries.unread_count(ada) == 0
    assert queries.unread_count(bob) == 1


@pytest.mark.parametrize(
    "again",
    [
        lambda ada: operations.mark_all_read(member=ada),
        lambda ada: operations.mark_thread_read(member=ada, thread="topic:1", upto=None),
        lambda ada: operations.mark_read(member=ada, pks=Notification.objects.values_list("pk", flat=True)),
    ],
)
def test_marking_again_is_one_query_and_changes_nothing(ada, eve, tell, again, django_assert_num_queries):
    tell(ada, actor=eve)
    again(ada)
    before, read_at = stamp(ada), Notification.objects.get().read_at
    with django_assert_num_queries(1):
        operations.mark_thread_read(member=ada, thread="topic:1", upto=None)
    again(ada)
    assert (stamp(ada), Notification.objects.get().read_at) == (before, read_at)


@pytest.mark.parametrize(("rows", "count"), [(0, 0), (1, 1), (99, 99), (100, 100), (130, 100)])
def test_the_count_stops_above_99_and_is_one_query(ada, words, rows, count, django_assert_num_queries):
    Notification.objects.bulk_create(
        Notification(member=ada, kind="test_reply", object_id=n, only_actor=0) for n in range(rows)
    )
    with django_assert_num_queries(1):
        assert queries.unread_count(ada) == count


def test_what_may_no_longer_be_seen_is_not_shown_and_once_forgotten_not_counted(ada, bob, eve, tell, words):
    tell(ada, bob, actor=eve, object_id=1, thread="topic:1")
    tell(ada, bob, actor=eve, object_id=2, thread="topic:2")
    words.hidden = {2}
    assert [item.notification.object_id for item in queries.recent(ada).items] == [1]
    operations.forget(thread="topic:2", members=[ada.pk])
    assert (queries.unread_count(ada), queries.unread_count(bob)) == (1, 2)


def test_what_may_no_longer_be_seen_is_forgotten_as_a_whole(ada, bob, eve, tell, words, run_jobs, monkeypatch):
    monkeypatch.setattr(operations, "DELETED_AT_ONCE", 2)
    for number in range(5):
        tell(ada, bob, actor=eve, object_id=number, kind="test_reply" if number % 2 else "test_like")
    words.hidden = {0, 1, 4}
    before = stamp(bob)
    forget_unseen.enqueue(ada.pk)
    forget_unseen.enqueue(10**9)
    run_jobs()
    assert unread(ada) == {2, 3}
    assert queries.unread_count(ada) == 2
    assert (queries.unread_count(bob), stamp(bob)) == (5, before)
    kept = stamp(ada)
    assert operations.forget_unseen(member=ada) == 0
    assert stamp(ada) == kept


def test_a_kind_that_is_no_longer_registered_is_not_shown(ada, eve, tell):
    tell(ada, actor=eve)
    Notification.objects.update(kind="retired")
    page = queries.recent(ada)
    assert (page.items, page.has_older) == ([], False)


@pytest.mark.parametrize("size", [1, 3, queries.PAGE_SIZE + 1])
def test_a_page_asks_each_kind_once(ada, bob, eve, tell, words, size, django_assert_num_queries):
    for number in range(size):
        tell(ada, actor=eve, object_id=number)
        tell(ada, actor=bob, object_id=number, kind="test_like")
    words.asked = 0
    with django_assert_num_queries(2):
        page = queries.recent(ada)
        assert {actor for item in page.items for actor in item.actors} == {bob, eve}
    assert words.asked == 2


def test_faces_are_the_latest_three_the_latest_first(ada, join, tell):
    people = [join(f"p{n}") for n in range(5)]
    for person in people:
        tell(ada, actor=person, kind="test_like")
    people[3].delete()
    (item,) = queries.recent(ada).items
    assert item.actors == [people[4], people[2]]


def test_pages_follow_each_other_without_gap(ada, eve, tell):
    total = 2 * queries.PAGE_SIZE + 1
    for number in range(total):
        tell(ada, actor=eve, object_id=number)
    pages = [queries.recent(ada, number) for number in (1, 2, 3)]
    assert [item.notification.object_id for page in pages for item in page.items] == list(range(total - 1, -1, -1))
    assert [page.has_older for page in pages] == [True, True, False]
    assert queries.recent(ada, 4) is None
    assert queries.recent(ada, 0) is None
    assert queries.recent(ada, queries.PAGES_MAX + 1) is None


def test_days_are_the_members_own(ada, eve, tell):
    for number, hour in enumerate((20, 22)):
        tell(ada, actor=eve, object_id=number)
        Notification.objects.filter(object_id=number).update(created_at=datetime(2026, 3, 1, hour, tzinfo=UTC))
    with timezone.override("Africa/Nairobi"):  # three hours ahead
        days = queries.recent(ada).days
    assert [(day.date.day, [item.notification.object_id for item in day.told]) for day in days] == [(2, [1]), (1, [0])]
    assert len(queries.recent(ada).days) == 1


def test_ones_own_is_found_and_others_are_not(ada, bob, eve, tell, words):
    tell(ada, actor=eve)
    pk = Notification.objects.get().pk
    assert queries.one(ada, pk).described.url == "/object/1/"
    assert queries.one(bob, pk) is None
    words.hidden = {1}
    assert queries.one(ada, pk) is None


def test_preferences_are_the_default_until_chosen(ada, words):
    assert queries.preferences(ada)["test_reply"] is True
    assert queries.preferences(ada)["test_quiet"] is False
    operations.set_preference(member=ada, kind="test_reply", wanted=False)
    operations.set_preference(member=ada, kind="test_reply", wanted=False)
    assert queries.preferences(ada)["test_reply"] is False
    assert Preference.objects.count() == 1


def test_an_unknown_kind_cannot_be_chosen(ada, words):
    with pytest.raises(ValidationError):
        operations.set_preference(member=ada, kind="test_unknown", wanted=True)
    assert not Preference.objects.exists()


def test_pruning_takes_what_was_read_long_ago_and_nothing_else(ada, bob, eve, tell, run_jobs):
    moments = {1: timedelta(days=1), 2: -timedelta(hours=1), 3: None}  # beyond what is kept, within, unread
    for number, beyond in moments.items():
        tell(ada, actor=eve, object_id=number)
        long_ago = timezone.now() - operations.READ_KEPT
        Notification.objects.filter(object_id=number).update(
            created_at=long_ago - timedelta(days=300), read_at=None if beyond is None else long_ago - beyond
        )
    tell(bob, actor=eve)
    before = (stamp(ada), stamp(bob))
    prune_notifications.enqueue()
    run_jobs()
    assert set(Notification.objects.filter(member=ada).values_list("object_id", flat=True)) == {2, 3}
    assert (stamp(ada), stamp(bob)) == (before[0] + 1, before[1])


def test_pruning_goes_on_until_all_is_gone(ada, words, monkeypatch):
    monkeypatch.setattr(operations, "DELETED_AT_ONCE", 2)
    read_at = timezone.now() - operations.READ_KEPT - timedelta(days=1)
    Notification.objects.bulk_create(
        Notification(member=ada, kind="test_reply", object_id=n, only_actor=0, read_at=read_at) for n in range(5)
    )
    assert operations.prune() == 5
    assert not Notification.objects.exists()


def test_pruning_is_scheduled():
    assert registry["notifications.prune"].task.module_path == prune_notifications.module_path


def test_members_who_go_take_their_notifications_along(ada, bob, eve, tell):
    tell(ada, bob, actor=eve)
    operations.set_preference(member=ada, kind="test_reply", wanted=True)
    with transaction.atomic():
        ada.delete()
    assert [row.member for row in Notification.objects.all()] == [bob]
    assert not Preference.objects.exists()
