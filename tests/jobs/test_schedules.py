"""Schedules: when they are due, and that a tick happens once."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from django.utils import timezone

from jobs import schedule, scheduling, ticking
from jobs.models import Job, Schedule
from jobs.scheduling import Rule
from tests.jobs import sample_tasks
from tests.jobs.threads import at_once


@pytest.fixture
def declared(monkeypatch):
    monkeypatch.setattr(scheduling, "registry", registry := {})
    monkeypatch.setattr(ticking, "registry", registry)
    return registry


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_every_keeps_its_rhythm_and_runs_once_for_what_was_missed():
    rule = Rule(every=timedelta(minutes=10))
    assert rule.next_after(at("2026-03-01T10:00:07"), previous=at("2026-03-01T10:00")) == at("2026-03-01T10:10")
    assert rule.next_after(at("2026-03-01T12:34"), previous=at("2026-03-01T10:00")) == at("2026-03-01T12:40")


@pytest.mark.parametrize(
    ("rule", "moment", "due"),
    [
        (Rule(at=time(6, 30)), "2026-03-01T06:29", "2026-03-01T06:30"),
        (Rule(at=time(6, 30)), "2026-03-01T06:30", "2026-03-02T06:30"),
        (Rule(at=time(6), weekday=0), "2026-03-02T06:00", "2026-03-09T06:00"),
        (Rule(at=time(6), day=28), "2026-01-31T00:00", "2026-02-28T06:00"),
        (Rule(at=time(6), day=1), "2026-12-01T06:00", "2027-01-01T06:00"),
    ],
)
def test_the_next_time(rule, moment, due):
    assert rule.next_after(at(moment)) == at(due)


@override_settings(TIME_ZONE="Europe/Berlin")
def test_a_time_of_day_is_the_sites_time_across_the_change_to_summer():
    rule = Rule(at=time(6))
    assert rule.next_after(at("2026-03-28T04:00")) == at("2026-03-28T05:00")
    assert rule.next_after(at("2026-03-28T05:00")) == at("2026-03-29T04:00")


@override_settings(TIME_ZONE="Europe/Berlin")
def test_an_hour_that_is_skipped_or_repeated_makes_one_tick_a_day():
    rule = Rule(at=time(2, 30))
    for start in ("2026-03-28T12:00", "2026-10-24T12:00"):
        moment, ticks = at(start), []
        for _day in range(3):
            moment = rule.next_after(moment)
            ticks.append(moment)
        days = [timezone.localtime(tick).date() for tick in ticks]
        assert len(set(days)) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"every": timedelta(hours=1), "at": time(1)},
        {"every": timedelta(0)},
        {"every": timedelta(hours=1), "weekday": 1},
        {"at": time(1), "weekday": 7},
        {"at": time(1), "day": 31},
        {"at": time(1), "day": 1, "weekday": 1},
    ],
)
def test_a_rule_without_sense_is_refused(wrong, declared):
    with pytest.raises(ImproperlyConfigured):
        schedule(sample_tasks.give, name="wrong", **wrong)
    assert declared == {}


def test_two_tasks_may_not_share_a_name(declared):
    schedule(sample_tasks.give, name="daily", at=time(1))
    schedule(sample_tasks.give, name="daily", at=time(2))
    with pytest.raises(ImproperlyConfigured):
        schedule(sample_tasks.note, name="daily", at=time(1))


@pytest.mark.django_db
def test_the_rows_follow_the_code(declared):
    schedule(sample_tasks.give, name="kept", every=timedelta(hours=1), kwargs={"value": 1})
    schedule(sample_tasks.give, name="changed", at=time(1), kwargs={"value": 2})
    schedule(sample_tasks.give, name="gone", at=time(1), kwargs={"value": 3})
    ticking.synchronise()
    kept = Schedule.objects.get(name="kept").next_run
    del declared["gone"]
    schedule(sample_tasks.give, name="changed", every=timedelta(minutes=1), kwargs={"value": 2})
    ticking.synchronise()
    assert set(Schedule.objects.values_list("name", flat=True)) == {"kept", "changed"}
    assert Schedule.objects.get(name="kept").next_run == kept
    assert Schedule.objects.get(name="changed").next_run <= timezone.now() + timedelta(minutes=1)


@pytest.mark.django_db
def test_a_tick_enqueues_once_and_moves_on(declared):
    schedule(sample_tasks.give, name="often", every=timedelta(hours=1), kwargs={"value": 7})
    ticking.synchronise()
    assert ticking.tick(moment=timezone.now()) == 0
    moment = timezone.now() + timedelta(hours=5)
    assert ticking.tick(moment=moment) == 1
    assert ticking.tick(moment=moment) == 0
    assert Job.objects.get().kwargs == {"value": 7}
    assert Schedule.objects.get().next_run > moment


def test_two_workers_make_one_job_of_one_tick(declared, shared_database):
    schedule(sample_tasks.give, name="often", every=timedelta(hours=1), kwargs={"value": 7})
    ticking.synchronise()
    moment = timezone.now() + timedelta(hours=5)
    made = at_once(lambda: ticking.tick(moment=moment), times=4)
    assert sorted(made) == [0, 0, 0, 1]
    assert Job.objects.count() == 1


def test_two_workers_that_start_together_make_one_row(declared, shared_database):
    schedule(sample_tasks.give, name="often", every=timedelta(hours=1), kwargs={"value": 7})
    at_once(ticking.synchronise, times=4)
    assert Schedule.objects.count() == 1
